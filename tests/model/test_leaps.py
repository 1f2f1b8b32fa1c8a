"""One PC that makes up an enormous number must not push those of its colleagues."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from tests.histories.ends import PROVINCE
from tests.model.province import LEAP
from tests.model.rules import PROTOCOL, Rules
from tests.model.world import Model

ENORMOUS = 2**61
_HONEST = {"name": "1", "phone": "2", "student_number": "3"}


def shared(rules: Rules) -> Model:
    """Return two PCs of an office that have one student in common, and a province."""
    model = Model(rules, count(1))
    model.add(0, 1, _HONEST, "one")
    exchange(model)
    return model


def exchange(model: Model) -> list[str]:
    """Let each PC hand up and take in; return what was refused."""
    refused = []
    for pc in (0, 1):
        refused += [model.receive(bundle).error for bundle in model.hand_up(pc, split=False)]
        answer = model.answer(pc)
        assert answer is not None
        model.take_in(pc, answer)
    return [error for error in refused if error]


def forge(model: Model, number: int) -> None:
    """Let the first PC edit the student under a made-up number."""
    model.edit(0, 1, {"name": str(number)}, "forged")
    for key, row in model.pcs[0].rows.items():
        if row.fields.get("name") == str(number):
            model.pcs[0].rows[key] = replace(row, version=(row.version[0], number))


@pytest.mark.parametrize("rules", [PROTOCOL, Rules(refuse_leaps=False)], ids=["as it is", "not"])
def test_an_enormous_number_stays_where_it_was_made_up(rules: Rules) -> None:
    model = shared(rules)
    forge(model, ENORMOUS)
    refused = exchange(model)
    exchange(model)
    model.edit(1, 1, {"phone": "5"}, "honest")
    pushed = model.pcs[1].lsn > ENORMOUS
    assert (bool(refused), pushed) == (rules.refuse_leaps, not rules.refuse_leaps)


def test_the_highest_number_that_is_allowed_locks_no_colleague_out() -> None:
    model = shared(PROTOCOL)
    forge(model, max(one.highest for one in model.province.accepted.values()) + LEAP)
    assert exchange(model) == []
    exchange(model)
    for turn in range(100):
        model.edit(1, 1, {"name": f"honest {turn}"}, "honest")
    assert exchange(model) == []
    assert model.view(PROVINCE, 1).students[1]["name"] == "honest 99"

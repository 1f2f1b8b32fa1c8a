"""No silent loss, all ends agree, nobody is asked needlessly: the protocol itself, in memory."""

from __future__ import annotations

from functools import partial

import pytest

from tests.histories.play import History, Verdict
from tests.histories.script import Script, history, shortest
from tests.model.rules import PROTOCOL, Rules
from tests.model.world import Model, random_epochs

HISTORIES = 240


def played(script: Script, seed: int, rules: Rules = PROTOCOL) -> Verdict:
    return History(Model(rules, random_epochs(seed))).play(script)


def fails(script: Script, seed: int) -> bool:
    return bool(played(script, seed).faults)


@pytest.mark.parametrize("block", range(0, HISTORIES, 40))
def test_random_histories_lose_nothing(block: int) -> None:
    for seed in range(block, block + 40):
        if faults := played(history(seed), seed).faults:
            least = shortest(history(seed), partial(fails, seed=seed))
            pytest.fail(f"seed {seed}: {faults}\n" + "\n".join(map(str, least)))

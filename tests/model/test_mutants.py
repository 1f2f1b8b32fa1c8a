"""Each rule of the protocol is there for something: without it, histories soon come to grief."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pytest

from tests.histories.play import History, Verdict
from tests.histories.remembered import (
    ARCHIVE,
    COLLEAGUE,
    ELSEWHERE_HEARD,
    FORMER,
    LOST_LIFE,
    MENTIONED,
)
from tests.histories.script import history, parse
from tests.model.rules import PROTOCOL, Rules
from tests.model.world import Model, random_epochs

WITHIN = 150
"""Histories in which a fault must show."""


@dataclass(frozen=True)
class Mutant:
    """The protocol with a rule otherwise, where it is dangerous, and what must show.

    Ends that compare their rows find many a fault later: some show only where they do not.
    """

    rules: Rules
    hazards: tuple[str, ...] | None
    """Those that make it dangerous; None for any."""
    shows: str = "lost"


@dataclass(frozen=True)
class Scripted:
    """The protocol with a rule otherwise, and a history that shows it."""

    rules: Rules
    history: tuple[str, int]
    shows: str = "lost"
    strict: bool = False


MUTANTS = {
    "writes are ordered by their epochs": Mutant(Rules(order="epoch"), ()),
    "writes are ordered by the clock": Mutant(Rules(order="clock"), ("accidents",)),
    "a write need not rise above the row's": Mutant(Rules(rise_above=False), None),
    "rows forget what went into them": Mutant(Rules(keep_past=False), (), "needless"),
    "rows are merged whole": Mutant(Rules(keep_dots=False), (), "needless"),
    "deleting wins silently": Mutant(Rules(ask_about_deleting=False), ()),
    "conflicts are not recorded": Mutant(Rules(record_conflicts=False), ()),
    "records of conflicts stay at home": Mutant(Rules(records_travel=False), (), "apart"),
    "making a bundle moves the mark": Mutant(Rules(wait_for_receipt=False, lower_mark=False), ()),
    "gaps do not matter": Mutant(Rules(mind_gaps=False, compare_digests=False), ()),
    "the mark never moves back": Mutant(Rules(lower_mark=False), ("province",)),
    "the province takes in forks": Mutant(Rules(province_finds_forks=False), ("copies",)),
    "a PC never finds that it is a copy": Mutant(Rules(township_finds_copies=False), ("copies",)),
    "a new life leaves the old one at its end": Mutant(
        Rules(fork_at_acknowledged=False), ("copies",)
    ),
    "nothing is stamped anew": Mutant(Rules(restamp=False), ("copies",)),
    "all of a parent's writes are its child's past": Mutant(Rules(heed_fork=False), ("copies",)),
    "own rows are not sent back": Mutant(Rules(send_back_own=False), ("folders",), "apart"),
    "sending counts as being heard": Mutant(Rules(send_since_heard=False), (), "apart"),
    "the province does not notice that it was restored": Mutant(
        Rules(province_notices_restore=False), ("province",), "apart"
    ),
    "a take-in that is cut off leaves a trace": Mutant(
        Rules(atomic=False, compare_digests=False), ("accidents",)
    ),
}


SCRIPTS = {
    "the archive is not replayed": Scripted(Rules(replay_archive=False), ARCHIVE),
    "what only a colleague has does not go up": Scripted(Rules(send_whole=False), COLLEAGUE),
    "ends do not compare their rows": Scripted(Rules(compare_digests=False), COLLEAGUE),
    "a bundle that was only mentioned is forgotten": Scripted(
        Rules(remember_mentioned=False, compare_digests=False), MENTIONED
    ),
    "what a lost life of the province acknowledged counts": Scripted(
        Rules(fork_at_confirmed=False), LOST_LIFE
    ),
    "bundles tell of the sender's own lives alone": Scripted(
        Rules(share_lives=False), ELSEWHERE_HEARD, shows="apart"
    ),
    "rows do not say what they said under an old name": Scripted(
        Rules(keep_former=False), FORMER, shows="needless", strict=True
    ),
}
"""Where chance takes long."""


def play(seed: int, mutant: Mutant) -> Verdict:
    script = history(seed, mutant.hazards)
    return History(Model(mutant.rules, random_epochs(seed))).play(script)


@pytest.mark.parametrize("name", MUTANTS)
def test_without_a_rule_histories_come_to_grief(name: str) -> None:
    mutant = MUTANTS[name]
    assert any(getattr(play(seed, mutant), mutant.shows) for seed in range(WITHIN))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_shows_what_a_rule_is_for(name: str) -> None:
    made = SCRIPTS[name]
    script, seed = made.history
    for rules, faulty in ((PROTOCOL, False), (made.rules, True)):
        ends = Model(rules, random_epochs(seed))
        verdict = History(ends, strict=made.strict).play(parse(script))
        assert bool(verdict.faults) == faulty
        assert bool(getattr(verdict, made.shows)) == faulty


def test_every_rule_has_teeth() -> None:
    shown = [mutant.rules for mutant in MUTANTS.values()]
    shown += [scripted.rules for scripted in SCRIPTS.values()]
    shown.append(Rules(refuse_leaps=False))  # tests/model/test_leaps.py
    for rule in dataclasses.fields(Rules):
        usual = getattr(PROTOCOL, rule.name)
        assert any(getattr(rules, rule.name) != usual for rules in shown), rule.name

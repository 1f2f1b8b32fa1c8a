"""Files that were altered, processes that were killed, power that was cut."""

from __future__ import annotations

from tests.crash import kills as killing
from tests.crash import power
from tests.crash.office import made_office
from tests.crash.scenes import SCENES
from tests.hostile.mutations import run
from tests.soak.part import Outcome

SEED = 20261125


def mutations(many: int) -> Outcome:
    """Alter so many files; an assertion tells of one that got in, had no name or left a trace."""
    return Outcome(run(many, SEED))


def kills(many: int) -> Outcome:
    """Kill so many commands; an assertion tells of the first state between before and after."""
    with made_office() as office:
        return Outcome(killing.campaign(office, many, SEED, every=5))


def cuts(many: int) -> Outcome:
    """Cut the power about so many times, all commands alike, and twice after each."""
    with made_office() as office:
        return Outcome(power.campaign(office, many // len(SCENES), SEED))

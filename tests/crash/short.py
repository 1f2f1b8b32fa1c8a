"""The short profile, in one office that lasts as long as the process."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache

from tests.crash import disks, kills, mutants, power
from tests.crash.kills import Figures
from tests.crash.office import Office, made_office
from tests.crash.scenes import SHORT, scene_of

KILLS, STATES, SEED = 14, 3, 20261125
CUT = (*SHORT, scene_of("passphrase"), scene_of("account removed"))
"""Accounts are in two files, and the power may keep either."""


@cache
def office() -> Office:
    """Return the office of this process."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(made_office())


def some_kills() -> Figures:
    """Kill each command twice."""
    return kills.campaign(office(), KILLS, SEED, SHORT, every=2)


def some_cuts() -> Figures:
    """Cut the power three times in each command and twice after it."""
    return power.campaign(office(), STATES, SEED, CUT)


def filled(scene: str, disk: str, quarters: Sequence[int]) -> Figures:
    """Give a command too little room."""
    return disks.fill(office(), scene_of(scene), disk, quarters, converge=disk != "")


def pulled(scene: str, drive: str, times: int) -> Figures:
    """Pull a drive out under a command."""
    return disks.pull(office(), scene_of(scene), drive, times, converge=False)


def cut_off(name: str) -> str:
    """Break the program so that only a cut of power shows it."""
    return mutants.cut_off(office(), name)


def killed(name: str) -> str:
    """Break the program so that a kill shows it."""
    return mutants.killed(office(), name)


def filled_up(name: str) -> str:
    """Break the program so that a full stick shows it."""
    return mutants.filled_up(office(), name)

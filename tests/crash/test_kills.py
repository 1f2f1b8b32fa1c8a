"""A short profile of the campaigns; `make soak` runs the long one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.crash import mutants, short
from tests.crash.scenes import SHORT


def test_a_kill_at_any_step_leaves_what_was_before_or_after(aside: ProcessPoolExecutor) -> None:
    figures = aside.submit(short.some_kills).result()
    assert figures["kills"] == short.KILLS
    assert figures["before"]
    assert figures["exchanges after"] == len(SHORT)


def test_a_cut_of_power_leaves_what_was_before_or_after(aside: ProcessPoolExecutor) -> None:
    figures = aside.submit(short.some_cuts).result()
    assert figures["states"] == len(short.CUT) * (short.STATES + 2)
    assert figures["after"] >= len(short.CUT) * 2


@pytest.mark.parametrize("name", mutants.CUT_OFF)
def test_a_cut_of_power_shows_what_is_not_synced(aside: ProcessPoolExecutor, name: str) -> None:
    assert "power cut" in aside.submit(short.cut_off, name).result()


@pytest.mark.parametrize("name", mutants.KILLED)
def test_a_kill_shows_what_is_not_done_in_one_step(aside: ProcessPoolExecutor, name: str) -> None:
    assert "killed at" in aside.submit(short.killed, name).result()

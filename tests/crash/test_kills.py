"""A short profile of the campaigns; `make soak` runs the long one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.crash import kills, mutants, power


def test_a_kill_at_any_step_leaves_what_was_before_or_after(aside: ProcessPoolExecutor) -> None:
    figures = aside.submit(kills.run, 22, 20261125, every=4).result()
    assert figures["before"]
    assert figures["after"]
    assert figures["exchanges after"] == 11


def test_a_cut_of_power_leaves_what_was_before_or_after(aside: ProcessPoolExecutor) -> None:
    figures = aside.submit(power.run, 4, 20261125).result()
    assert figures["states"] == 11 * 6
    assert figures["after"] >= 11 * 2


@pytest.mark.parametrize("name", mutants.CUT_OFF)
def test_a_cut_of_power_shows_what_is_not_synced(aside: ProcessPoolExecutor, name: str) -> None:
    assert "power cut" in aside.submit(mutants.cut_off, name).result()


@pytest.mark.parametrize("name", mutants.KILLED)
def test_a_kill_shows_what_is_not_done_in_one_step(aside: ProcessPoolExecutor, name: str) -> None:
    assert "killed at" in aside.submit(mutants.killed, name).result()

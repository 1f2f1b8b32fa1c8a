"""A few disks that fill up and sticks that are pulled out; `make soak` tries all commands."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.crash import disks, mutants, short

NONE, ALL_BUT_A_BLOCK = 0, 4
"""Quarters of the room that a command needs."""


@pytest.fixture(scope="module")
def mounting(aside: ProcessPoolExecutor) -> ProcessPoolExecutor:
    """A process that may mount disks."""
    if not aside.submit(disks.can_mount).result():
        pytest.skip("mounting a small disk takes root, Linux and a loop device")
    return aside


@pytest.mark.parametrize(
    ("scene", "disk"),
    [
        ("hand-up", ""),
        ("hand-up", "stick"),
        ("take-in", ""),
        ("province take-in", ""),
        ("upgrade", ""),
        ("restore", ""),
        ("passphrase", ""),
    ],
)
def test_a_full_disk_is_said_in_words_and_leaves_nothing_half_done(
    mounting: ProcessPoolExecutor, scene: str, disk: str
) -> None:
    figures = mounting.submit(short.filled, scene, disk, (NONE, ALL_BUT_A_BLOCK)).result()
    assert sum(figures.values()) == 2


@pytest.mark.parametrize(
    ("scene", "drive"), [("hand-up", "stick"), ("take-in", "down"), ("backup to a stick", "stick")]
)
def test_a_stick_pulled_out_is_said_in_words_and_leaves_nothing_half_done(
    mounting: ProcessPoolExecutor, scene: str, drive: str
) -> None:
    figures = mounting.submit(short.pulled, scene, drive, 3).result()
    assert sum(figures.values()) == 3
    assert figures.get("after", 0) < 3


@pytest.mark.parametrize("name", mutants.FILLED)
def test_a_full_stick_shows_what_is_not_written_aside_and_cleared_away(
    mounting: ProcessPoolExecutor, name: str
) -> None:
    assert mutants.FILLED[name][2] in mounting.submit(short.filled_up, name).result()

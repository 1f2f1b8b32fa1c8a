"""Concurrent versions are judged by what they say."""

from __future__ import annotations

import pytest

from desktop.sync.merge import Fate, settle

OLD = {"deleted": 0, "name": "旧", "branch_id": b"\x0a\xff", "unknown": None}
NEW = {**OLD, "name": "新"}
OTHER = {**OLD, "name": "别"}
BASE = '{"deleted":0,"name":"旧","branch_id":"0AFF"}'


def test_two_that_say_the_same_are_no_conflict() -> None:
    assert settle(OLD, dict(OLD), None, None) is Fate.SAME


def test_an_edit_of_the_other_sides_values_replaces_them_in_either_order() -> None:
    assert settle(OLD, NEW, None, BASE) is Fate.REPLACE
    assert settle(NEW, OLD, BASE, None) is Fate.OLD


def test_an_edit_of_other_values_is_a_conflict() -> None:
    assert settle(OTHER, NEW, None, BASE) is Fate.CONFLICT
    assert settle(NEW, OTHER, BASE, None) is Fate.CONFLICT
    assert settle(NEW, OTHER, BASE, BASE) is Fate.CONFLICT


def test_columns_that_are_not_known_here_are_not_dropped_in_silence() -> None:
    richer = {**NEW, "unknown": b"\x81"}
    assert settle({**OLD, "unknown": b"\x80"}, richer, None, BASE) is Fate.CONFLICT
    assert settle(NEW, richer, None, None) is Fate.CONFLICT


@pytest.mark.parametrize("nonsense", ["", "{", "[]", "5", "[" * 100_000, '{"name":"旧"}'])
def test_nonsense_for_a_base_decides_nothing(nonsense: str) -> None:
    assert settle(OLD, NEW, None, nonsense) is Fate.CONFLICT

"""Which version came first, and what becomes of an incoming row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.sync.merge import Fate, Stamp, fate
from desktop.sync.table_reader import is_clean
from desktop.sync.versions import Ancestry, Version, contiguous

A, B, C = 11, 22, 33
ANCESTRY = Ancestry.of([(A, 0, 0), (B, A, 10), (C, B, 20)])


def stamp(epoch: int, lsn: int, *past: Version) -> Stamp:
    return Stamp(Version(epoch, lsn), frozenset(past))


def test_an_epoch_includes_its_ancestors_up_to_the_fork() -> None:
    assert ANCESTRY.includes(Version(A, 10), Version(C, 21))
    assert not ANCESTRY.includes(Version(A, 11), Version(C, 21))
    assert ANCESTRY.includes(Version(B, 20), Version(C, 21))
    assert not ANCESTRY.includes(Version(B, 21), Version(C, 99))


def test_a_circle_of_parents_ends() -> None:
    assert not Ancestry.of([(A, B, 9), (B, A, 9)]).includes(Version(C, 1), Version(A, 5))


def test_the_fates() -> None:
    assert fate(stamp(A, 1), stamp(A, 2), ANCESTRY) is Fate.REPLACE
    assert fate(stamp(A, 2), stamp(A, 2), ANCESTRY) is Fate.OLD
    assert fate(stamp(A, 5), stamp(B, 1), ANCESTRY) is Fate.REPLACE
    assert fate(stamp(A, 15), stamp(B, 12), ANCESTRY) is Fate.MERGED
    assert fate(stamp(99, 7), stamp(A, 1, Version(99, 7)), ANCESTRY) is Fate.REPLACE
    assert fate(stamp(A, 1, Version(99, 7)), stamp(99, 7), ANCESTRY) is Fate.OLD
    assert fate(stamp(A, 1), stamp(A, 2, Version(99, 7)), ANCESTRY) is Fate.REPLACE
    assert fate(stamp(A, 3), stamp(A, 2, Version(99, 7)), ANCESTRY) is Fate.MERGED


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))), st.integers(0, 30))
def test_what_is_had_without_a_gap(intervals: list[tuple[int, int]], start: int) -> None:
    covered = {n for since, upto in intervals for n in range(since + 1, upto + 1)}
    expected = start
    while expected + 1 in covered:
        expected += 1
    assert contiguous(start, [(s, u) for s, u in intervals if s <= u]) == expected


def test_clean_words() -> None:
    assert is_clean("张䶮 李𬭎\n第二行")
    assert not is_clean("铃\x07")
    assert not is_clean("e\u0301")

"""Which backups are kept, whatever the clock said."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.rotation import DAYS, GUARDED, MONTHS, NEWEST, WEEKS, Kept, to_keep

FIRST = date(2026, 1, 1)
days = st.lists(st.dates(date(1970, 1, 1), date(2099, 12, 31)), max_size=60)


def test_three_years_of_daily_backups_keep_days_weeks_and_months() -> None:
    made = [Kept(FIRST + timedelta(days=n)) for n in range(1000)]
    kept = sorted(made[::-1][at].day for at in to_keep(made[::-1]))
    last = made[-1].day
    assert kept[-DAYS:] == [last - timedelta(days=n) for n in reversed(range(DAYS))]
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert {(day.year, day.month) for day in kept} >= {
        (day.year, day.month) for day in (made[-1 - 30 * n].day for n in range(MONTHS - 1))
    }
    assert last - kept[0] > timedelta(days=330)


@given(days)
def test_the_newest_are_kept_with_any_clock_and_there_is_a_limit(made: list[date]) -> None:
    kept = to_keep([Kept(day) for day in made])
    assert kept >= set(range(min(NEWEST, len(made))))
    assert kept <= set(range(len(made)))
    assert len(kept) <= NEWEST + DAYS + WEEKS + MONTHS


@given(days)
def test_pruning_twice_removes_nothing_more(made: list[date]) -> None:
    once = [Kept(made[at]) for at in sorted(to_keep([Kept(day) for day in made]))]
    assert to_keep(once) == set(range(len(once)))


def test_what_an_upgrade_or_a_restore_replaced_is_kept_longer() -> None:
    made = [Kept(FIRST, guarded=at in {40, 45}) for at in range(60)]
    assert to_keep(made) == {*range(NEWEST), 40, 45}
    assert len(to_keep([Kept(FIRST, guarded=True)] * 20)) == GUARDED

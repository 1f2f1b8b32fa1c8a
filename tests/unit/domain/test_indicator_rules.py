from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.activity import LONGEST_MINUTES
from desktop.domain.attendance import AttendanceRuleError, check_open, stay
from desktop.domain.certificate import (
    CertificateRuleError,
    check_issuable,
    check_revocation,
    qualifies,
    serial,
    serial_prefix,
)
from desktop.domain.indicators import Campus, coverage, reached, semester_bounds, within_band
from desktop.domain.terms import ActivityState, CertificateState, Presence

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PLANNED = (START, START + timedelta(hours=2))


def test_the_denominator_is_the_provinces_when_it_sent_one() -> None:
    figure = coverage([Campus("甲", 3, 10, 40), Campus("乙", 2, 8)])
    assert (figure.numerator, figure.denominator, figure.value) == (5, 48, 5 / 48)
    assert coverage([Campus("甲", 0, 10, 0)]).value is None


@pytest.mark.parametrize(
    ("campus", "source"),
    [
        (Campus("甲", 1, 2), "甲：本机名录 2 个团支部（省里尚未下发总数）"),
        (Campus("甲", 1, 2, 3), "甲：省里下发 3 个团支部"),
        (Campus("甲", 1, 2, 3, date(2026, 9, 1)), "甲：省里下发 3 个团支部（截至 2026-09-01）"),
        (Campus("甲", 1, 2, 3, None, "年报"), "甲：省里下发 3 个团支部（年报）"),
    ],
)
def test_a_denominator_says_where_it_comes_from(campus: Campus, source: str) -> None:
    assert campus.source == source


def test_the_band_may_be_a_floor() -> None:
    counts = [0, 1, 2, 3, 4]
    assert within_band(counts).numerator == 2
    assert within_band(counts, ceiling=None).numerator == 3
    assert within_band(counts, floor=1, ceiling=1).value == 0.2


def test_reaching_may_ask_for_more() -> None:
    assert reached([0, 1, 2]).numerator == 2
    assert reached([0, 1, 2], at_least=2).numerator == 1


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_semesters_follow_each_other_without_a_gap(day: date) -> None:
    since, until = semester_bounds(day)
    assert since.date() <= day < until.date()
    assert semester_bounds(until.date())[0] == until


def test_a_stay_not_written_down_is_the_planned_one() -> None:
    assert stay(Presence.PRESENT, None, None, PLANNED).minutes == 120
    assert stay(Presence.PRESENT, START + timedelta(minutes=30), None, PLANNED).minutes == 90
    assert stay(Presence.PRESENT, None, None, (None, None)).minutes == 0
    assert stay(Presence.ABSENT, START, START, PLANNED).check_in is None
    with pytest.raises(AttendanceRuleError):
        stay(Presence.PRESENT, None, START, PLANNED)


@given(st.integers(1, 10**6))
def test_a_stay_is_at_most_a_day(minutes: int) -> None:
    stayed = stay(Presence.PRESENT, START, START + timedelta(minutes=minutes), PLANNED)
    assert stayed.minutes == min(minutes, LONGEST_MINUTES)


@pytest.mark.parametrize("state", ActivityState)
def test_entries_belong_to_what_took_place(state: ActivityState) -> None:
    if state in {ActivityState.ONGOING, ActivityState.CLOSED}:
        check_open(state)
    else:
        with pytest.raises(AttendanceRuleError):
            check_open(state)


@pytest.mark.parametrize("state", ActivityState)
def test_certificates_belong_to_what_is_over(state: ActivityState) -> None:
    if state is ActivityState.CLOSED:
        check_issuable(state)
    else:
        with pytest.raises(CertificateRuleError):
            check_issuable(state)


def test_who_qualifies() -> None:
    assert qualifies(Presence.PRESENT, 1)
    assert not qualifies(Presence.PRESENT, 0)
    assert not qualifies(Presence.LEAVE, 60)


def test_a_serial_names_township_device_and_number() -> None:
    prefix = serial_prefix(440106001, bytes.fromhex("a3f0ffee"))
    assert serial(prefix, 7) == "440106001-MFRFZ-00007"


def test_revoking_takes_an_issued_certificate_and_a_reason() -> None:
    check_revocation(CertificateState.ISSUED, "有误")
    with pytest.raises(CertificateRuleError):
        check_revocation(CertificateState.ISSUED, "")
    with pytest.raises(CertificateRuleError):
        check_revocation(CertificateState.REVOKED, "有误")

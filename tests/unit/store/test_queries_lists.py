from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.domain.terms import ActivityState, Presence
from desktop.store.queries import activities, numbers, students
from desktop.store.queries.students import STUDENTS
from desktop.store.tables import Activity, Attendance
from tests.unit.township_sample import FAR, NEAR, NOW, Sample, branch_id


def attend(sample: Sample, student: bytes, *minutes: int, presence: Presence) -> None:
    with sample.workspace.store.write() as writer:
        for number, spent in enumerate(minutes):
            writer.add(
                Attendance(
                    activity_id=bytes([number]) * 16,
                    student_id=student,
                    presence=presence,
                    minutes=spent,
                )
            )


def test_students_carry_their_branch_and_what_they_did(sample: Sample) -> None:
    one, other = sample.students(2)
    (far,) = sample.students(1, "公益社", FAR)
    attend(sample, one, 60, 90, presence=Presence.PRESENT)
    attend(sample, other, 0, presence=Presence.ABSENT)
    with sample.workspace.store.write() as writer:
        writer.delete(writer.find(Attendance, student_id=one, minutes=90)[0])
    with sample.workspace.store.read() as reader:
        rows = {row.id: row for row in students.page(reader)}
        assert (rows[one].activities, rows[one].minutes) == (1, 60)
        assert (rows[other].activities, rows[other].minutes) == (0, 0)
        assert (rows[far].branch, rows[far].university) == ("公益社", FAR)
        by_minutes = students.page(reader, sort="minutes", descending=True)
        assert by_minutes[0].id == one
        assert STUDENTS.count(reader, only={"branch_id": branch_id(NEAR, "1班")}) == 2
        assert STUDENTS.count(reader, only={"id": []}) == 0
        with pytest.raises(KeyError):
            students.page(reader, sort="password")


@pytest.mark.parametrize("text", ["学", "学生 公益", "公益社001", "远处大"])
def test_search_begins_with_the_first_character(sample: Sample, text: str) -> None:
    sample.students(1, "公益社", FAR)
    with sample.workspace.store.read() as reader:
        assert STUDENTS.count(reader, text=text) == 1
        assert STUDENTS.count(reader, text="公益社_01") == 0
        assert STUDENTS.count(reader, text="\\") == 0


def test_pages_meet_without_gap_or_overlap(sample: Sample) -> None:
    sample.students(7)
    sample.students(5, "2班")
    with sample.workspace.store.read() as reader:
        whole = [row.id for row in students.page(reader, sort="gender")]
        pieces = [
            row.id
            for offset in range(0, 12, 5)
            for row in students.page(reader, sort="gender", offset=offset, limit=5)
        ]
        ids = STUDENTS.ids(reader, sort="gender")
        assert [row.id for row in students.rows(reader, ids)] == whole
        assert [row.id for row in students.rows(reader, ids[32:64] + b"x" * 16)] == whole[2:4]
    assert pieces == whole
    assert len(set(whole)) == 12


def test_what_is_counted_at_once_sorts_and_filters_as_what_is_counted_row_by_row(
    sample: Sample,
) -> None:
    people = sample.students(6)
    project = sample.project(sample.active())
    now = sample.activity(project, starts=timedelta(days=1), title="本学期")
    with sample.workspace.store.write() as writer:
        long_ago = writer.add(Activity(title="去年", starts_at=NOW - timedelta(days=400))).id
        for number, one in enumerate(people):
            for activity in (now, long_ago)[: number % 3]:
                writer.add(Attendance(activity_id=activity, student_id=one, minutes=number * 7))
    found = students.in_semester((NOW - timedelta(days=100), NOW + timedelta(days=100)))
    with sample.workspace.store.read() as reader:
        rows = found.page(reader)
        for name in ("activities", "minutes", "term_activities", "term_minutes"):
            counted = [getattr(row, name) for row in rows]
            listed = found.rows(reader, found.ids(reader, sort=name, descending=True))
            assert [getattr(row, name) for row in listed] == sorted(counted, reverse=True)
            assert found.page(reader, sort=name, descending=True) == listed
            assert max(counted) > 0
            none = found.page(reader, only={name: [0]})
            assert len(none) == counted.count(0) == found.count(reader, only={name: [0]}) > 0


def test_activities_come_newest_first_and_are_filtered_by_state(sample: Sample) -> None:
    project = sample.project(sample.active())
    old = sample.activity(project, starts=timedelta(days=1), title="旧")
    new = sample.activity(project, starts=timedelta(days=2), title="新")
    with sample.workspace.store.write() as writer:
        writer.get(Activity, old).state = ActivityState.CLOSED
    with sample.workspace.store.read() as reader:
        assert [row.id for row in activities.page(reader)] == [new, old]
        only = {"state": [ActivityState.CLOSED, ActivityState.CANCELLED]}
        assert [row.id for row in activities.page(reader, only=only)] == [old]


def test_numbers_of_other_series_do_not_count(sample: Sample) -> None:
    with sample.workspace.store.write() as writer:
        for number in ("HD2026-A3-0009", "HD2026-A3-0010", "HD2026-B4-0077", "HD2026-A3-x"):
            writer.add(Activity(number=number))
        assert numbers.last_activity(writer, "HD2026-A3-") == 10
        assert numbers.last_activity(writer, "HD2025-A3-") == 0
        assert numbers.last_certificate(writer, "HD2026-A3-") == 0

"""The list of all attendances, held against sorting and counting in Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from desktop.domain.terms import AttendanceSource, Presence
from desktop.foundation.ids import reference_id
from desktop.gui.views.attendances_rows import COLUMNS
from desktop.store.queries import attendance_list
from desktop.store.queries.activities import ACTIVITIES
from desktop.store.queries.attendance_filter import Wanted
from desktop.store.queries.attendance_list import REF_SIZE, AttendanceRow, Sums
from desktop.store.queries.certificates import CERTIFICATES
from desktop.store.queries.students import STUDENTS
from desktop.store.store import Reader
from desktop.store.tables import Activity, Attendance
from desktop.usecases.search.find import keep_up
from tests.unit.township_sample import FAR, NOW, Sample

TITLES = ("敬老", "普法", "社区课堂")
NOBODY, NOWHERE = b"x" * 16, b"y" * 16


def activity_id(number: int) -> bytes:
    return reference_id("activity", number)


@pytest.fixture
def students(sample: Sample) -> list[bytes]:
    """Return the students of a township with 150 attendances, some of them deleted or astray."""
    chance = random.Random(1)
    people = [*sample.students(9), *sample.students(6, "公益社", FAR)]
    with sample.workspace.store.write() as writer:
        for number in range(12):
            starts = None if number == 5 else NOW - timedelta(days=40 * number)
            writer.add(
                Activity(
                    id=activity_id(number),
                    title=TITLES[number % 3],
                    number=f"HD{number:04}",
                    starts_at=starts,
                    ends_at=starts and starts + timedelta(hours=2),
                )
            )
        for number in range(12):
            for student in [*people, NOBODY]:
                if chance.random() < 0.8:
                    presence = chance.choice(list(Presence))
                    came = presence is Presence.PRESENT
                    row = writer.add(
                        Attendance(
                            activity_id=activity_id(number) if number else NOWHERE,
                            student_id=student,
                            presence=presence,
                            minutes=chance.choice((0, 30, 120, 200)) if came else 0,
                            source=chance.choice(list(AttendanceSource)),
                        )
                    )
                    row.deleted = chance.random() < 0.1
    keep_up(sample.workspace)
    return people


def listed(reader: Reader, wanted: Wanted) -> list[AttendanceRow]:
    return attendance_list.rows(reader, attendance_list.order(reader, wanted))


def in_sight(row: AttendanceRow, key: str) -> tuple[bool, object]:
    """Return by what a row is sorted; what is unknown comes last."""
    value = getattr(row, key)
    here = row.title if key in {"title", "number", "starts_at"} else row.name
    missing = value is None or (key not in {"minutes", "presence", "source"} and not here)
    return missing, "" if missing else value


def test_every_sorting_has_every_row_once(sample: Sample, students: list[bytes]) -> None:
    assert students
    sorts = [column.sort_key for column in COLUMNS if column.sort_key]
    assert {"starts_at", "name", "minutes"} <= set(sorts)
    for sort in sorts:
        for descending in (False, True):
            check_sorting(sample, sort, descending=descending)


def check_sorting(sample: Sample, sort: str, *, descending: bool) -> None:
    wanted = Wanted(sort=sort, descending=descending)
    with sample.workspace.store.read() as reader:
        rows = listed(reader, wanted)
        live = {row.id for row in reader.find(Attendance)}
        first = attendance_list.first(reader, wanted, 20)
    assert len(rows) == len(live) > 100
    assert {row.id for row in rows} == live
    missing = [in_sight(row, sort)[0] for row in rows]
    assert missing == sorted(missing)
    keys = [in_sight(row, sort)[1] for row in rows if not in_sight(row, sort)[0]]
    assert keys == sorted(keys, reverse=descending)  # type: ignore[type-var]
    assert first in ([], rows[:20])
    assert bool(first) == (sort not in {"minutes", "presence", "source"})


FILTERS = (
    Wanted(since=NOW - timedelta(days=100)),
    Wanted(until=NOW - timedelta(days=100), sort="name"),
    Wanted(of=activity_id(3)),
    Wanted(presence=Presence.ABSENT, sort="student_number"),
    Wanted(odd=True, sort="branch"),
    Wanted(text="课堂"),
    Wanted(text="公益 课堂", sort="name", descending=True),
    Wanted(text="shequ", since=NOW - timedelta(days=300), presence=Presence.PRESENT),
    Wanted(text="没有的"),
)


def test_filters_and_sums_are_those_of_plain_python(sample: Sample, students: list[bytes]) -> None:
    assert students
    for wanted in FILTERS:
        check_filter(sample, wanted)


def check_filter(sample: Sample, wanted: Wanted) -> None:
    def fits(row: AttendanceRow) -> bool:
        said = (row.name, row.student_number, row.branch, row.university, row.title, row.number)
        words = wanted.text.replace("shequ", "社区").split()
        since, until, starts = wanted.since, wanted.until, row.starts_at
        in_time = (since is None or bool(starts and starts >= since)) and (
            until is None or bool(starts and starts < until)
        )
        odd = row.presence is Presence.PRESENT and (
            row.minutes == 0 or (starts is not None and row.minutes in {30, 200})
        )
        return (
            all(word in " ".join(said) for word in words)
            and in_time
            and wanted.of in (None, row.student_id, row.activity_id)
            and wanted.presence in (None, row.presence)
            and (odd or not wanted.odd)
        )

    with sample.workspace.store.read() as reader:
        expected = [row for row in listed(reader, Wanted()) if fits(row)]
        rows = listed(reader, wanted)
        sums = attendance_list.sums(reader, wanted)
    assert {row.id for row in rows} == {row.id for row in expected}
    assert len(rows) == len(expected)
    assert bool(rows) == (wanted.text != "没有的")
    came = sum(row.presence is Presence.PRESENT for row in expected)
    assert sums == Sums(len(expected), came, sum(row.minutes for row in expected))


def test_a_part_of_an_order_leaves_out_what_was_deleted_since(
    sample: Sample, students: list[bytes]
) -> None:
    with sample.workspace.store.read() as reader:
        refs = attendance_list.order(reader, Wanted(of=students[0]))
        before = attendance_list.rows(reader, refs[REF_SIZE:])
    with sample.workspace.store.write() as writer:
        writer.delete(writer.get(Attendance, before[0].id))
    with sample.workspace.store.read() as reader:
        assert attendance_list.rows(reader, refs[REF_SIZE:]) == before[1:]


def plan_of(reader: Reader, run: Callable[[], object]) -> list[str]:
    """Return how SQLite answers the last question that `run` asks."""
    connection = reader.connection.connection.driver_connection
    assert connection is not None
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    run()
    connection.set_trace_callback(None)
    plan = reader.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[-1]}").fetchall()
    assert plan
    return [row[3] for row in plan]


def test_a_page_looks_at_its_own_rows_and_at_what_they_name(sample: Sample) -> None:
    with sample.workspace.store.read() as reader:
        for page in (
            partial(attendance_list.rows, reader, b"00000001"),
            *(partial(one.rows, reader, bytes(16)) for one in (STUDENTS, ACTIVITIES, CERTIFICATES)),
        ):
            plan = plan_of(reader, page)
            assert not [one for one in plan if one.startswith(("SCAN", "MATERIALIZE"))], page


def test_rows_sorted_by_what_no_index_has_are_read_as_they_lie(sample: Sample) -> None:
    with sample.workspace.store.read() as reader:
        plan = plan_of(reader, partial(attendance_list.order, reader, Wanted(sort="minutes")))
    assert "SCAN attendance" in plan

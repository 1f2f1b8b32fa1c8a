"""The two lists of 报名: the roster to pick from, and who is on the activity's list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from desktop.domain.terms import EnrolmentState, Leaving
from desktop.gui.listing import LongList, long_list
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.store.queries import attendances, enrolments, students
from desktop.store.queries.enrolments import EnrolledRow
from desktop.store.queries.students import StudentRow
from desktop.store.store import Reader
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class RosterLine:
    """A student of the roster, and whether the activity's list has them.

    `sounds_so`: they are called otherwise than was typed, but it is read the same.
    """

    student: StudentRow
    enrolled: bool
    sounds_so: bool = False

    @property
    def id(self) -> bytes:
        """The student's, by which a line is known again when others come or go above it."""
        return self.student.id

    @property
    def name(self) -> str:
        """The name, and that it is another than was typed."""
        return f"{self.student.name}（音同）" if self.sounds_so else self.student.name


ROSTER_COLUMNS = (
    Column[RosterLine]("name", "姓名", lambda line: line.name, 88, sort_key="name"),
    Column[RosterLine](
        "enrolled",
        "报名",
        lambda line: "已报名" if line.enrolled else "未报名",
        72,
        kind=lambda line: "success" if line.enrolled else "neutral",
    ),
    Column[RosterLine](
        "number", "学号", lambda line: line.student.student_number, 108, sort_key="student_number"
    ),
    Column[RosterLine](
        "branch",
        "团支部",
        lambda line: line.student.branch,
        110,
        sort_key="branch",
        tooltip=lambda line: f"{line.student.university} {line.student.department}",
    ),
)

LIST_COLUMNS = (
    Column[EnrolledRow]("name", "姓名", lambda row: row.name, 84),
    Column[EnrolledRow](
        "state",
        "报名",
        lambda row: row.state.label,
        68,
        kind=lambda row: "success" if row.state is EnrolmentState.ENROLLED else "warning",
    ),
    Column[EnrolledRow](
        "team", "小组", lambda row: f"{row.team}{'（组长）' if row.leads else ''}", 96
    ),
    Column[EnrolledRow]("number", "学号", lambda row: row.student_number, 104),
    Column[EnrolledRow]("branch", "团支部", lambda row: row.branch, 90),
)


def roster_fetch(
    workspace: Workspace, activity_id: bytes
) -> Callable[[RowsQuery], RowsPage[RosterLine]]:
    """Return what fetches the roster for a table: where no name is as typed, those that sound so.

    Handwriting is misread, and names are heard: 章伟 is then found as 张伟, 單 as 单.
    """
    alike: dict[str, Collection[bytes]] = {}  # by what was typed: those found by their sound

    def fetch(query: RowsQuery) -> RowsPage[RosterLine]:
        return _roster(activity_id, query, alike).page(workspace.store, query)

    return fetch


def _roster(
    activity_id: bytes, query: RowsQuery, alike: dict[str, Collection[bytes]]
) -> LongList[RosterLine]:
    here = {"leaving": Leaving.NONE}
    typed = long_list(students.STUDENTS, query, here)

    def by_sound(reader: Reader) -> LongList[StudentRow]:
        ids = alike[query.text] = students.sounding_so(reader, query.text)
        return long_list(students.STUDENTS, replace(query, text=""), {**here, "id": ids})

    def first(reader: Reader, limit: int) -> Sequence[StudentRow] | None:
        return typed.first(reader, limit) or by_sound(reader).first(reader, limit)

    def order(reader: Reader) -> bytes:
        return typed.order(reader) or by_sound(reader).order(reader)

    def lines(reader: Reader, rows: Sequence[StudentRow]) -> Sequence[RosterLine]:
        listed = {row.student_id for row in attendances.grid(reader, activity_id)}
        sounding = alike.get(query.text, ())
        return [RosterLine(row, row.id in listed, row.id in sounding) for row in rows]

    return LongList(first, order, students.rows).told(lines)


def list_fetch(
    workspace: Workspace, activity_id: bytes, capacity: int
) -> Callable[[RowsQuery], RowsPage[EnrolledRow]]:
    """Return what fetches the activity's list, and its waiting list, for a table."""

    def fetch(query: RowsQuery) -> RowsPage[EnrolledRow]:
        with workspace.store.read() as reader:
            rows = enrolments.enrolled(reader, activity_id)
        page = rows[query.offset : query.offset + query.limit]
        return RowsPage(page, len(rows), _count_words(rows, capacity))

    return fetch


def _count_words(rows: Sequence[EnrolledRow], capacity: int) -> str:
    waiting = sum(row.state is EnrolmentState.WAITING for row in rows)
    limit = f"（上限 {capacity} 人）" if capacity else ""
    more = f"，候补 {waiting} 人" if waiting else ""
    return f"已报名 {len(rows) - waiting} 人{limit}{more}"

"""What is typed off a sheet before it is saved: pure, without a window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.activity import served_minutes
from desktop.domain.terms import Presence
from desktop.gui.dialogs.attendance_times import typed_time
from desktop.gui.widgets.parsing import WrongInputError
from desktop.store.queries import activities, attendances
from desktop.store.queries.attendances import GridRow, split_ids
from desktop.store.tables import SheetPage
from desktop.usecases.attendance.record_attendance import AttendanceChange
from desktop.usecases.workspace import Workspace

_NEXT: dict[Presence | None, Presence] = {
    None: Presence.PRESENT,
    Presence.PRESENT: Presence.LEAVE,
    Presence.LEAVE: Presence.ABSENT,
    Presence.ABSENT: Presence.PRESENT,
}


@dataclass(frozen=True)
class Roll:
    """An activity's list with what is saved; `pages` are the students of each printed page."""

    title: str
    starts_at: datetime
    ends_at: datetime
    rows: tuple[GridRow, ...]
    pages: tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True)
class Draft:
    """What the sheet says of a student; a time of None is the planned one.

    `wrong_in` and `wrong_out` keep what was typed and cannot be taken.
    """

    presence: Presence | None = None
    check_in: datetime | None = None
    check_out: datetime | None = None
    wrong_in: str = ""
    wrong_out: str = ""

    def cycled(self) -> Draft:
        """Return the next of 到场, 请假, 缺席."""
        return self.marked(_NEXT[self.presence])

    def marked(self, presence: Presence | None) -> Draft:
        """Return the same student with another word; times belong to those who came."""
        if presence is Presence.PRESENT:
            return replace(self, presence=presence)
        return Draft(presence)

    def timed(self, text: str, planned: datetime, *, arriving: bool) -> Draft:
        """Return the student as present, with a time as typed; empty means the planned one."""
        wrong, moment = "", None
        try:
            moment = typed_time(text, planned)
        except WrongInputError:
            wrong = text
        if moment == planned:
            moment = None
        if arriving:
            return replace(self, presence=Presence.PRESENT, check_in=moment, wrong_in=wrong)
        return replace(self, presence=Presence.PRESENT, check_out=moment, wrong_out=wrong)

    def times(self, roll: Roll) -> tuple[datetime, datetime]:
        """Return from when until when, the planned times where none were typed."""
        return self.check_in or roll.starts_at, self.check_out or roll.ends_at

    def minutes(self, roll: Roll) -> int:
        """Return the whole minutes that will be credited."""
        return served_minutes(*self.times(roll)) if self.presence is Presence.PRESENT else 0

    def problem(self, roll: Roll) -> str:
        """Return in words why this cannot be saved, or ""."""
        for side, typed in (("签到", self.wrong_in), ("签退", self.wrong_out)):
            if typed:
                return f"{side}时间“{typed}”看不懂，请输入例如 930 或 9:30"
        came, left = self.times(roll)
        if self.presence is Presence.PRESENT and left <= came:
            return "签退时间要晚于签到时间"
        return ""

    def change(self, student_id: bytes) -> AttendanceChange:
        """Return what is to be recorded."""
        return AttendanceChange(student_id, self.presence, self.check_in, self.check_out)


def saved_draft(row: GridRow, roll: Roll) -> Draft:
    """Return what is saved of a student, as a draft."""
    if row.presence is not Presence.PRESENT:
        return Draft(row.presence)
    return Draft(
        row.presence,
        None if row.check_in == roll.starts_at else row.check_in,
        None if row.check_out == roll.ends_at else row.check_out,
    )


def load_roll(workspace: Workspace, activity_id: bytes) -> Roll:
    """Read an activity's list and the pages of the sheet printed last."""
    with workspace.store.read() as reader:
        row = activities.page(reader, only={"id": activity_id})[0]
        grid = attendances.grid(reader, activity_id)
        printed = reader.find(SheetPage, activity_id=activity_id, version=row.sheet_version)
    listed = {one.student_id for one in grid}
    pages = tuple(
        tuple(one for one in split_ids(page.students or b"") if one in listed)
        for page in sorted(printed, key=lambda page: page.page)
    )
    now = workspace.now()
    return Roll(row.title, row.starts_at or now, row.ends_at or now, tuple(grid), pages)

"""What is typed off a sheet before it is saved: pure, without a window."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop.domain.activity import LONGEST_MINUTES, served_minutes
from desktop.domain.attendance import AttendanceRuleError
from desktop.domain.terms import Presence
from desktop.foundation.clock import BEIJING
from desktop.gui.dialogs.attendance_times import typed_time
from desktop.gui.widgets.parsing import WrongInputError, parse_number
from desktop.store.queries import activities, attendances, sheets
from desktop.store.queries.attendances import GridRow, split_ids
from desktop.store.queries.sheets import Entry
from desktop.store.tables import SheetPage
from desktop.usecases.attendance.record_attendance import AttendanceChange, AttendanceRecorded
from desktop.usecases.workspace import Workspace

_NOTES = 3
_NAMED = 4
_LONGER = 60
"""Minutes beyond the planned time that are worth a look."""

_NEXT: dict[Presence | None, Presence] = {
    None: Presence.PRESENT,
    Presence.PRESENT: Presence.LEAVE,
    Presence.LEAVE: Presence.ABSENT,
    Presence.ABSENT: Presence.PRESENT,
}


@dataclass(frozen=True)
class Roll:
    """An activity's list with what is saved; `pages` are the students of each printed page.

    `entered` says of each student with an entry who wrote it; `elsewhere` names another activity
    at which a student was present at the same time.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    rows: tuple[GridRow, ...]
    pages: tuple[tuple[bytes, ...], ...]
    entered: Mapping[bytes, Entry] = field(default_factory=dict)
    elsewhere: Mapping[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What the sheet says of a student; a time of None is the planned one.

    `minutes` are credited instead of what the times say. `wrong_in`, `wrong_out` and `wrong_hours`
    keep what was typed and cannot be taken.
    """

    presence: Presence | None = None
    check_in: datetime | None = None
    check_out: datetime | None = None
    wrong_in: str = ""
    wrong_out: str = ""
    minutes: int | None = None
    wrong_hours: str = ""

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

    def credited(self, text: str, roll: Roll) -> Draft:
        """Return the student as present, with hours as typed; empty: what the times say."""
        wrong, minutes = "", None
        try:
            hours = parse_number(text, 0, LONGEST_MINUTES / 60, whole=False)
            minutes = None if hours is None else round(hours * 60)
        except WrongInputError:
            wrong = text
        if minutes == served_minutes(*self.times(roll)):
            minutes = None
        return replace(self, presence=Presence.PRESENT, minutes=minutes, wrong_hours=wrong)

    def times(self, roll: Roll) -> tuple[datetime, datetime]:
        """Return from when until when, the planned times where none were typed."""
        return self.check_in or roll.starts_at, self.check_out or roll.ends_at

    def credit(self, roll: Roll) -> int:
        """Return the whole minutes that will be credited."""
        if self.presence is not Presence.PRESENT:
            return 0
        return served_minutes(*self.times(roll)) if self.minutes is None else self.minutes

    def problem(self, roll: Roll) -> str:
        """Return in words why this cannot be saved, or ""."""
        for side, typed in (("签到", self.wrong_in), ("签退", self.wrong_out)):
            if typed:
                return f"{side}时间“{typed}”看不懂，请输入例如 930 或 9:30"
        if self.wrong_hours:
            return f"时长“{self.wrong_hours}”看不懂，请输入小时数，例如 1.5"
        came, left = self.times(roll)
        if self.presence is Presence.PRESENT and left <= came:
            return "签退时间要晚于签到时间"
        return ""

    def change(self, student_id: bytes) -> AttendanceChange:
        """Return what is to be recorded."""
        return AttendanceChange(
            student_id, self.presence, self.check_in, self.check_out, self.minutes
        )


def saved_draft(row: GridRow, roll: Roll) -> Draft:
    """Return what is saved of a student, as a draft."""
    if row.presence is not Presence.PRESENT:
        return Draft(row.presence)
    draft = Draft(
        row.presence,
        None if row.check_in == roll.starts_at else row.check_in,
        None if row.check_out == roll.ends_at else row.check_out,
    )
    given = row.minutes != draft.credit(roll)
    return replace(draft, minutes=row.minutes) if given else draft


def load_roll(workspace: Workspace, activity_id: bytes, version: int = 0) -> Roll:
    """Read an activity's list and the pages of a version of its sheet (0: printed last)."""
    with workspace.store.read() as reader:
        row = activities.page(reader, only={"id": activity_id})[0]
        grid = attendances.grid(reader, activity_id)
        printed = reader.find(
            SheetPage, activity_id=activity_id, version=version or row.sheet_version
        )
        entered = sheets.entries(reader, [activity_id]).get(activity_id, {})
        elsewhere = {one.student_id: one.title for one in sheets.elsewhere(reader, activity_id)}
    listed = {one.student_id for one in grid}
    pages = tuple(
        tuple(one for one in split_ids(page.students or b"") if one in listed)
        for page in sorted(printed, key=lambda page: page.page)
    )
    now = workspace.now()
    times = row.starts_at or now, row.ends_at or now
    return Roll(row.title, *times, tuple(grid), pages, entered, elsewhere)


def notes_on(roll: Roll, students: Collection[bytes], present: Mapping[bytes, int]) -> str:
    """Return what to know: entries that are there already, who was elsewhere, who stays too long.

    `students` are those shown, `present` the minutes of those marked so now.
    """
    said = []
    there = [roll.entered[one] for one in students if one in roll.entered]
    if there:
        last = max(there, key=lambda one: one.at)
        when = f"{last.at.astimezone(BEIJING):%m-%d %H:%M}"
        where = "" if last.here else " 在另一台电脑上"
        said.append(
            f"这里已有 {len(there)} 人录过（最近是 {last.by} {when}{where}录入），"
            "再改会替换原来的记录。"
        )
    names = {row.student_id: row.name for row in roll.rows}
    said += [
        f"{names.get(one, '')}同一时间在“{roll.elsewhere[one]}”也签了到。"
        for one in present
        if one in roll.elsewhere
    ]
    longest = served_minutes(roll.starts_at, roll.ends_at) + _LONGER
    said += [
        f"{names.get(one, '')}记了 {minutes / 60:g} 小时，比活动长一小时以上，请核对。"
        for one, minutes in present.items()
        if minutes > longest
    ]
    return "\n".join(said[:_NOTES])


def check_unchanged(
    seen: Sequence[GridRow], now: Sequence[GridRow], students: Collection[bytes]
) -> None:
    """Raise `AttendanceRuleError` when the entry of one of these students is another by now."""
    before = {row.student_id: _entry_of(row) for row in seen}
    changed = [
        row.name
        for row in now
        if row.student_id in students and before.get(row.student_id) != _entry_of(row)
    ]
    if changed:
        raise AttendanceRuleError(
            f"打开之后，{'、'.join(changed[:_NOTES])}等 {len(changed)} 人又被录过，没有保存。",
            "可能刚接收了另一台电脑的录入。已显示最新的记录，您填的都还在，核对后再按保存。",
        )


def _entry_of(row: GridRow) -> tuple[object, ...]:
    return row.presence, row.check_in, row.check_out, row.minutes


def missing_words(names: Sequence[str]) -> str:
    """Return who is missing, in words."""
    if not names:
        return "所有人都填了。"
    named = "、".join(names[:_NAMED])
    return f"还有 {len(names)} 人没有填：{named}{'等' if len(names) > _NAMED else ''}。"


def saved_words(missing: int, done: AttendanceRecorded) -> str:
    """Return what was saved, in words."""
    count = len(done.added) + len(done.corrected) + len(done.cleared)
    return f"已保存 {count} 人，还差 {missing} 人" if missing else f"签到已录完，共保存 {count} 人"

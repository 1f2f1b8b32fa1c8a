"""录入签到, and correcting it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.attendance import AttendanceRuleError, check_open, stay
from desktop.domain.terms import AttendanceSource, CertificateState, EnrolmentState, Presence
from desktop.store.queries.bulk import add_all
from desktop.store.store import Writer
from desktop.store.tables import Activity, Attendance, Certificate, Enrolment
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class AttendanceChange:
    """What the sheet says of a student; `presence` None clears the entry.

    A time that is not given is the planned one; `minutes` are given when the clerk credits others
    than the times say.
    """

    student_id: bytes
    presence: Presence | None = Presence.PRESENT
    check_in: datetime | None = None
    check_out: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class AttendanceRecorded:
    """The students entered for the first time, corrected, and cleared."""

    added: tuple[bytes, ...]
    corrected: tuple[bytes, ...]
    cleared: tuple[bytes, ...]


def record_attendance(
    workspace: Workspace,
    activity_id: bytes,
    changes: Sequence[AttendanceChange],
    source: AttendanceSource = AttendanceSource.PAPER,
) -> AttendanceRecorded:
    """Enter, correct or clear attendances; what is entered already the same stays untouched.

    Raises `AttendanceRuleError` when the activity takes no entries, a student is not on the list
    or holds a valid certificate, or leaves before coming; then nothing is entered.
    """
    with workspace.store.write() as writer:
        return enter(writer, activity_id, changes, source)


def mark_all_present(
    workspace: Workspace, activity_id: bytes, source: AttendanceSource = AttendanceSource.PAPER
) -> AttendanceRecorded:
    """Enter everybody on the list without an entry as present for the planned time.

    Raises `AttendanceRuleError`, `MissingRowError`.
    """
    with workspace.store.write() as writer:
        entered = {one.student_id for one in writer.find(Attendance, activity_id=activity_id)}
        listed = _listed(writer, activity_id)
        changes = [AttendanceChange(one) for one in listed if one not in entered]
        return enter(writer, activity_id, changes, source)


def enter(
    writer: Writer,
    activity_id: bytes,
    changes: Sequence[AttendanceChange],
    source: AttendanceSource,
) -> AttendanceRecorded:
    """Enter `changes` within a transaction; see `record_attendance`."""
    activity = writer.get(Activity, activity_id)
    check_open(activity.state)
    _check_listed(writer, activity_id, changes)
    before = {one.student_id: one for one in writer.find(Attendance, activity_id=activity_id)}
    changed = [change for change in changes if _differs(before, change, activity)]
    _check_uncertified(writer, activity_id, changed)
    # a student's row at an activity has but one id: one that was cleared is filled again
    deleted = writer.local(Attendance, activity_id=activity_id, deleted=True)
    cleared_before = {one.student_id: one for one in deleted}
    added: list[Attendance] = []
    revived: list[Attendance] = []
    corrected, cleared = [], []
    for change in changed:
        entry = before.get(change.student_id)
        if change.presence is None:
            if entry is not None:
                writer.delete(entry)
                cleared.append(change.student_id)
        elif entry is None:
            entry = cleared_before.get(change.student_id)
            fresh = entry is None
            entry = entry or Attendance(activity_id=activity_id, student_id=change.student_id)
            entry.deleted = False
            _fill(entry, change, activity, source)
            (added if fresh else revived).append(entry)
        else:
            _fill(entry, change, activity, source)
            corrected.append(change.student_id)
    add_all(writer, added)
    return AttendanceRecorded(
        tuple(one.student_id for one in (*added, *revived) if one.student_id is not None),
        tuple(corrected),
        tuple(cleared),
    )


def _fill(
    entry: Attendance, change: AttendanceChange, activity: Activity, source: AttendanceSource
) -> None:
    presence = change.presence or Presence.PRESENT
    stayed = stay(
        presence,
        change.check_in,
        change.check_out,
        (activity.starts_at, activity.ends_at),
        change.minutes,
    )
    entry.presence = presence
    entry.check_in, entry.check_out = stayed.check_in, stayed.check_out
    entry.minutes = stayed.minutes
    entry.source = source


def _differs(
    before: dict[bytes | None, Attendance], change: AttendanceChange, activity: Activity
) -> bool:
    entry = before.get(change.student_id)
    if entry is None or change.presence is None:
        return entry is not None or change.presence is not None
    planned = (activity.starts_at, activity.ends_at)
    stayed = stay(change.presence, change.check_in, change.check_out, planned, change.minutes)
    return (entry.presence, entry.check_in, entry.check_out, entry.minutes) != (
        change.presence,
        stayed.check_in,
        stayed.check_out,
        stayed.minutes,
    )


def _listed(writer: Writer, activity_id: bytes) -> list[bytes]:
    enrolments = writer.find(Enrolment, activity_id=activity_id, state=EnrolmentState.ENROLLED)
    return [one.student_id for one in enrolments if one.student_id is not None]


def _check_listed(writer: Writer, activity_id: bytes, changes: Iterable[AttendanceChange]) -> None:
    students = [change.student_id for change in changes]
    if len(students) != len(set(students)):
        raise AttendanceRuleError("同一名学生有两条签到，没有录入。", "请保留其中一条。")
    strangers = set(students) - set(_listed(writer, activity_id))
    if strangers:
        raise AttendanceRuleError(
            f"{len(strangers)} 名学生不在报名名单里，没有录入任何签到。",
            "现场补签的人请用“补录”。",
        )


def _check_uncertified(
    writer: Writer, activity_id: bytes, changes: Iterable[AttendanceChange]
) -> None:
    valid = writer.find(Certificate, activity_id=activity_id, state=CertificateState.ISSUED)
    holders = {one.student_id for one in valid}
    held = [change for change in changes if change.student_id in holders]
    if held:
        raise AttendanceRuleError(
            f"{len(held)} 名学生已有这次活动的有效证书，没有改动任何签到。",
            "如确需更正，请先作废证书，更正后重新颁发。",
        )

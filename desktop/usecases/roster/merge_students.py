"""合并重复: one of two records of a student stays, and takes over all that hangs on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.terms import EnrolmentState, Presence, StudentEventKind
from desktop.foundation.ids import joined_id
from desktop.store.capture import field_names
from desktop.store.store import Writer
from desktop.store.tables import (
    OWNER_TOWNSHIP,
    Activity,
    Attendance,
    Enrolment,
    Student,
    StudentEvent,
    Synced,
    synced_tables,
)
from desktop.usecases.roster.student_fields import StudentRuleError
from desktop.usecases.workspace import Workspace

FIELDS = {
    "name": "姓名",
    "student_number": "学号",
    "branch_id": "团支部",
    "gender": "性别",
    "phone": "手机号",
    "source": "来源",
}
"""What is chosen between two records."""


@dataclass(frozen=True)
class Merged:
    """The student who stays, the record that went into it, and how many entries moved."""

    student_id: bytes
    gone_id: bytes
    moved: int


def merge_students(
    workspace: Workspace, keep_id: bytes, gone_id: bytes, others: frozenset[str] = frozenset()
) -> Merged:
    """Put `gone_id` into `keep_id`, with the values of the fields named in `others` from it.

    Attendances, enrolments, certificates and all else follow. Where both were at one activity the
    fuller entry stays. The values not chosen are kept in the student's history, and in the row
    that is gone. Raises `StudentRuleError`, `MissingRowError`.
    """
    if keep_id == gone_id:
        raise StudentRuleError("选的是同一条记录，没有合并。", "请选择两条不同的记录。")
    with workspace.store.write() as writer:
        keep, gone = writer.get(Student, keep_id), writer.get(Student, gone_id)
        note = _note(keep, gone, others)
        moved = [one for kind in _hanging() for one in _move(writer, kind, keep_id, gone_id)]
        for name in others:
            setattr(keep, name, getattr(gone, name))
        gone.deleted, gone.merged_into = True, keep_id
        writer.add(
            StudentEvent(
                student_id=keep_id,
                kind=StudentEventKind.MERGED,
                happened_on=workspace.today(),
                from_branch_id=gone.branch_id,
                to_branch_id=keep.branch_id,
                other_id=gone_id,
                note="；".join(filter(None, (note, *moved))),
            )
        )
        return Merged(keep_id, gone_id, len(moved))


def follow_merges(workspace: Workspace) -> int:
    """Move what came from elsewhere for a record that was merged here; return how many entries."""
    with workspace.store.read() as reader:
        merged = [one.id for one in reader.local(Student, deleted=True) if one.merged_into]
        if not any(reader.find(kind, student_id=one) for one in merged for kind in _hanging()):
            return 0
    with workspace.store.write() as writer:
        return sum(
            len(_move(writer, kind, _final(writer, one), one))
            for one in merged
            for kind in _hanging()
        )


def _hanging() -> list[type[Synced]]:
    """Return the tables whose rows belong to a student."""
    tables = synced_tables(OWNER_TOWNSHIP).values()
    return [kind for kind in tables if "student_id" in kind.model_fields]


def _final(writer: Writer, student_id: bytes) -> bytes:
    """Return whom a merged record stands for, through several merges."""
    seen: set[bytes] = set()
    while student_id not in seen:
        seen.add(student_id)
        found = writer.session.get(Student, student_id)
        if found is not None and found.merged_into is not None:
            student_id = found.merged_into
    return student_id


def _note(keep: Student, gone: Student, others: frozenset[str]) -> str:
    """Say which values were chosen, and what the others were."""
    words = []
    for name, label in FIELDS.items():
        mine, theirs = _words(getattr(keep, name)), _words(getattr(gone, name))
        if name != "branch_id" and mine != theirs:
            chosen, left = (theirs, mine) if name in others else (mine, theirs)
            words.append(f"{label}取“{chosen}”，另一条是“{left}”")
    return "；".join(words)


def _words(value: Any) -> str:  # noqa: ANN401 - a field of any kind
    return str(getattr(value, "label", value) or "")


def _move(writer: Writer, kind: type[Synced], keep_id: bytes, gone_id: bytes) -> list[str]:
    """Give the rows of one record to the other; return what each took the place of, or ""."""
    moving = writer.find(kind, student_id=gone_id)
    said = []
    for row in moving:
        if isinstance(row, Attendance | Enrolment) and row.activity_id is not None:
            said.append(_rejoin(writer, row, row.activity_id, keep_id))
        else:
            row.student_id = keep_id
            said.append("")
    writer.session.flush()
    return said


def _rejoin(writer: Writer, row: Attendance | Enrolment, activity_id: bytes, keep_id: bytes) -> str:
    """Write a row of an activity under the id that it has for the one who stays.

    Of two that were at one activity the fuller one counts; say what the other was.
    """
    kind = type(row)
    fields = {
        name: getattr(row, name)
        for name in field_names(kind)
        if name not in {"activity_id", "student_id", "deleted"}
    }
    row.deleted = True
    known = writer.session.get(kind, joined_id(activity_id, keep_id))
    if not isinstance(known, Attendance | Enrolment):
        writer.add(kind(activity_id=activity_id, student_id=keep_id, **fields))
        return ""
    if not known.deleted and _weight(known) >= _weight(row):
        return ""
    before = "" if known.deleted else _was(writer, known)
    known.deleted = False
    for name, value in fields.items():
        setattr(known, name, value)
    return before


def _was(writer: Writer, row: Attendance | Enrolment) -> str:
    if not isinstance(row, Attendance):
        return ""
    activity = writer.session.get(Activity, row.activity_id)
    title = activity.title if activity is not None else "一次活动"
    return f"“{title}”原来记为{row.presence.label} {row.minutes} 分钟"


def _weight(row: Attendance | Enrolment) -> tuple[bool, int]:
    if isinstance(row, Attendance):
        return row.presence == Presence.PRESENT, row.minutes
    return row.state == EnrolmentState.ENROLLED, 0

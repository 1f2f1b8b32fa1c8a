"""Students, who came, and what they were given for it."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from desktop.domain.terms import (
    AttendanceSource,
    CertificateLook,
    CertificateState,
    EnrolmentState,
    Gender,
    Leaving,
    Presence,
    StudentEventKind,
)
from desktop.foundation.ids import joined_id
from desktop.store.tables.base import (
    Synced,
    blob,
    date,
    datetime,
    day,
    flag,
    instant,
    integer,
    link,
    sequence_index,
    text,
    word,
)


class Student(Synced, table=True):
    """大学生 of a branch, as the roster gives them; no 身份证号 here.

    `source` says through what the committee came to know them, e.g. 青鸟计划. One who has left
    (`left_on`, `leaving`) stays for the ledger; one found to be another is deleted, and
    `merged_into` says whom they are.
    """

    __tablename__ = "student"
    __table_args__ = sequence_index("student")

    branch_id: bytes | None = link()
    name: str = text(index=True)
    student_number: str = text(index=True)
    gender: Gender = word(Gender.UNKNOWN)
    phone: str = text()
    source: str = text()
    left_on: date | None = day()
    leaving: Leaving = word(Leaving.NONE)
    merged_into: bytes | None = link()


class StudentEvent(Synced, table=True):
    """学籍异动 of a student on a day; `note` says what else is worth knowing, e.g. what was chosen.

    Of a merge, `other_id` is the student that was found to be the same person.
    """

    __tablename__ = "student_event"
    __table_args__ = sequence_index("student_event")

    student_id: bytes | None = link()
    kind: StudentEventKind = word(StudentEventKind.TRANSFERRED)
    happened_on: date | None = day()
    from_branch_id: bytes | None = link(index=False)
    to_branch_id: bytes | None = link(index=False)
    other_id: bytes | None = link(index=False)
    note: str = text()


class DistinctStudents(Synced, table=True):
    """Two students who look alike and were said to be 不是同一人; the smaller id first."""

    __tablename__ = "distinct_students"
    __table_args__ = sequence_index("distinct_students")
    FIXED_IDS: ClassVar[bool] = True

    first_id: bytes | None = link(index=False)
    second_id: bytes | None = link(index=False)


class _Joining:
    """Gives a student's row of an activity the one id that it has on every PC.

    So a sheet that two PCs enter apart is one row for each student, merged field by field.
    """

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - the columns
        activity, student = values.get("activity_id"), values.get("student_id")
        if activity and student:
            values.setdefault("id", joined_id(activity, student))
        super().__init__(**values)


class Enrolment(_Joining, Synced, table=True):
    """报名 of a student for an activity.

    `asked_at` orders the waiting list; `leads` is the leader of the `team`; `reason` says why the
    student withdrew.
    """

    __tablename__ = "enrolment"
    __table_args__ = sequence_index("enrolment")
    FIXED_IDS: ClassVar[bool] = True

    activity_id: bytes | None = link()
    student_id: bytes | None = link()
    state: EnrolmentState = word(EnrolmentState.ENROLLED)
    asked_at: datetime | None = instant()
    team: str = text()
    leads: bool = flag()
    reason: str = text()


class SheetPage(Synced, table=True):
    """What was printed on one page of a sign-in sheet: the students' 16-byte ids, in order.

    `layout`, of the first page alone, is the sheet without its rows, as JSON; `undrawn` are the
    characters of this page that no font draws and that were printed as 〓 all the same.
    """

    __tablename__ = "sheet_page"
    __table_args__ = sequence_index("sheet_page")

    activity_id: bytes | None = link()
    version: int = integer()
    page: int = integer()
    pages: int = integer()
    students: bytes | None = blob()
    printed_at: datetime | None = instant()
    layout: str = text()
    undrawn: str = text()


class Attendance(_Joining, Synced, table=True):
    """签到 of a student at an activity, in whole minutes.

    How often a student came is said by one index: to look into the rows for it would read a page
    of the file for each. The minutes are not in it, for it would have to follow every correction.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        Index("ix_attendance_student", "student_id", "deleted", "presence"),
        *sequence_index("attendance"),
    )
    FIXED_IDS: ClassVar[bool] = True

    activity_id: bytes | None = link()
    student_id: bytes | None = link(index=False)
    presence: Presence = word(Presence.PRESENT)
    check_in: datetime | None = instant()
    check_out: datetime | None = instant()
    minutes: int = integer()
    source: AttendanceSource = word(AttendanceSource.PAPER)


class CertificateTemplate(Synced, table=True):
    """What the committee's certificates say and look like; shared by its PCs.

    `body` holds placeholders, see domain/certificate_words.py; an empty `issuer` means the
    committee itself.
    """

    __tablename__ = "certificate_template"
    __table_args__ = sequence_index("certificate_template")
    FIXED_IDS: ClassVar[bool] = True

    name: str = text()
    look: CertificateLook = word(CertificateLook.RED)
    caption: str = text()
    heading: str = text()
    salutation: str = text()
    body: str = text()
    issuer: str = text()


class Certificate(Synced, table=True):
    """证书 as it was printed; `credential` is the signed text of its QR code.

    `replaces` is the certificate that this one was issued in place of; `undrawn` are the characters
    that no font drew when it was issued, and that print as 〓.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "ix_certificate_revoked",
            "serial",
            sqlite_where=sql("state = 'revoked'"),
            postgresql_where=sql("state = 'revoked'"),
        ),
        *sequence_index("certificate"),
    )

    activity_id: bytes | None = link()
    student_id: bytes | None = link()
    serial: str = text(index=True)
    name: str = text()
    minutes: int = integer()
    issued_on: date | None = day()
    body: str = text()
    credential: str = text()
    state: CertificateState = word(CertificateState.ISSUED)
    reason: str = text()
    look: CertificateLook = word(CertificateLook.RED)
    caption: str = text()
    heading: str = text()
    salutation: str = text()
    issuer: str = text()
    replaces: bytes | None = link()
    undrawn: str = text()

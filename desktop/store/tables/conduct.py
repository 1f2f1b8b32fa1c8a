"""What an activity needs besides its plan, and what came of it: staff, money, incidents, words."""

from __future__ import annotations

from sqlmodel import Field

from desktop.domain.terms import BudgetKind, FeedbackGiver, StaffKind
from desktop.store.tables.base import (
    Synced,
    Table,
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


class ActivityStaff(Synced, table=True):
    """Somebody who accompanies the students of an activity."""

    __tablename__ = "activity_staff"
    __table_args__ = sequence_index("activity_staff")

    activity_id: bytes | None = link()
    kind: StaffKind = word(StaffKind.YOUNG_TEACHER)
    person: str = text()
    unit: str = text()
    phone: str = text()


class Incident(Synced, table=True):
    """突发情况: what happened, when, who was told, what followed."""

    __tablename__ = "incident"
    __table_args__ = sequence_index("incident")

    activity_id: bytes | None = link()
    happened_at: datetime | None = instant()
    what: str = text()
    told: str = text()
    follow_up: str = text()
    settled: bool = flag()


class BudgetLine(Synced, table=True):
    """A line of 经费 or 物资, of an activity or of a project as a whole; amounts in 分."""

    __tablename__ = "budget_line"
    __table_args__ = sequence_index("budget_line")

    project_id: bytes | None = link()
    activity_id: bytes | None = link()
    kind: BudgetKind = word(BudgetKind.MONEY)
    item: str = text()
    quantity: str = text()
    planned_fen: int = integer()
    spent_fen: int = integer()
    source: str = text()
    voucher: str = text()
    noted_on: date | None = day()


class Feedback(Synced, table=True):
    """A filled-in feedback form, without a name.

    `scores` is a digit for each question of domain/feedback.py, 1 to 5, or 0: not answered.
    """

    __tablename__ = "feedback"
    __table_args__ = sequence_index("feedback")

    activity_id: bytes | None = link()
    giver: FeedbackGiver = word(FeedbackGiver.STUDENT)
    scores: str = text()
    words: str = text()


class InsuredPerson(Table, table=True):
    """身份证号 of a student, for insuring one activity alone; never leaves this database.

    The row is removed on the day after `expires_on`. `emergency` is whom to call, with the number.
    """

    __tablename__ = "insured_person"

    activity_id: bytes = Field(primary_key=True)
    student_id: bytes = Field(primary_key=True)
    identity: str = text()
    emergency: str = text()
    expires_on: date | None = day()

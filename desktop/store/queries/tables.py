"""The tables as Core sees them, and what every query says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import SQLModel

from desktop.store import tables

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause
    from sqlalchemy import Table as CoreTable


def core(kind: type[tables.Table]) -> CoreTable:
    """Return the Core table of a declared table."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def live(source: FromClause) -> ColumnElement[bool]:
    """Return the condition that a row of a synced table was not deleted."""
    return source.c.deleted == False  # noqa: E712 - SQL


ACTIVITY = core(tables.Activity)
ACTIVITY_PAIRING = core(tables.ActivityPairing)
APPOINTMENT = core(tables.Appointment)
ATTACHMENT = core(tables.Attachment)
ATTACHMENT_CONTENT = core(tables.AttachmentContent)
ATTENDANCE = core(tables.Attendance)
BASE = core(tables.Base)
BRANCH = core(tables.Branch)
CAMPUS_DECISION = core(tables.CampusDecision)
CERTIFICATE = core(tables.Certificate)
CERTIFICATE_REVOCATION = core(tables.CertificateRevocation)
COMMUNITY = core(tables.Community)
CONSENT = core(tables.Consent)
DEPARTMENT = core(tables.Department)
ENROLMENT = core(tables.Enrolment)
HAND_UP = core(tables.HandUp)
INDICATOR_DEFINITION = core(tables.IndicatorDefinition)
MERGED_FIGURE = core(tables.MergedFigure)
INCIDENT = core(tables.Incident)
INSURED_PERSON = core(tables.InsuredPerson)
NEED = core(tables.Need)
PAIRING = core(tables.Pairing)
PROJECT = core(tables.Project)
PROJECT_BRANCH = core(tables.ProjectBranch)
QUIET_SPAN = core(tables.QuietSpan)
SAFEGUARD = core(tables.Safeguard)
SHEET_PAGE = core(tables.SheetPage)
STUDENT = core(tables.Student)
STUDENT_EVENT = core(tables.StudentEvent)
SURVEY = core(tables.Survey)
UNIVERSITY = core(tables.University)


def with_campus(source: FromClause) -> FromClause:
    """Return a source of branches with their departments and universities, where these arrived."""
    return source.outerjoin(DEPARTMENT, DEPARTMENT.c.id == BRANCH.c.department_id).outerjoin(
        UNIVERSITY, UNIVERSITY.c.id == DEPARTMENT.c.university_id
    )


def with_branch(source: FromClause) -> FromClause:
    """Return a source of students with all that is known of their branches.

    One table after the other: tables joined in brackets SQLite reads through before any other.
    """
    return with_campus(source.outerjoin(BRANCH, BRANCH.c.id == STUDENT.c.branch_id))


CAMPUS = with_campus(BRANCH)
"""A branch with its department and university, where these have arrived."""

PAIRED_ACTIVITY = ACTIVITY.join(
    ACTIVITY_PAIRING, ACTIVITY_PAIRING.c.activity_id == ACTIVITY.c.id
).join(PAIRING, PAIRING.c.id == ACTIVITY_PAIRING.c.pairing_id)
"""An activity with each of its pairings."""

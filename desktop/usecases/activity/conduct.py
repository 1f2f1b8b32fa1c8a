"""What stands around an activity: who comes along, money, incidents, feedback, both sides' word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.terms import EnrolmentState, Side
from desktop.store.tables import ActivityStaff, BudgetLine, Consent, Enrolment, Incident
from desktop.usecases.activity.agreement import words_on
from desktop.usecases.activity.budget import lines_of
from desktop.usecases.activity.feedback import FeedbackSummary, forms_of, summaries
from desktop.usecases.activity.incidents import incidents_of
from desktop.usecases.activity.insured import InsuredFigures, insured_figures
from desktop.usecases.activity.staff import staff_of
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Conduct:
    """Read in one go; `waiting` counts the waiting list."""

    staff: Sequence[ActivityStaff]
    incidents: Sequence[Incident]
    budget: Sequence[BudgetLine]
    feedback: Sequence[FeedbackSummary]
    insured: InsuredFigures
    words: dict[Side, Consent]
    teams: int
    waiting: int

    @property
    def open_incidents(self) -> int:
        """How many incidents are still followed up."""
        return sum(not one.settled for one in self.incidents)


def read_conduct(workspace: Workspace, activity_id: bytes) -> Conduct:
    """Return all of it; raises `MissingRowError`."""
    insured = insured_figures(workspace, activity_id)
    with workspace.store.read() as reader:
        enrolments = reader.find(Enrolment, activity_id=activity_id)
        return Conduct(
            staff_of(reader, activity_id),
            incidents_of(reader, activity_id),
            lines_of(reader, activity_id=activity_id),
            summaries(forms_of(reader, activity_id)),
            insured,
            words_on(reader, activity_id=activity_id),
            len(_teams(enrolments)),
            sum(one.state is EnrolmentState.WAITING for one in enrolments),
        )


def _teams(enrolments: Sequence[Enrolment]) -> set[str]:
    return {one.team for one in enrolments if one.team and one.state is EnrolmentState.ENROLLED}

"""A township at work, and one of everything that a dialog may be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.terms import ActivityState
from desktop.gui.desk import Desk
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import RowsQuery
from desktop.gui.views import activities_rows
from desktop.gui.views.activities_rows import ActivityLine
from desktop.store.queries import appointments, certificates, communities, needs, pairings, projects
from desktop.store.queries import students as roster
from desktop.store.queries.appointments import AppointmentRow
from desktop.store.queries.certificates import CertificateRow
from desktop.store.queries.communities import CommunityRow
from desktop.store.queries.grounds import BASES, SURVEYS, BaseRow, SurveyRow
from desktop.store.queries.needs import NeedRow
from desktop.store.queries.pairings import PairingRow
from desktop.store.queries.projects import ProjectRow
from desktop.store.queries.students import BranchName, StudentRow
from desktop.store.tables import Community
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Scene:
    """The window and what is in the township; the names say in which state an activity is."""

    desk: Desk
    window: MainFrame
    planned: ActivityLine
    running: ActivityLine
    held: ActivityLine
    projects: Sequence[ProjectRow]
    pairings: Sequence[PairingRow]
    communities: Sequence[CommunityRow]
    community_names: dict[bytes, str]
    branches: Sequence[BranchName]
    need: NeedRow
    appointment: AppointmentRow
    base: BaseRow
    survey: SurveyRow
    student: StudentRow
    certificate: CertificateRow


def set_scene(workspace: Workspace, jobs: JobRunner, window: MainFrame) -> Scene:
    """Read the township; fails where it lacks something."""
    desk = Desk(workspace, jobs, {}, window.toast, lambda *_: None)
    lines = activities_rows.fetch(desk.workspace.store, RowsQuery(limit=100)).rows
    with desk.workspace.store.read() as reader:

        def first(state: ActivityState) -> ActivityLine:
            return next(line for line in lines if line.row.state is state)

        return Scene(
            desk,
            window,
            first(ActivityState.PLANNED),
            first(ActivityState.ONGOING),
            max(
                (line for line in lines if line.row.state is ActivityState.CLOSED),
                key=lambda line: line.row.present - line.row.certificates,
            ),
            projects.page(reader),
            pairings.page(reader),
            communities.page(reader),
            {row.id: row.name for row in reader.find(Community)},
            roster.branches_here(reader),
            needs.page(reader)[0],
            appointments.page(reader)[0],
            BASES.page(reader)[0],
            SURVEYS.page(reader)[0],
            roster.page(reader)[0],
            certificates.page(reader)[0],
        )

"""What the sections of 项目与活动 share: the pairings and projects, and the forms over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.terms import PairingState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_form import activity_dialog
from desktop.gui.dialogs.project_form import project_dialog
from desktop.gui.views.activities_rows import ActivityLine
from desktop.store.queries import pairings, projects
from desktop.store.queries.grounds import BASES
from desktop.store.queries.pairings import PairingRow
from desktop.store.queries.projects import ProjectRow
from desktop.usecases.activity.templates import Pattern, pattern_of_activity

TOPICS = ("activity", "attendance", "certificate", "pairing", "exchange")


class Planning(QObject):
    """Loads what the forms offer, and opens them over the window of `view`."""

    loaded = Signal()

    def __init__(self, desk: Desk, view: QWidget) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self.pairings: Sequence[PairingRow] = ()
        self.projects: Sequence[ProjectRow] = ()
        self.places: Sequence[str] = ()
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> tuple[list[PairingRow], list[ProjectRow], list[str]]:
            with workspace.store.read() as reader:
                active = {"state": PairingState.ACTIVE}
                places = [base.name for base in BASES.page(reader)]
                return pairings.page(reader, only=active), projects.page(reader), places

        self._desk.jobs.run(load, done=self._take)

    def _take(self, loaded: tuple[list[PairingRow], list[ProjectRow], list[str]]) -> None:
        self.pairings, self.projects, self.places = loaded
        self.loaded.emit()

    def new_activity(self, project_id: bytes | None = None, day: date | None = None) -> None:
        """Ask for a new activity; for a project first when there is none."""
        if not self.projects:
            self.new_project()
            return
        activity_dialog(
            self._desk,
            self.projects,
            self.pairings,
            places=self.places,
            project_id=project_id,
            day=day,
            parent=self._view.window(),
        ).open()

    def copy_activity(self, line: ActivityLine) -> None:
        """Ask for another activity like this one."""
        workspace, row = self._desk.workspace, line.row

        def ask(pattern: Pattern) -> None:
            activity_dialog(
                self._desk,
                self.projects,
                self.pairings,
                places=self.places,
                project_id=row.project_id,
                linked=[one.id for one in line.pairings],
                pattern=pattern,
                day=workspace.today(),
                parent=self._view.window(),
            ).open()

        self._desk.jobs.run(
            lambda _: pattern_of_activity(workspace, row.id), done=ask, owner=self._view
        )

    def edit_activity(self, line: ActivityLine) -> None:
        """Ask for another plan of an activity that is not over."""
        if line.is_over:
            return
        activity_dialog(
            self._desk,
            self.projects,
            self.pairings,
            places=self.places,
            activity=line.row,
            linked=[one.id for one in line.pairings],
            parent=self._view.window(),
        ).open()

    def new_project(self) -> None:
        """Ask for a new project; go to the pairings when there is none."""
        if not self.pairings:
            self._desk.open_page("pairings", ())
            return
        project_dialog(self._desk, self.pairings, parent=self._view.window()).open()

    def edit_project(self, row: ProjectRow) -> None:
        """Ask for another plan of a project."""
        project_dialog(self._desk, self.pairings, project=row, parent=self._view.window()).open()

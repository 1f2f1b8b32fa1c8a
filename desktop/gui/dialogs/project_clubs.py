"""参加项目的社团: clubs that join outside their own pairing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.lines import Lines, LinesDialog, line_form
from desktop.gui.fields import ChoiceField, Field, Values
from desktop.gui.rows_model import Column
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.panels import EmptyState
from desktop.store.queries import projects
from desktop.store.queries.projects import JoinedClub, ProjectRow
from desktop.store.tables import ProjectBranch
from desktop.usecases.activity.create_project import ProjectSaved, join_club
from desktop.usecases.keep_row import remove_row

_COLUMNS = (
    Column[JoinedClub]("club", "社团", lambda row: row.club, 200),
    Column[JoinedClub]("university", "高校", lambda row: row.university, 180),
    Column[JoinedClub]("note", "做什么", lambda row: row.note, 240),
)


def open_clubs(desk: Desk, project: ProjectRow, parent: QWidget) -> None:
    """Open the list once the clubs of the reference data are known."""
    workspace = desk.workspace

    def load(_: object) -> list[tuple[bytes, str]]:
        with workspace.store.read() as reader:
            return projects.all_clubs(reader)

    desk.jobs.run(
        load, done=lambda clubs: _dialog(desk, project, clubs, parent).open(), owner=parent
    )


def _dialog(
    desk: Desk, project: ProjectRow, clubs: Sequence[tuple[bytes, str]], parent: QWidget
) -> LinesDialog[JoinedClub]:
    lines = Lines(
        columns=_COLUMNS,
        rows=lambda reader: projects.joined_clubs(reader, project.id),
        form=partial(_form, desk, project, clubs),
        remove=lambda row: remove_row(desk.workspace, ProjectBranch, row.id),
        name=lambda row: row.club,
        empty=EmptyState(
            "users", "还没有别的社团参加", "社团可以不经结对，横向参加这个项目。", "添加社团"
        ),
        add="添加社团",
    )
    dialog = LinesDialog(
        desk, "参加的社团", lines, key="project_clubs", note=project.name, parent=parent
    )
    dialog.edit_button.hide()  # a club joins or leaves; there is nothing else to change
    dialog.add_button.setEnabled(bool(clubs))
    if not clubs:
        dialog.add_button.setToolTip("基础数据里还没有社团团支部，由省里下发")
    return dialog


def _form(
    desk: Desk,
    project: ProjectRow,
    clubs: Sequence[tuple[bytes, str]],
    row: JoinedClub | None,
    parent: QWidget,
) -> FormDialog:
    def keep(filled: Values) -> partial[ProjectSaved]:
        return partial(join_club, desk.workspace, project.id, filled["branch_id"], filled["note"])

    fields = (
        ChoiceField("branch_id", "社团", required=True, options=clubs),
        Field("note", "做什么", placeholder="例如：负责文艺演出", max_length=100),
    )
    values: Values = {} if row is None else {"note": row.note}
    return line_form(desk, "添加社团", fields, values, keep, said="已添加社团", parent=parent)

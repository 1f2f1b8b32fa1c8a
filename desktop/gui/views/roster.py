"""名册: the students, in from workbooks and out to them, and single corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.domain.terms import Leaving
from desktop.gui.desk import Desk
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.duplicates import DuplicatesDialog
from desktop.gui.dialogs.importing import ImportDialog, save_template
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.moving import open_moving
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.roster_student import open_student_form
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.views.roster_detail import student_pane
from desktop.gui.views.roster_rows import COLUMNS, FILTERS, export, fetch
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.students import StudentRow
from desktop.usecases.paper.draft_proof import draft_proof
from desktop.usecases.paper.draft_record import draft_record
from desktop.usecases.paper.print_draft import Draft
from desktop.usecases.roster.delete_student import delete_student
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from desktop.usecases.roster.move_students import mark_leaving
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import ROSTER

TOPICS = ("roster", "attendance", "exchange")


class RosterView(QWidget):
    """The page 名册."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        header = PageHeader(
            "名册", "活动次数和时长为本镇街可见", action="导入名册", action_icon="file-import"
        )
        self.add_button = Button("新增学生", icon_name="plus", on_click=self._add)
        self.template_button = Button(
            "名册模板", icon_name="download", on_click=self._save_template
        )
        self.tidy_button = Button("整理", icon_name="users", tip="查找重复，毕业与转移")
        menu = QMenu(self.tidy_button)
        menu.addAction("查找重复…", lambda: DuplicatesDialog(desk, self.window()).open())
        menu.addAction("毕业与转移…", lambda: open_moving(desk, self.window()))
        self.tidy_button.drop_down(menu)
        for button in (self.template_button, self.tidy_button, self.add_button):
            header.add(button)
        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
            name="roster",
            memory=desk.memory,
            empty=EmptyState(
                "users",
                "名册里还没有人",
                "把“名册模板”发给高校填好，收回后在这里导入；Excel 和 WPS 的表格都可以。",
                "导入名册",
            ),
            detail=self._detail,
            menu=self._menu,
            filters=FILTERS,
            search="姓名、拼音、首字母、学号、团支部",
            jobs=desk.jobs,
            topics=TOPICS,
            unit="人",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        add_list_tools(desk, self.page, "名册", partial(export, desk.workspace))
        self.page.action_clicked.connect(self._import)
        self.page.row_activated.connect(self._edit)

    def show_rows(self, ids: tuple[bytes, ...] = ()) -> None:
        """Show just the students with these ids, all when there are none."""
        self.page.show_only(ids)

    def _import(self) -> None:
        ImportDialog(self._desk, ROSTER_IMPORT, self.window()).open()

    def _add(self) -> None:
        open_student_form(self._desk, self.window())

    def _edit(self, row: StudentRow) -> None:
        open_student_form(self._desk, self.window(), row)

    def _delete(self, row: StudentRow) -> None:
        self._desk.act(
            lambda _: delete_student(self._desk.workspace, row.id),
            lambda _: f"已删除学生“{row.name}”",
            topics=("roster",),
        )

    def _prove(self, row: StudentRow) -> None:
        self._print(row, draft_proof)

    def _print_record(self, row: StudentRow) -> None:
        self._print(row, draft_record)

    def _print(self, row: StudentRow, draft: Callable[[Workspace, bytes], Draft]) -> None:
        desk, window = self._desk, self.window()
        preflight(
            desk,
            lambda: [row.id],
            lambda: open_draft(
                desk, lambda: draft(desk.workspace, row.id), window, settled=row.name
            ),
            window,
        )

    def _menu(self, row: StudentRow) -> Sequence[MenuItem]:
        kept = row.activities > 0
        why = "参加过活动的学生要留在台账里，不能删除" if kept else ""
        here = row.leaving is Leaving.NONE
        return (
            MenuItem("修改…", partial(self._edit, row), "pencil"),
            MenuItem(
                "实践证明…",
                partial(self._prove, row),
                "printer",
                kept,
                "" if kept else "还没有到场记录",
            ),
            MenuItem(
                "签到记录",
                lambda: self._desk.open_page("activities/attendances", (row.id,)),
                "list-search",
                kept,
                "" if kept else "还没有到场记录",
            ),
            MenuItem("个人实践记录…", partial(self._print_record, row), "printer"),
            MenuItem("标为毕业", partial(self._mark, row, Leaving.GRADUATED), "certificate")
            if here
            else MenuItem("恢复在读", partial(self._mark, row, Leaving.NONE), "arrow-back-up"),
            MenuItem("删除", partial(self._delete, row), "trash", not kept, why),
        )

    def _mark(self, row: StudentRow, leaving: Leaving) -> None:
        workspace = self._desk.workspace
        self._desk.act(
            lambda _: mark_leaving(workspace, [row.id], leaving, workspace.today()),
            lambda _: f"已把“{row.name}”标为{leaving.label}",
            topics=("roster",),
        )

    def _detail(self, row: StudentRow) -> QWidget:
        return student_pane(self._desk, row, self._menu(row))

    def _save_template(self) -> None:
        save_template(self._desk, ROSTER, self)

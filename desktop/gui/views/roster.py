"""名册: the students, in from workbooks and out to them, and single corrections."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.importing import ImportDialog, save_template
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.roster_student import open_student_form
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.views.roster_rows import COLUMNS, export, fetch, gender, hours
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.students import StudentRow
from desktop.usecases.paper.draft_proof import draft_proof
from desktop.usecases.roster.delete_student import delete_student
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
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
        for button in (self.template_button, self.add_button):
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
            search="搜索姓名、学号、手机号、团支部",
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
        desk, window = self._desk, self.window()
        preflight(
            desk,
            lambda: [row.id],
            lambda: open_draft(
                desk, lambda: draft_proof(desk.workspace, row.id), window, settled=row.name
            ),
            window,
        )

    def _menu(self, row: StudentRow) -> Sequence[MenuItem]:
        kept = row.activities > 0
        why = "参加过活动的学生要留在台账里，不能删除" if kept else ""
        return (
            MenuItem("修改…", partial(self._edit, row), "pencil"),
            MenuItem(
                "实践证明…",
                partial(self._prove, row),
                "printer",
                kept,
                "" if kept else "还没有到场记录",
            ),
            MenuItem("删除", partial(self._delete, row), "trash", not kept, why),
        )

    def _detail(self, row: StudentRow) -> QWidget:
        pane = DetailPane(row.name, caption=f"{row.university} {row.department}".strip())
        pane.add_facts(
            (
                ("学号", row.student_number),
                ("性别", gender(row)),
                ("团支部", row.branch),
                ("手机号", row.phone),
                ("活动次数", f"{row.activities} 次"),
                ("累计时长", hours(row.minutes)),
            )
        )
        pane.add_actions(self._menu(row))
        return pane

    def _save_template(self) -> None:
        save_template(self._desk, ROSTER, self)

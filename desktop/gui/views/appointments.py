"""聘任: mentors, cross-posts, accompanying staff and responsible people, with their 聘书."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.definitions import Succession
from desktop.domain.succession import end_words, is_near
from desktop.domain.terms import PostKind
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.appointment_form import TOPIC, open_appointment, open_successor
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.listing import chosen, long_list, rows_of
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import Kind
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import appointments
from desktop.store.queries.appointments import AppointmentRow
from desktop.store.queries.definitions import definitions
from desktop.store.store import Reader
from desktop.usecases.appointment.import_appointments import APPOINTMENT_IMPORT
from desktop.usecases.appointment.keep_appointment import delete_appointment
from desktop.usecases.paper.draft_appointment import draft_appointment
from desktop.usecases.workspace import Workspace
from desktop.workbooks.appointments import APPOINTMENTS
from desktop.workbooks.form import write_form


@dataclass(frozen=True)
class AppointmentLine:
    """An appointment; `waits`: it ends and nobody takes over."""

    row: AppointmentRow
    waits: bool
    today: date
    rule: Succession

    @property
    def id(self) -> bytes:
        """By which the list knows the appointment again."""
        return self.row.id

    @property
    def state(self) -> tuple[str, Kind]:
        """How the term stands, in a word and its colour."""
        last, first = self.row.last_day, self.row.starts_on
        if first is not None and first > self.today:
            return "未到聘期", "info"
        if self.waits:
            return "待接任", "warning"
        if last is not None and last < self.today:
            return "已到期", "neutral"
        near = is_near(last, self.today, self.rule)
        return ("已有接任", "info") if near else ("在聘", "success")


COLUMNS = (
    Column[AppointmentLine]("person", "姓名", lambda line: line.row.person, 96, sort_key="person"),
    Column[AppointmentLine](
        "state", "聘期", lambda line: line.state[0], 88, kind=lambda line: line.state[1]
    ),
    Column[AppointmentLine]("kind", "职务", lambda line: line.row.kind.label, 104, sort_key="kind"),
    Column[AppointmentLine](
        "serves", "任职单位", lambda line: line.row.serves, 170, sort_key="serves"
    ),
    Column[AppointmentLine](
        "ends", "聘期结束", lambda line: str(line.row.ends_on or ""), 104, sort_key="ends_on"
    ),
    Column[AppointmentLine](
        "starts", "聘期开始", lambda line: str(line.row.starts_on or ""), 104, sort_key="starts_on"
    ),
    Column[AppointmentLine]("unit", "所在单位", lambda line: line.row.unit, 170, sort_key="unit"),
    Column[AppointmentLine]("phone", "电话", lambda line: line.row.phone, 116),
)


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[AppointmentLine]:
    """Return a page of appointments, with those that wait for a successor marked."""
    today = workspace.today()

    def lines(reader: Reader, rows: Sequence[AppointmentRow]) -> Sequence[AppointmentLine]:
        rule = definitions(reader, today).succession
        waiting = set(appointments.ending(reader, today, rule))
        return [AppointmentLine(row, row.id in waiting, today, rule) for row in rows]

    listed = long_list(appointments.APPOINTMENTS, query, chosen(query, {"kind": PostKind}))
    return listed.told(lines).page(workspace.store, query)


class AppointmentsView(QWidget):
    """The register, with a form for each and its letter."""

    def __init__(
        self, desk: Desk, switch: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        header = PageHeader(
            "聘任", "社区的结对责任人、团建指导员等的电话、聘期和聘书", action="登记聘任"
        )
        if switch is not None:
            header.add_switch(switch)
        header.add(Button("导入", icon_name="file-import", on_click=self._import))
        kinds = [("", "全部职务"), *((kind.value, kind.label) for kind in PostKind)]
        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, partial(fetch, desk.workspace), by_jobs(desk.jobs)),
            name="appointments",
            memory=desk.memory,
            empty=EmptyState(
                "user", "还没有聘任", "登记聘请的人员和聘期，就可以打印聘书。", "登记聘任"
            ),
            detail=self._detail,
            menu=self._menu,
            filters=[Filter("kind", "职务", kinds)],
            search="搜索姓名、单位",
            jobs=desk.jobs,
            topics=(TOPIC, "exchange"),
            unit="人",
        )
        add_list_tools(desk, self.page, "聘任人员", partial(export, desk.workspace))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.action_clicked.connect(lambda: open_appointment(desk, self))
        self.page.row_activated.connect(lambda line: open_appointment(desk, self, line.row))

    def _import(self) -> None:
        ImportDialog(self._desk, APPOINTMENT_IMPORT, self.window()).open()

    def _detail(self, line: AppointmentLine) -> QWidget:
        row = line.row
        words, kind = line.state
        pane = DetailPane(row.person, state=words, kind=kind, caption=row.unit)
        if line.waits and row.last_day is not None:
            said = end_words(row.last_day, line.today)
            pane.add_text(f"{said}，请安排接任的人，做到人员接力、服务不断档。", "strong")
        pane.add_facts(
            (
                ("职务", row.kind.label),
                ("任职单位", row.serves),
                ("聘期", f"{row.starts_on or ''} 至 {row.ends_on or ''}"),
                ("毕业或离岗", str(row.leaves_on or "")),
                ("电话", row.phone),
            )
        )
        pane.add_actions(self._menu(line))
        return pane

    def _menu(self, line: AppointmentLine) -> Sequence[MenuItem]:
        desk, row = self._desk, line.row
        letter = partial(draft_appointment, desk.workspace, row.id)
        return (
            MenuItem("打印聘书…", lambda: open_draft(desk, letter, self), "printer"),
            MenuItem("修改…", lambda: open_appointment(desk, self, row), "pencil"),
            MenuItem("安排接任…", lambda: open_successor(desk, row, self), "users"),
            MenuItem("删除", partial(self._delete, row), "trash"),
        )

    def _delete(self, row: AppointmentRow) -> None:
        self._desk.act(
            lambda _: delete_appointment(self._desk.workspace, row.id),
            lambda _: f"已删除“{row.person}”的聘任",
            topics=(TOPIC,),
        )


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write the appointments that `query` lists so that they can be imported again."""
    progress.step(0, 0, "读取聘任")
    with workspace.store.read() as reader:
        rows = rows_of(appointments.page, reader, query, chosen(query, {"kind": PostKind}))
    keys = [column.key for column in APPOINTMENTS.columns]
    write_form(
        path,
        APPOINTMENTS,
        (
            (row.id, {key: getattr(row, key) for key in keys} | {"kind": row.kind.label})
            for row in rows
        ),
    )
    return len(rows)

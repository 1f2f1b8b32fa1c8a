"""聘任: mentors, cross-posts and accompanying staff, with their 聘书."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.domain.terms import PostKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.listings import add_print_button
from desktop.gui.fields import ChoiceField, DateField, Field, Form, Values
from desktop.gui.listing import chosen, page_of
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import appointments
from desktop.store.queries.appointments import AppointmentRow
from desktop.usecases.appointment.keep_appointment import (
    AppointmentFields,
    delete_appointment,
    keep_appointment,
)
from desktop.usecases.paper.draft_appointment import draft_appointment

_SIZE = QSize(960, 560)
_TOPIC = "pairing"
_COLUMNS = (
    Column[AppointmentRow]("person", "姓名", lambda row: row.person, 110, sort_key="person"),
    Column[AppointmentRow]("kind", "职务", lambda row: row.kind.label, 110, sort_key="kind"),
    Column[AppointmentRow]("serves", "任职单位", lambda row: row.serves, 180, sort_key="serves"),
    Column[AppointmentRow]("unit", "所在单位", lambda row: row.unit, 180, sort_key="unit"),
    Column[AppointmentRow]("phone", "电话", lambda row: row.phone, 116),
    Column[AppointmentRow](
        "starts", "聘期开始", lambda row: str(row.starts_on or ""), 104, sort_key="starts_on"
    ),
    Column[AppointmentRow](
        "ends", "聘期结束", lambda row: str(row.ends_on or ""), 104, sort_key="ends_on"
    ),
)


class AppointmentsDialog(QDialog):
    """The register, with a form for each and its letter."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("聘任")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def rows(query: RowsQuery) -> RowsPage[AppointmentRow]:
            only = chosen(query, {"kind": PostKind})
            with desk.workspace.store.read() as reader:
                return page_of(appointments.page, appointments.count, reader, query, only)

        kinds = [("", "全部职务"), *((kind.value, kind.label) for kind in PostKind)]
        self.page = ListDetailPage(
            PageHeader(
                "聘任",
                "团建指导员、兼职副书记、委员、网格员和随队教师的聘期和聘书",
                action="登记聘任",
            ),
            RowsModel(_COLUMNS, rows, by_jobs(desk.jobs)),
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
            topics=(_TOPIC, "exchange"),
            unit="人",
        )
        add_print_button(desk, self.page, "聘任人员")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.action_clicked.connect(lambda: appointment_form(desk, None, self).open())
        self.page.row_activated.connect(lambda row: appointment_form(desk, row, self).open())
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(room - QSize(60, 60)))

    def _detail(self, row: AppointmentRow) -> QWidget:
        pane = DetailPane(row.person, caption=row.unit)
        term = f"{row.starts_on or ''} 至 {row.ends_on or ''}"
        facts = (("职务", row.kind.label), ("任职单位", row.serves), ("聘期", term))
        pane.add_facts((*facts, ("电话", row.phone)))
        pane.add_actions(self._menu(row))
        return pane

    def _menu(self, row: AppointmentRow) -> Sequence[MenuItem]:
        desk = self._desk
        letter = partial(draft_appointment, desk.workspace, row.id)
        return (
            MenuItem("打印聘书…", lambda: open_draft(desk, letter, self), "printer"),
            MenuItem("修改…", lambda: appointment_form(desk, row, self).open(), "pencil"),
            MenuItem("删除", partial(self._delete, row), "trash"),
        )

    def _delete(self, row: AppointmentRow) -> None:
        self._desk.act(
            lambda _: delete_appointment(self._desk.workspace, row.id),
            lambda _: f"已删除“{row.person}”的聘任",
            topics=(_TOPIC,),
        )


def appointment_form(desk: Desk, row: AppointmentRow | None, parent: QWidget | None) -> FormDialog:
    """Return the form of a new appointment, or of one to be changed."""

    def save(filled: Values, finish: Finish) -> None:
        fields = AppointmentFields(**filled)

        desk.act(
            lambda _: keep_appointment(desk.workspace, fields, row.id if row else None),
            lambda _: f"已登记“{fields.person}”的聘任",
            done=lambda _: finish(None),
            failed=finish,
            topics=(_TOPIC,),
        )

    fields = (
        Field("person", "姓名", required=True, max_length=50),
        ChoiceField(
            "kind", "职务", required=True, options=[(kind, kind.label) for kind in PostKind]
        ),
        Field("serves", "任职单位", required=True, hint="聘到哪里：团支部、社区（村）或本单位"),
        Field("unit", "所在单位", hint="本人的工作单位和职务"),
        Field("phone", "电话", max_length=30),
        DateField("starts_on", "聘期开始", required=True),
        DateField("ends_on", "聘期结束", required=True),
    )
    names = [field.key for field in fields]
    values = {name: getattr(row, name) for name in names} if row else {}
    title = "修改聘任" if row else "登记聘任"
    return FormDialog(title, Form(fields, values), save, parent=parent)

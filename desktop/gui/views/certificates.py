"""证书: the register of what was issued; issue, print, revoke, verify."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.terms import ActivityState, CertificateState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.certificate_template import open_templates
from desktop.gui.dialogs.issue import open_issue
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.dialogs.verify import VerifyDialog
from desktop.gui.fields import ChoiceField, Values
from desktop.gui.form import Form
from desktop.gui.listing import chosen, long_list
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import Kind
from desktop.gui.views.certificates_actions import CertificateActions
from desktop.gui.views.roster_rows import hours
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.store.queries.certificates import CERTIFICATES, CertificateRow

TOPICS = ("certificate", "attendance", "activity", "exchange")

_STATES = (("", "全部状态"), *((state.value, state.label) for state in CertificateState))


def _kind(row: CertificateRow) -> Kind:
    return "success" if row.state is CertificateState.ISSUED else "neutral"


COLUMNS = (
    Column[CertificateRow]("serial", "编号", lambda row: row.serial, 190, sort_key="serial"),
    Column[CertificateRow]("name", "姓名", lambda row: row.name, 100, sort_key="name"),
    Column[CertificateRow](
        "state", "状态", lambda row: row.state.label, 78, sort_key="state", kind=_kind
    ),
    Column[CertificateRow](
        "activity",
        "活动",
        lambda row: row.activity,
        190,
        sort_key="activity",
        tooltip=lambda row: row.activity,
    ),
    Column[CertificateRow](
        "minutes", "时长", lambda row: hours(row.minutes), 110, "right", sort_key="minutes"
    ),
    Column[CertificateRow](
        "issued_on", "颁发日期", lambda row: f"{row.issued_on or ''}", 104, sort_key="issued_on"
    ),
    Column[CertificateRow](
        "university", "学校", lambda row: row.university, 130, sort_key="university"
    ),
    Column[CertificateRow]("branch", "团支部", lambda row: row.branch, 160, sort_key="branch"),
)


class CertificatesView(QWidget):
    """The page 证书."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._over: list[ActivityRow] = []
        self.verbs = CertificateActions(desk, self)
        header = PageHeader(
            "证书",
            "二维码里有签名的内容，离线也能核验",
            action="颁发证书",
            action_icon="certificate",
        )
        self.verify_button = Button("核验证书", icon_name="qrcode", on_click=self._verify)
        header.add(self.verify_button)
        self.templates_button = Button("证书模板", icon_name="pencil", on_click=self._templates)
        header.add(self.templates_button)
        self._empty = EmptyState("certificate", "还没有证书", "", "颁发证书")
        self.page = ListDetailPage(
            header,
            RowsModel(COLUMNS, self._rows, by_jobs(desk.jobs)),
            name="certificates",
            memory=desk.memory,
            empty=self._empty,
            detail=self._detail,
            menu=self.verbs.menu,
            filters=[Filter("state", "状态", _STATES)],
            search="搜索编号、姓名、学号、活动",
            jobs=desk.jobs,
            topics=TOPICS,
            unit="张",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._add_tools()
        self.page.action_clicked.connect(self._issue)
        self.page.row_activated.connect(self.verbs.print_one)
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _add_tools(self) -> None:
        add_list_tools(self._desk, self.page, "证书登记")
        self.page.add_tool(
            Button(
                "打印证书",
                "quiet",
                icon_name="certificate",
                on_click=lambda: self.verbs.print_listed(self.page),
                tip="列表里现在看到的全部有效证书，合成一份，也可以每人一个文件",
            )
        )
        self.page.add_tool(
            Button(
                "导出登记表",
                "quiet",
                icon_name="file-export",
                on_click=self.verbs.export_register,
                tip="全部证书，含已作废的，导出为 Excel 工作簿",
            )
        )

    def show_rows(self, ids: tuple[bytes, ...] = ()) -> None:
        """Show just the certificates with these ids, all when there are none."""
        self.page.show_only(ids)

    def _rows(self, query: RowsQuery) -> RowsPage[CertificateRow]:
        only = chosen(query, {"state": CertificateState})
        return long_list(CERTIFICATES, query, only).page(self._desk.workspace.store, query)

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace

        def load(_: object) -> list[ActivityRow]:
            with workspace.store.read() as reader:
                return activities.page(reader, only={"state": ActivityState.CLOSED})

        self._desk.jobs.run(load, done=self._take, owner=self)

    def _take(self, over: list[ActivityRow]) -> None:
        """Offer the activities that are over, those with most left to issue first."""
        self._over = sorted(over, key=lambda row: row.certificates - row.present)
        if over:
            self._empty.show_words(
                "还没有证书", "为已结束的活动颁发：到场且有时长的学生每人一张。", "颁发证书"
            )
        else:
            self._empty.show_words(
                "还没有可以颁发证书的活动", "活动录完签到、结束以后，在这里颁发。", "去看活动"
            )

    def _issue(self) -> None:
        if not self._over:
            self._desk.open_page("activities", ())
            return
        options = [
            (
                row.id,
                f"{row.title}（{row.number}）· 待颁发 {max(row.present - row.certificates, 0)} 张",
            )
            for row in self._over
        ]

        def save(filled: Values, finish: Finish) -> None:
            finish(None)
            chosen = filled["activity"]
            if isinstance(chosen, bytes):
                open_issue(self._desk, chosen, self.window())

        form = Form(
            (ChoiceField("activity", "活动", required=True, options=options),),
            {"activity": self._over[0].id},
        )
        FormDialog("为哪次活动颁发证书", form, save, save="下一步", parent=self.window()).open()

    def _templates(self) -> None:
        open_templates(self._desk, self.window())

    def _verify(self) -> None:
        VerifyDialog(self._desk, self.window()).open()

    def _detail(self, row: CertificateRow) -> QWidget:
        pane = DetailPane(row.name, state=row.state.label, kind=_kind(row), caption=row.serial)
        pane.add_facts(
            (
                ("证书", row.heading),
                ("活动", row.activity),
                ("时长", hours(row.minutes)),
                ("颁发日期", f"{row.issued_on or ''}"),
                ("学校", f"{row.university} {row.department}".strip()),
                ("团支部", row.branch),
                ("学号", row.student_number),
                ("代替的证书", row.replaced),
                ("作废原因", row.reason),
            )
        )
        pane.add_actions(self.verbs.menu(row))
        return pane

"""提出结对: a partner is picked from those nearby, a long way asks for a reason in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.pairing_partners import Fetch, Partner, columns, distance
from desktop.gui.fields import Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.pairing.propose_pairing import (
    BranchProposal,
    DepartmentProposal,
    PairingProposed,
    propose_pairing,
)

_SIZE = QSize(980, 560)
_FORM_WIDTH = 300

_CONTACT = (
    Field("campus_contact", "高校联络人", placeholder="可不填", max_length=50),
    Field("campus_phone", "联络电话", placeholder="可不填", max_length=30),
)
_REASON = (
    ParagraphField(
        "distance_reason",
        "选择较远高校的理由",
        required=True,
        placeholder="就近就便：请写明为什么不选附近的",
        max_length=200,
    ),
)

_SENT_DOWN = (
    "名录由团省委下发。还没有上报过的，先上报一次，把这台电脑登记到省里；再接收下发的文件。"
)


@dataclass(frozen=True)
class Words:
    """What the dialog calls things; `nothing` while no partner is chosen, `none` without any."""

    title: str
    note: str
    name: str
    size: str
    search: str
    nothing: str
    none: str


class ProposalDialog(WideDialog):
    """A form at the left, the partners at the right; open until the proposal is recorded."""

    def __init__(
        self,
        desk: Desk,
        words: Words,
        *,
        fields: Sequence[Field],
        fetch: Fetch,
        propose: Callable[[Values, Partner], BranchProposal | DepartmentProposal],
        parent: QWidget | None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk = desk
        self._words = words
        self._propose = propose
        self._waiting = False
        self.partner: Partner | None = None
        self.form = Form(fields)
        if not fields:
            self.form.hide()
        self.contact = Form(_CONTACT)
        self.reason = Form(_REASON)
        self.reason.hide()
        self.search = SearchBox(words.search)
        self.model = RowsModel(
            columns(words.name, words.size, weighed=bool(fields)),
            fetch,
            by_jobs(desk.jobs),
            parent=self,
        )
        self.table = TableView(self.model, desk.memory, "partners")
        self.table.setAccessibleName(words.name)
        self._none = EmptyState("affiliate", words.none, _SENT_DOWN, "去上报接收")
        self._unlike = EmptyState("search", f"没有找到这样的{words.name}", "换个说法试试。")
        self._list = QStackedWidget()
        self._chosen = Text(words.nothing, "strong", wrap=True)
        self._why = Text("", "muted", wrap=True)
        self._wrong = Text("", "error", wrap=True)
        self._wrong.hide()
        self._error = ErrorPanel()
        self.save_button = Button("提出结对", "primary", on_click=self._save)
        self.setWindowTitle(words.title)
        self._lay_out()
        self._connect()
        self.model.reload()

    def reject(self) -> None:
        """Close without proposing; not while that runs."""
        if not self._waiting:
            super().reject()

    def _lay_out(self) -> None:
        space = tokens()
        right = QVBoxLayout()
        right.setSpacing(space.s)
        right.addWidget(self.search)
        for widget in (self.table, self._none, self._unlike):
            self._list.addWidget(widget)
        right.addWidget(self._list, 1)
        middle = QHBoxLayout()
        middle.setSpacing(space.xl)
        middle.addWidget(self._side())
        middle.addLayout(right, 1)
        body = self.body
        body.addWidget(Text(self._words.title, "title"))
        body.addWidget(Text(self._words.note, "muted", wrap=True))
        body.addWidget(self._error)
        body.addLayout(middle, 1)
        self._lay_out_foot()

    def _side(self) -> QScrollArea:
        inner = QFrame()
        inner.setProperty("panel", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, tokens().m, 0)
        column.setSpacing(tokens().m)
        for widget in (self.form, self._chosen, self._why, self._wrong, self.reason, self.contact):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFixedWidth(_FORM_WIDTH)
        return area

    def _lay_out_foot(self) -> None:
        foot = self.footer
        foot.addStretch(1)
        foot.addWidget(Button("取消", on_click=self.reject))
        foot.addWidget(self.save_button)

    def _connect(self) -> None:
        self.search.changed.connect(self.model.set_filter)
        self.search.confirmed.connect(self._to_table)
        self.form.submitted.connect(self.search.setFocus)
        self.reason.submitted.connect(self._save)
        self.contact.submitted.connect(self._save)
        self.table.row_selected.connect(self._choose)
        self.table.row_activated.connect(self._save)
        self.model.dataChanged.connect(lambda: self._choose(self.table.selected_row()))
        self.model.failed.connect(self._error.show_error)
        self.model.loaded.connect(self._loaded)
        self._none.clicked.connect(self._to_exchange)

    def _loaded(self, total: int) -> None:
        nobody = self._unlike if self.model.query.text else self._none
        self._list.setCurrentWidget(self.table if total else nobody)

    def _to_exchange(self) -> None:
        self.reject()
        self._desk.open_page("exchange", ())

    def _to_table(self) -> None:
        self.table.setFocus()
        if self.model.rowCount() and self.table.selected_row() is None:
            self.table.select(0)

    def _choose(self, partner: Partner | None) -> None:
        self.partner = partner
        self._say("")
        self._why.setText("" if partner is None else partner.lines)
        self._why.setVisible(partner is not None and bool(partner.reasons))
        self.reason.setVisible(partner is not None and partner.far)
        if partner is None:
            self._chosen.setText(self._words.nothing)
            return
        self._chosen.setText(f"{partner.name}（{partner.campus}，{distance(partner.distance_km)}）")
        if partner.paired:
            self._say("双方已有一个没有结束的结对，请在结对列表里打开它。")

    def _say(self, wrong: str) -> None:
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))

    def _save(self) -> None:
        partner = self.partner
        if self._waiting or not self.form.show_problems() or not self._may_take(partner):
            return
        assert partner is not None  # noqa: S101 - `_may_take` has refused that
        values = {**self.form.values(), **self.contact.values()}
        far = self.reason.values() if partner.far else {"distance_reason": ""}
        proposal = self._propose({**values, **far}, partner)
        self._error.show_error(None)
        self._wait(waiting=True)
        workspace = self._desk.workspace
        self._desk.act(
            lambda _: propose_pairing(workspace, proposal),
            lambda _: "已提出结对，等待双方确认",
            done=self._done,
            failed=self._failed,
            topics=("pairing", "need"),
            owner=self,
        )

    def _may_take(self, partner: Partner | None) -> bool:
        if partner is None:
            self._say(f"{self._words.nothing}。")
            self.search.setFocus()
            return False
        if partner.paired:
            self.table.setFocus()
            return False
        return not partner.far or self.reason.show_problems()

    def _done(self, _: PairingProposed) -> None:
        self._wait(waiting=False)
        self.accept()

    def _failed(self, error: QingqiaoError) -> None:
        self._wait(waiting=False)
        self._error.show_error(error)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for widget in (
            self.form,
            self.contact,
            self.reason,
            self.search,
            self.table,
            self.save_button,
        ):
            widget.setEnabled(not waiting)

"""保存期限与到期清单: what is due and why, the terms, and clearing it away for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.documents.template import standard_text
from desktop.domain.account import Deed
from desktop.domain.retention import LONGEST, DataKind
from desktop.foundation.progress import Progress
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.fields import Field, IntegerField, Values
from desktop.gui.form import Form
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Badge, Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.paper.print_draft import compose_draft
from desktop.usecases.retention.draft_destruction import draft_destruction
from desktop.usecases.retention.erase import Erased, erase_due
from desktop.usecases.retention.list_due import Due, list_due
from desktop.usecases.retention.terms import set_terms

_NOTE = (
    "到了期限的个人信息应当清理：姓名换成“已匿名”，学号、电话、身份证号清空；"
    "次数、时长、人数照旧。清理不能撤销，其他电脑和团省委的同一记录随上报、下发一并清空。"
)
_LISTED = 500
"""Records that are named; of more, the number says it."""


class RetentionDialog(WideDialog):
    """A card for each kind that has something due; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QSize(54, 44) * tokens().body, parent)
        self._desk = desk
        self._due: list[Due] = []
        self.boxes: dict[DataKind, QCheckBox] = {}
        self.setWindowTitle("保存期限与到期清单")
        self.error = ErrorPanel()
        self.terms = Button("修改期限…", icon_name="clock", on_click=self._set_terms)
        self.erase = Button("清理勾选的…", "primary", icon_name="trash", on_click=self._confirm)
        self._cards = QVBoxLayout()
        self._lay_out()
        self.load()

    def load(self) -> None:
        """Look again at what is due."""
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: list_due(workspace), done=self._show, owner=self)

    def _lay_out(self) -> None:
        column = self.body
        column.addWidget(Text("保存期限与到期清单", "title"))
        column.addWidget(Text(_NOTE, "muted", wrap=True))
        column.addWidget(self.error)
        self.add_scrolling(self._cards)
        foot = self.footer
        foot.addWidget(self.terms)
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on_click=self.accept))
        foot.addWidget(self.erase)

    def _show(self, found: list[Due]) -> None:
        self._due = found
        self.boxes.clear()
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.deleteLater()
        for due in sorted(found, key=lambda one: not one.rows):
            self._cards.addWidget(self._card(due))
        self._cards.addStretch(1)
        why = self._desk.workspace.account.why_not(Deed.RETENTION)
        self.terms.setEnabled(not why)
        self.erase.setEnabled(not why and any(due.rows for due in found))
        self.erase.setToolTip(why)

    def _card(self, due: Due) -> Card:
        count = len(due.rows)
        badge = Badge(f"到期 {count:,} 条", "warning") if count else Badge("没有到期", "neutral")
        card = Card(due.kind.label, trailing=badge)
        card.body.addWidget(Text(f"保存到：{due.why}。", "muted", wrap=True))
        if count:
            box = QCheckBox("清理这一类")
            box.setAccessibleName(f"清理 {due.kind.label}")
            box.setChecked(True)
            self.boxes[due.kind] = box
            card.body.addWidget(box)
            names = QListWidget()
            names.setAccessibleName(f"到期的 {due.kind.label}")
            names.addItems([f"{one.title}　{one.since} 起算" for one in due.rows[:_LISTED]])
            if count > _LISTED:
                names.addItem(f"……共 {count:,} 条")
            names.setFixedHeight(tokens().body * 2 * min(count, 4) + tokens().l)
            card.body.addWidget(names)
        return card

    def _chosen(self) -> list[Due]:
        ticked = [kind for kind, box in self.boxes.items() if box.isChecked()]
        return [due for due in self._due if due.kind in ticked]

    def _confirm(self) -> None:
        chosen = self._chosen()
        if not chosen:
            self._desk.toast("没有勾选要清理的")
            return
        confirm_dialog(chosen, partial(self._run, chosen), self).open()

    def _run(self, chosen: Sequence[Due], finish: Finish) -> None:
        workspace = self._desk.workspace
        kinds, expected = [due.kind for due in chosen], sum(len(due.rows) for due in chosen)

        def done(erased: Erased) -> None:
            finish(None)
            self.error.show_error(erased.remains)
            self._desk.toast(f"已清理 {erased.total:,} 条，请打印销毁证明归档")
            self.load()
            show_destruction(self._desk, erased, self.parentWidget())

        self._desk.jobs.run(
            lambda progress: erase_due(workspace, kinds, expected, progress),
            done=done,
            failed=finish,
            title="正在清理到期的个人信息",
            topics=TOPICS,
            owner=self,
        )

    def _set_terms(self) -> None:
        workspace = self._desk.workspace

        def save(filled: Values, finish: Finish) -> None:
            def done(_: None) -> None:
                finish(None)
                self.load()

            self._desk.jobs.run(
                lambda _: set_terms(workspace, {DataKind(key): one for key, one in filled.items()}),
                done=done,
                failed=finish,
            )

        fields = [
            IntegerField(due.kind.value, f"{due.kind.label}（月）", required=True, high=LONGEST)
            for due in self._due
        ]
        values = {due.kind.value: due.months for due in self._due}
        FormDialog("保存期限", Form(fields, values), save, parent=self).open()


def confirm_dialog(
    chosen: Sequence[Due], run: Callable[[Finish], None], parent: QWidget | None
) -> FormDialog:
    """Return the form in which the number is typed once more: there is no way back."""
    total = sum(len(due.rows) for due in chosen)
    words = f"清理 {total} 条"

    def check(typed: str) -> str:
        return "" if typed.replace(" ", "") == words.replace(" ", "") else f"请照样输入“{words}”。"

    kinds = "；".join(f"{due.kind.label} {len(due.rows)} 条" for due in chosen)
    return FormDialog(
        "确认清理",
        Form([Field("word", f"输入“{words}”", check=check)], {}),
        lambda _, finish: run(finish),
        note=f"{kinds}。清理以后谁也不能恢复；不放心的，请先打印或导出需要归档的材料。",
        save="清理",
        parent=parent,
    )


def show_destruction(desk: Desk, erased: Erased, parent: QWidget | None) -> None:
    """Show the certificate to be printed and signed."""

    def compose(progress: Progress) -> Composed:
        progress.step(0, 0, "生成销毁证明")
        draft = draft_destruction(desk.workspace, erased)
        return Composed(compose_draft(draft, standard_text(draft.kind), {}), draft.file_name)

    show_document(desk, compose, lambda _: None, parent, "正在生成销毁证明")

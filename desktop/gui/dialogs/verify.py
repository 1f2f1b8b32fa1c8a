"""核验证书: a picture, a PDF or the text of the code, checked without network."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.verify_answers import Answer, answers_for_file, answers_for_text
from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, EmptyState, IconLabel
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.certificate.export_verifier import export_verifier

_SIZE = QSize(880, 540)
_LEFT = 320
_SHOWN = 20
_SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff")
_COLOURS: dict[Kind, str] = {"success": "success", "warning": "warning", "danger": "danger"}


class VerifyDialog(WideDialog):
    """The certificate at the left; at the right one answer for each code that was found."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_SIZE, parent)
        self._desk = desk
        self.answers: list[Answer] = []
        self.drop = DropArea(
            "把证书的照片、扫描件或 PDF 拖到这里",
            "也可以按一下选择文件；要拍到二维码",
            suffixes=_SUFFIXES,
            icon_name="qrcode",
        )
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("或粘贴扫码得到的文字（以 QQ1: 开头）")
        self.text.setAccessibleName("扫码得到的文字")
        self.text.setMaximumHeight(84)
        self.text.setTabChangesFocus(True)
        self.check_button = Button("核验文字", "primary", on_click=self.check_text)
        self._error = ErrorPanel()
        self._area = QScrollArea()
        self.setWindowTitle("核验证书")
        self._lay_out()
        self.drop.dropped.connect(self.check_file)
        self.text.setFocus()

    def check_file(self, path: Path) -> None:
        """Check every certificate in a picture or a PDF."""
        workspace = self._desk.workspace
        self._run(lambda: answers_for_file(workspace, path))

    def check_text(self) -> None:
        """Check the text that was pasted."""
        text, workspace = self.text.toPlainText(), self._desk.workspace
        if text.strip():
            self._run(lambda: answers_for_text(workspace, text))

    def export_page(self, path: Path) -> None:
        """Write the page by which anyone can verify certificates with a browser."""
        workspace = self._desk.workspace
        self._desk.jobs.run(
            lambda _: export_verifier(workspace, path),
            done=lambda made: self._desk.toast(f"已导出“{made.path.name}”，可以发给需要核验的单位"),
            failed=self._failed,
            title="正在导出核验网页",
            owner=self,
        )

    def _ask_page(self) -> None:
        start = os.fspath(Path.home() / "青桥证书核验.html")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出核验网页", start, "网页 (*.html)")
        if chosen:
            path = Path(chosen)
            self.export_page(path if path.suffix else path.with_suffix(".html"))

    def _lay_out(self) -> None:
        space = tokens()
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(space.m)
        left.addWidget(self.drop, 1)
        left.addWidget(self.text)
        left.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignRight)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(_LEFT)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(EmptyState("certificate", "等待核验", "不需要网络，结果显示在这里。"))
        result = Card(padded=False)
        result.body.addWidget(self._area)
        middle = QHBoxLayout()
        middle.setSpacing(space.l)
        middle.addWidget(side)
        middle.addWidget(result, 1)
        body = self.body
        body.addWidget(Text("核验证书", "title"))
        body.addWidget(self._error)
        body.addLayout(middle, 1)
        foot = self.footer
        foot.addWidget(
            Text("核验证明内容没有被改动，不证明持证人身份，请核对本人证件。", "muted"), 1
        )
        foot.addWidget(
            Button(
                "导出核验网页…",
                icon_name="file-export",
                on_click=self._ask_page,
                tip="一个网页文件，别人不装青桥也能核验，不用联网",
            )
        )
        foot.addWidget(Button("关闭", on_click=self.reject))

    def _run(self, work: Callable[[], list[Answer]]) -> None:
        self._show([])
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda _: work(), done=self._show, failed=self._failed, title="核验证书", owner=self
        )

    def _show(self, answers: list[Answer]) -> None:
        self.answers = answers
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        # what is wrong stands first, whatever its place in the file
        for answer in sorted(answers, key=lambda one: one.kind == "success")[:_SHOWN]:
            column.addWidget(_answer(answer))
        if len(answers) > _SHOWN:
            bad = sum(answer.kind != "success" for answer in answers)
            column.addWidget(
                Text(f"  共 {len(answers)} 张，其中 {bad} 张有问题，排在前面。", "muted")
            )
        column.addStretch(1)
        self._area.setWidget(holder)

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)


def _answer(answer: Answer) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(tokens().l, tokens().s, 0, 0)
    mark = IconLabel(answer.icon_name, colour=_COLOURS.get(answer.kind, "muted"), size=36)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    pane = DetailPane(answer.verdict)
    pane.add_text(answer.meaning, "muted")
    pane.add_facts(answer.facts)
    row.addWidget(pane, 1)
    mark.setContentsMargins(0, tokens().m, 0, 0)
    return holder

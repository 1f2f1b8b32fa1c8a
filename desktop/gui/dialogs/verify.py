"""核验证书: a picture, a PDF or the text of the code, checked without network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Badge, Text
from desktop.usecases.certificate.verify import Verified, verify_file, verify_text
from desktop.usecases.exchange.issuers import read_issuers

Answers = list[Verified | QingqiaoError]


class VerifyDialog(QDialog):
    """Shows one answer for each code that was found."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("核验证书")
        space = tokens()
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(Text("核验证书", "title"))
        column.addWidget(
            Text("核验证明内容没有被改动，不证明持证人身份，请核对本人证件。", "muted", wrap=True)
        )
        self.drop = DropArea(
            "把证书的照片、扫描件或 PDF 拖到这里",
            "也可以点一下选择文件",
            suffixes=(".pdf", ".png", ".jpg", ".jpeg", ".bmp", ".webp"),
            icon_name="qrcode",
        )
        self.drop.dropped.connect(self.check_file)
        column.addWidget(self.drop)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("或粘贴扫码得到的文字（以 QQ1: 开头）")
        self.text.setAccessibleName("扫码得到的文字")
        self.text.setMaximumHeight(72)
        self.text.setTabChangesFocus(True)
        column.addWidget(self.text)
        self._error = ErrorPanel()
        column.addWidget(self._error)
        self._answers = QVBoxLayout()
        column.addLayout(self._answers)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button("关闭", on_click=self.reject))
        row.addWidget(Button("核验文字", "primary", on_click=self.check_text))
        column.addLayout(row)
        self.resize(560, 520)

    def check_file(self, path: Path) -> None:
        """Check every certificate in a picture or a PDF."""
        root = self._desk.workspace.folder.root
        self._run(lambda: verify_file(path, read_issuers(root)))

    def check_text(self) -> None:
        """Check the text that was pasted."""
        root, text = self._desk.workspace.folder.root, self.text.toPlainText()
        self._run(lambda: [verify_text(text, read_issuers(root))])

    def _run(self, work: Callable[[], Answers]) -> None:
        self._clear()
        self._desk.jobs.run(
            lambda _: work(), done=self._show, failed=self._error.show_error, owner=self
        )

    def _clear(self) -> None:
        self._error.show_error(None)
        while self._answers.count():
            item = self._answers.takeAt(0)
            widget = item.widget()
            widget.deleteLater()

    def _show(self, answers: Answers) -> None:
        for answer in answers[:_SHOWN]:
            self._answers.addWidget(_card(answer))
        if len(answers) > _SHOWN:
            bad = sum(isinstance(answer, QingqiaoError) for answer in answers)
            self._answers.addWidget(
                Text(
                    f"共 {len(answers)} 张，其中 {bad} 张有问题；这里列出前 {_SHOWN} 张。", "muted"
                )
            )


_SHOWN = 3


def _card(answer: Verified | QingqiaoError) -> Card:
    if isinstance(answer, QingqiaoError):
        card = Card("核验未通过", trailing=Badge("有问题", "danger"))
        card.body.addWidget(Text(answer.message, "strong", wrap=True))
        card.body.addWidget(Text(answer.hint, "muted", wrap=True))
        return card
    facts = answer.facts
    card = Card(facts.name, trailing=Badge("真实有效", "success"))
    days = (
        f"{facts.first_day}"
        if facts.first_day == facts.last_day
        else (f"{facts.first_day} 至 {facts.last_day}")
    )
    card.body.addWidget(Text(facts.activity, wrap=True, selectable=True))
    card.body.addWidget(
        Text(f"{days}，{facts.minutes / 60:.1f} 小时，编号 {facts.serial}", "muted", wrap=True)
    )
    card.body.addWidget(Text(f"{facts.issued_on} 由镇街 {answer.issuer} 签发", "muted", wrap=True))
    return card

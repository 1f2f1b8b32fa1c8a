"""The first four steps of a new township, as cards, with the step that is next in front."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.views.today_facts import FirstSteps
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card, IconLabel
from desktop.gui.widgets.text import Badge, Text

_STEPS = (
    (
        "needs",
        "building-community",
        "记录需求",
        "问问社区缺什么人手、想办什么事，记成需求清单。",
        "去记录需求",
    ),
    (
        "pairings",
        "heart-handshake",
        "结对",
        "为有需求的社区选附近的团支部，双方同意后生效。",
        "去结对",
    ),
    (
        "activities",
        "calendar-event",
        "办活动",
        "建项目、排活动，打印签到表，活动后录入。",
        "去安排活动",
    ),
    ("exchange", "send", "上报", "生成一个加密文件，用 U 盘或邮件送到团省委。", "去上报"),
)

_NO_BRANCHES = (
    "exchange",
    "heart-handshake",
    "结对",
    "还没有团支部名录：先上报一次登记这台电脑，再接收团省委下发的文件。",
    "去上报接收",
)
_PAIRING = 1
"""Place of the second step, which is `_NO_BRANCHES` as long as there is nobody to pair with."""


class FirstStepsPanel(QWidget):
    """Four cards; those done are ticked, the next one has the page's primary button."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens().m)
        self._column.addWidget(Text("开始的四步", "subtitle"))
        self._cards: QWidget | None = None
        self.buttons: dict[str, Button] = {}

    def show_steps(self, steps: FirstSteps) -> None:
        """Show how far this township is."""
        self.setVisible(not steps.done)
        if self._cards is not None:
            self._cards.deleteLater()
        self._cards = QWidget()
        row = QGridLayout(self._cards)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().m)
        done = (steps.need, steps.pairing, steps.activity, steps.hand_up)
        following = done.index(False) if False in done else None
        self.buttons = {}
        for at, finished in enumerate(done):
            step = _NO_BRANCHES if at == _PAIRING and not steps.branches else _STEPS[at]
            card = self._card(at, step, finished=finished, following=at == following)
            row.addWidget(card, 0, at)
            row.setColumnStretch(at, 1)
        self._column.addWidget(self._cards)

    def _card(self, at: int, step: tuple[str, ...], *, finished: bool, following: bool) -> Card:
        key, icon_name, title, words, action = step
        card = Card()
        head = QHBoxLayout()
        colour = "success" if finished else "accent_text" if following else "muted"
        head.addWidget(IconLabel(icon_name, colour=colour, size=28))
        head.addStretch(1)
        if finished:
            head.addWidget(Badge("已完成", "success"), 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(head)
        card.body.addWidget(Text(f"{at + 1}　{title}", "subtitle"))
        card.body.addWidget(Text(words, "muted", wrap=True))
        card.body.addStretch(1)
        button = Button(
            action,
            "primary" if following else "secondary",
            on_click=lambda: self._desk.open_page(key, ()),
        )
        self.buttons[_STEPS[at][0]] = button
        card.body.addWidget(button)
        return card

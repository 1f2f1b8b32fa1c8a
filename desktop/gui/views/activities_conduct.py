"""What stands around an activity, in its pane: a line for each matter, with the button to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.terms import ActivityState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_budget import totals_words
from desktop.gui.dialogs.said_form import said_words
from desktop.gui.theme import Kind, tokens
from desktop.gui.views.activities_steps import SIGNING, Deed
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Badge, Text
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.activity.conduct import Conduct, read_conduct

_NAMED = 3


class ConductSection(QWidget):
    """Reads itself when it is made; the pane makes it anew whenever the row has changed."""

    def __init__(self, desk: Desk, activity: ActivityRow, do: Callable[[Deed], object]) -> None:
        super().__init__()
        self._activity, self._do = activity, do
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens().s)
        self._column.addWidget(Text("正在读取…", "muted"))
        self._desk = desk
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if "activity" in topics:
            self._load()

    def _load(self) -> None:
        workspace, activity_id = self._desk.workspace, self._activity.id
        self._desk.jobs.run(lambda _: read_conduct(workspace, activity_id), done=self._show)

    def _show(self, conduct: Conduct) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        row = self._activity
        started = row.state in {ActivityState.ONGOING, ActivityState.CLOSED}
        self._line("随队人员", _staff(conduct), "staff")
        self._line("小组和候补", _list(conduct), "enrol")
        self._line("参保名单", _insured(conduct), "insured")
        self._line("经费物资", totals_words(conduct.budget) if conduct.budget else "", "budget")
        if started or conduct.incidents:
            left = conduct.open_incidents
            words = f"{len(conduct.incidents)} 件" if conduct.incidents else "没有"
            self._line(
                "突发情况", words, "incidents", f"{left} 件跟进中" if left else "", "warning"
            )
        if row.state is not ActivityState.CANCELLED:
            self._line("反馈表", _feedback(conduct), "feedback")
        if row.state is ActivityState.CLOSED:
            for side, deed in SIGNING.items():
                word = conduct.words.get(side)
                badge: tuple[str, Kind] = ("已确认", "success") if word else ("待确认", "warning")
                words = said_words(word) if word else ""
                self._line(f"{side.label}确认总结", words, deed, *badge)

    def _line(
        self, title: str, words: str, deed: Deed, badge: str = "", kind: Kind = "neutral"
    ) -> None:
        holder = _Matter()
        holder.pressed.connect(lambda: self._do(deed))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().s)
        text = QVBoxLayout()
        text.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(tokens().s)
        head.addWidget(Text(title, "strong"))
        if badge:
            head.addWidget(Badge(badge, kind))
        head.addStretch(1)
        text.addLayout(head)
        text.addWidget(Text(words or "还没有登记", "muted", wrap=True))
        row.addLayout(text, 1)
        button = Button(
            "", "quiet", icon_name="chevron-right", on_click=lambda: self._do(deed), tip=title
        )
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addWidget(holder)


class _Matter(QWidget):
    """A line that can be pressed anywhere; for the keys there is the button at its end."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, or the release would go elsewhere."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell that it was pressed, unless the mouse was drawn away."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self.pressed.emit()


def _staff(conduct: Conduct) -> str:
    names = [f"{one.person}（{one.kind.label}）" for one in conduct.staff[:_NAMED]]
    more = f"等 {len(conduct.staff)} 人" if len(conduct.staff) > _NAMED else ""
    return "、".join(names) + more


def _list(conduct: Conduct) -> str:
    parts = [f"{conduct.teams} 个小组"] if conduct.teams else []
    if conduct.waiting:
        parts.append(f"候补 {conduct.waiting} 人")
    return "，".join(parts) or "没有编组，没有候补"


def _insured(conduct: Conduct) -> str:
    figures = conduct.insured
    if figures.until is None:
        return ""
    missing = figures.listed - figures.numbers
    words = "身份证号齐全" if not missing else f"还缺 {missing} 人的身份证号"
    return f"{words}，{figures.until:%Y-%m-%d} 后自动清除"


def _feedback(conduct: Conduct) -> str:
    return "　".join(
        f"{one.giver.label} {one.forms} 份，平均 {one.overall:.1f} 分"
        for one in conduct.feedback
        if one.forms and one.overall is not None
    )

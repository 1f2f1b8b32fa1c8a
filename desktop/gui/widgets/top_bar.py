"""The line at the head of the window: whose data, which semester, search, state of exchange."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.search_box import SearchBox
from desktop.gui.widgets.text import Badge, Text


class TopBar(QFrame):
    """Filled by whoever knows; holds nothing itself."""

    lock_asked = Signal()
    """Lock, so that the same or another account unlocks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().xl, tokens().s, tokens().xl, tokens().s)
        row.setSpacing(tokens().m)
        row.addWidget(IconLabel("building-community", colour="accent_text", size=20))
        self._township = Text("", "subtitle")
        row.addWidget(self._township)
        self._semester = Text("", "caption")
        row.addWidget(self._semester)
        row.addStretch(1)
        self.search = SearchBox("搜人、社区、活动  Ctrl+K", prominent=True)
        self.search.setMaximumWidth(tokens().body * 28)
        row.addWidget(self.search, 8)
        row.addStretch(1)
        self._exchange = Badge("", "neutral")
        self._exchange.hide()
        row.addWidget(self._exchange)
        self.account = Button("", "quiet", icon_name="lock", on_click=self.lock_asked.emit)
        self.account.hide()
        row.addWidget(self.account)

    def set_township(self, name: str) -> None:
        """Show whose data this is."""
        self._township.setText(name)

    def set_account(self, name: str, role: str) -> None:
        """Show who works here; pressing it locks."""
        self.account.setText(name)
        self.account.setToolTip(f"{name}（{role}）：锁定，或换同事打开  Ctrl+L")
        self.account.setAccessibleName("锁定或切换账户")
        self.account.setVisible(bool(name))

    def set_semester(self, name: str) -> None:
        """Show which semester it is."""
        self._semester.setText(name)

    def set_exchange_state(self, text: str, kind: Kind = "neutral") -> None:
        """Show e.g. “待上报 12 条 · 上次回执 3 月 2 日”."""
        self._exchange.show_state(text, kind)
        self._exchange.setVisible(bool(text))

"""One indicator: its ring, the numbers it is made of, how it is counted and from what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.gui.theme import Kind, tokens
from desktop.gui.views.today_facts import parts
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.ring import Ring
from desktop.gui.widgets.text import Text
from desktop.store.queries.figures import Indicator, Merged


class RingCard(Card):
    """A ring, and below it numbers that each open their rows; `on_open` is told which."""

    def __init__(self, on_open: Callable[[str], None]) -> None:
        super().__init__()
        self._on_open = on_open
        self.ring = Ring("")
        self.ring.clicked.connect(self._open_first)
        self.buttons: dict[str, Button] = {}
        self._numbers = QWidget()
        self._row = QHBoxLayout(self._numbers)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens().xs)
        self._merged = Text("", "muted", wrap=True)
        self._words = Text("", "hint", wrap=True)
        for widget in (self.ring, self._numbers, self._merged, self._words):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_indicator(self, indicator: Indicator) -> None:
        """Show the figure and its origin."""
        kind: Kind = "neutral"
        if indicator.value is not None:
            kind = "success" if indicator.value >= indicator.goal else "warning"
        self.ring.set_label(indicator.label)
        self.ring.show_value(
            indicator.value or 0.0,
            "—" if indicator.value is None else percent(indicator.value),
            kind,
            caption=f"{indicator.numerator} / {indicator.denominator}，本镇街可见",
            goal=indicator.goal if indicator.goal < 1 else None,
        )
        self._show_numbers(indicator)
        self._merged.setText("\n".join(map(merged_words, indicator.merged)))
        self._merged.setVisible(bool(indicator.merged))
        self._words.setText(
            f"{indicator.caption}。\n来源：{indicator.source}\n口径：{indicator.origin}"
        )

    def _show_numbers(self, indicator: Indicator) -> None:
        for button in self.buttons.values():
            button.deleteLater()
        self.buttons = {}
        while self._row.takeAt(0) is not None:
            pass
        for part in parts(indicator):
            button = Button(part.words, "link", on_click=partial(self._on_open, part.key))
            button.setAccessibleName(f"{indicator.label}：{part.words}")
            button.setEnabled(part.count > 0)
            self.buttons[part.key] = button
            self._row.addWidget(button)
        self._row.addStretch(1)

    def _open_first(self) -> None:
        first = next(iter(self.buttons), "")
        if first and self.buttons[first].isEnabled():
            self._on_open(first)

    def words(self) -> str:
        """Return what stands below the ring."""
        return f"{self._merged.text()}\n{self._words.text()}"


def percent(value: float) -> str:
    """Return a share in words."""
    return f"{value:.0%}" if round(value, 3) in {0.0, 1.0} else f"{value:.1%}"


def merged_words(merged: Merged) -> str:
    """Return in words what the province counted over all townships."""
    share = f"（{percent(merged.numerator / merged.denominator)}）" if merged.denominator else ""
    whose = "全省合并，本镇街的团支部" if merged.township else "全省"
    told = f"{merged.counted_on} 统计" if merged.counted_on else ""
    return f"{whose}：{merged.numerator:,} / {merged.denominator:,}{share}　{told}"

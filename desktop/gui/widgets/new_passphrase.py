"""Two lines for a new passphrase, judged as it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.usecases.account.passphrase import Strength

HINT = "可以用一句只有自己知道的短语，长比复杂更重要。"


class NewPassphrase(QWidget):
    """`judge` says how good a passphrase is."""

    changed = Signal()
    submitted = Signal()

    def __init__(
        self,
        judge: Callable[[str], Strength],
        label: str = "新口令",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._judge = judge
        self.first = PassphraseBox(label, HINT)
        self.second = PassphraseBox(f"再输入一次{label}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().m)
        column.addWidget(self.first)
        column.addWidget(self.second)
        self.setFocusProxy(self.first)
        self.first.changed.connect(self._typed)
        self.second.changed.connect(self._typed)
        self.first.submitted.connect(self.second.setFocus)
        self.second.submitted.connect(self.submitted)

    @property
    def ready(self) -> bool:
        """Whether there is a good passphrase, typed the same twice."""
        first = self.first.text()
        return bool(first) and first == self.second.text() and not self._judge(first).weakness

    def text(self) -> str:
        """Return the passphrase as it stands."""
        return self.first.text()

    def show_problems(self) -> bool:
        """Say what is wrong beside it; True when nothing is."""
        first, second = self.first.text(), self.second.text()
        said = self._judge(first).weakness
        self.second.show_wrong("" if first == second else "两次输入的口令不一样。")
        self.first.show_wrong(f"{said}。" if said else "")
        if not self.ready:
            (self.first if said else self.second).setFocus()
        return self.ready

    def _typed(self) -> None:
        first, second = self.first.text(), self.second.text()
        if first:
            found = self._judge(first)
            if found.weakness:
                self.first.show_wrong(f"{found.weakness}。")
            else:
                self.first.show_word(found.praise)
        wrong = bool(second) and second != first
        wrong = wrong and not (first.startswith(second) and len(second) < len(first))
        self.second.show_wrong("两次输入的口令不一样。" if wrong else "")
        self.changed.emit()

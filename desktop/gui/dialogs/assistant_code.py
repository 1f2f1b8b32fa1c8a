"""The page of the first-run assistant where the one-time code is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.assistant_page import Page
from desktop.gui.theme import tokens
from desktop.gui.widgets.text import Role, Text

GROUP, CODE_LENGTH = 4, 28


def grouped(letters: str) -> str:
    """Return the letters of a code in groups of four."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


class CodePage(Page):
    """Type the one-time code; grouped and checked as it is typed."""

    def __init__(self, heading: Role = "title") -> None:
        super().__init__(
            "输入一次性口令码",
            "照纸面或电话里的逐位输入，横线和空格可以不打；"
            "字母 O 与数字 0、字母 I、L 与数字 1 不必区分。",
            heading,
        )
        self.line = QLineEdit()
        self.line.setAccessibleName("一次性口令码")
        self.line.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        font = self.line.font()
        font.setPixelSize(tokens().title)
        self.line.setFont(font)
        self.line.setMinimumHeight(tokens().row + tokens().s)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.submitted)
        self._note = Text("", "caption", wrap=True)
        self.column.addWidget(self.line)
        self.column.addWidget(self._note)
        self._right = False
        self._typed(self.line.text())

    @property
    def ready(self) -> bool:
        """Whether the code is whole and its checksum right."""
        return self._right

    def first_control(self) -> QWidget:
        """Return the line."""
        return self.line

    def code(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def note(self) -> str:
        """Return what stands below the line."""
        return self._note.text()

    def show_wrong(self, error: QingqiaoError) -> None:
        """Say that the code does not open the file."""
        self._right = False
        self._say(f"{error.message}{error.hint}", wrong=True)
        self.ready_changed.emit()

    def _typed(self, typed: str) -> None:
        from desktop.bundle.code import (  # noqa: PLC0415 - the first window is painted without it
            MistypedCodeError,
            normalise_code,
            parse_code,
        )

        before = normalise_code(typed[: self.line.cursorPosition()])
        letters = normalise_code(typed)
        words = grouped(letters)
        if words != typed:
            self.line.setText(words)
            self.line.setCursorPosition(len(grouped(before)))
        try:
            parse_code(letters)
        except MistypedCodeError:
            self._right = False
            self._say_unfinished(len(letters))
        else:
            self._right = True
            self._say("✓ 口令码输入无误")
        self.ready_changed.emit()

    def _say_unfinished(self, count: int) -> None:
        if count < CODE_LENGTH:
            self._say(f"已输入 {count} 位，共 {CODE_LENGTH} 位")
        elif count > CODE_LENGTH:
            self._say(f"多了 {count - CODE_LENGTH} 位，口令码共 {CODE_LENGTH} 位。", wrong=True)
        else:
            self._say("口令码有误，请对照纸面逐组核对。", wrong=True)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self._note.setText(words)
        self.line.setAccessibleDescription(words)
        for widget, name, value in (
            (self._note, "role", "error" if wrong else "caption"),
            (self.line, "wrong", "true" if wrong else "false"),
        ):
            widget.setProperty(name, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)

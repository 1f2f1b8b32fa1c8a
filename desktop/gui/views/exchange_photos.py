"""What is to happen with photos when the rest is handed up."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import cast

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.gui.theme import tokens
from desktop.gui.views.exchange_words import size_words
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.attachments import PhotoChoice

_CHOICES: tuple[tuple[PhotoChoice, str], ...] = (
    ("include", "和上报文件放在一起"),
    ("separate", "照片另成一包"),
    ("leave", "这次不带照片"),
)
_KEY = "exchange/photos"


class PhotoChoiceRow(QWidget):
    """The clerk's choice, to be seen only while photos wait; it is remembered."""

    def __init__(self, memory: MutableMapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.box = QComboBox()
        for value, words in _CHOICES:
            self.box.addItem(words, value)
        self.box.setCurrentIndex(max(self.box.findData(memory.get(_KEY, "include")), 0))
        self.box.activated.connect(self._chosen)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._label = Text("照片", "muted")
        self._label.setFixedWidth(tokens().body * 7)
        self._label.setBuddy(self.box)
        self._size = Text("", "muted")
        self.box.setAccessibleName("照片")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().s)  # as the rows above
        row.addWidget(self._label)
        row.addWidget(self.box, 1)
        row.addWidget(self._size)
        self.hide()

    @property
    def choice(self) -> PhotoChoice:
        """What was chosen."""
        return cast("PhotoChoice", self.box.currentData())

    def show_waiting(self, photos: int, size: int) -> None:
        """Show how many photos wait, and their bytes; nothing when none does."""
        self._size.setText(f"{photos} 张，{size_words(size)}")
        self.setVisible(bool(photos))

    def _chosen(self) -> None:
        self._memory[_KEY] = self.choice

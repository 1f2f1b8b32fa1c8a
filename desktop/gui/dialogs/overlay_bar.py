"""套打: print only the words, onto blanks that have frame and heading already."""

from __future__ import annotations

from collections.abc import MutableMapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QWidget

from desktop.documents.certificate import Overlay
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text

_MOST = 50.0
_STEP = 0.5


class OverlayBar(QWidget):
    """Whether, and moved by how much; remembered for each kind of certificate by `key`."""

    changed = Signal()
    test_clicked = Signal()

    def __init__(
        self, memory: MutableMapping[str, str], key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._memory, self._key = memory, f"certificate/overlay/{key}"
        self.on = QCheckBox("套打：纸上已印好边框和标题，只印文字")
        self.right, self.down = _millimetres("向右移"), _millimetres("向下移")
        self._moving = QWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().s)
        row.addWidget(self.on)
        inner = QHBoxLayout(self._moving)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(tokens().s)
        for label, box in (("向右", self.right), ("向下", self.down)):
            inner.addWidget(Text(label, "muted"))
            inner.addWidget(box)
        inner.addWidget(Button("测试页…", icon_name="printer", on_click=self.test_clicked.emit))
        row.addWidget(self._moving)
        self._recall()
        self.on.toggled.connect(self._changed)
        for box in (self.right, self.down):
            box.valueChanged.connect(self._changed)

    @property
    def moved(self) -> Overlay:
        """How far the words are moved when they are printed onto blanks."""
        return Overlay(self.right.value(), self.down.value())

    @property
    def overlay(self) -> Overlay | None:
        """How far the words are moved, None for whole certificates."""
        return self.moved if self.on.isChecked() else None

    def _recall(self) -> None:
        kept = self._memory.get(self._key, "").split()
        try:
            right, down = float(kept[1]), float(kept[2])
        except (IndexError, ValueError):
            kept, right, down = [], 0.0, 0.0
        self.on.setChecked(kept[:1] == ["1"])
        self.right.setValue(right)
        self.down.setValue(down)
        self._moving.setVisible(self.on.isChecked())

    def _changed(self) -> None:
        self._moving.setVisible(self.on.isChecked())
        on = int(self.on.isChecked())
        self._memory[self._key] = f"{on} {self.right.value():g} {self.down.value():g}"
        self.changed.emit()


def _millimetres(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setAccessibleName(f"{name}的毫米数")
    box.setRange(-_MOST, _MOST)
    box.setSingleStep(_STEP)
    box.setDecimals(1)
    box.setSuffix(" 毫米")
    box.setKeyboardTracking(False)
    return box

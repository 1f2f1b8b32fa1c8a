"""存到: the sticks that are plugged in, the folder of last time, or another one."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from desktop.gui.drives import Drive

_FOLDER = "exchange/folder"
_ASK = "选择文件夹…"


class PlaceBox(QComboBox):
    """A place to write files to; sticks that take none are shown with the reason.

    `ask` asks for a folder and returns None when the clerk thinks better of it.
    """

    def __init__(
        self,
        memory: MutableMapping[str, str],
        ask: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._memory = memory
        self._ask = ask or self._ask_folder
        self._drives: Sequence[Drive] = ()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._chosen)
        self.offer(())

    def offer(self, drives: Sequence[Drive]) -> None:
        """Offer these drives; keep what is chosen, else prefer a stick that can be written to."""
        self._drives = drives
        before, last = self.currentData(), self._memory.get(_FOLDER, "")
        self.clear()
        for drive in drives:
            self.addItem(drive.words, str(drive.root))
            if drive.problem:
                self._bar(self.count() - 1)
        if last and self.findData(last) < 0 and Path(last).is_dir():
            self.addItem(last, last)
        self.addItem(_ASK, "")
        good = [str(drive.root) for drive in drives if not drive.problem]
        kept = before if before in good or (before and before == last) else ""
        wanted = kept or (good[0] if good else last)
        at = self.findData(wanted) if wanted else -1
        self.setCurrentIndex(at if at >= 0 else self.findData(""))

    def folder(self) -> Path | None:
        """Return the place that is chosen, asking if need be; None when there is none."""
        if not self.currentData() and not self._choose():
            return None
        return Path(str(self.currentData()))

    def drive(self, folder: Path) -> Drive | None:
        """Return the stick that a folder lies on, if it is one of those offered."""
        on = (drive for drive in self._drives if folder.is_relative_to(drive.root))
        return next(on, None)

    def _bar(self, at: int) -> None:
        model = self.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - a combo box's own
        model.item(at).setEnabled(False)

    def _chosen(self) -> None:
        if not self.currentData():
            self._choose()

    def _choose(self) -> bool:
        folder = self._ask()
        if folder is None:
            return False
        self._memory[_FOLDER] = str(folder)
        self.offer(self._drives)
        self.setCurrentIndex(self.findData(str(folder)))
        return True

    def _ask_folder(self) -> Path | None:
        start = self._memory.get(_FOLDER, "")
        name = QFileDialog.getExistingDirectory(self, "把上报文件存到哪个文件夹", start)
        return Path(name) if name else None

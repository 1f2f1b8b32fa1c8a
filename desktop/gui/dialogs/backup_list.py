"""The backups there are, here and at the second place, to choose one from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.backup_words import backup_words
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text
from desktop.usecases.backup.kept import Backup, backups_in, read_backup
from desktop.usecases.backup.second_place import second_place
from desktop.usecases.workspace import Folder

Pick = Callable[[], Path | None]


def all_backups(folder: Folder) -> list[tuple[Backup, str]]:
    """Return the backups of a data folder with their places, the newest first."""
    found = [(one, "本机") for one in backups_in(folder.backups)]
    place = second_place(folder)
    if place is not None:
        found += [(one, "第二位置") for one in backups_in(place.folder)]
    return sorted(found, key=lambda one: one[0].note.number, reverse=True)


def _within(folder: Path) -> list[list[Backup]]:
    """Return the backups in a folder, or on the stick that it is, by place; the newest first."""
    places = (folder, *folder.glob("青桥备份*"))
    return [found for place in places if (found := backups_in(place))]


class BackupList(QWidget):
    """One line each; another folder, e.g. on a stick, can be chosen by hand."""

    chosen = Signal(object)
    """The `Backup` that the mark is on, None: on none any more."""
    refused = Signal(object)
    """Why a folder that was chosen is none; a `QingqiaoError`."""

    def __init__(self, pick: Pick | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pick = pick or self._ask
        self._backups: list[Backup] = []
        self.list = QListWidget()
        self.list.setAccessibleName("备份")
        self.list.setProperty("kind", "box")
        self.list.setFixedHeight(tokens().control * 5)
        self.list.currentRowChanged.connect(self._moved)
        self.other = Button("选择别处的备份…", icon_name="folder-open", on_click=self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().s)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.other)
        row.addWidget(Text("例如 U 盘，或 U 盘上“青桥备份”里的一个文件夹", "hint"))
        row.addStretch(1)
        column.addLayout(row)

    def show_backups(self, found: Sequence[tuple[Backup, str]]) -> None:
        """List the backups; none is marked yet."""
        self.list.blockSignals(True)
        self.list.clear()
        self._backups = [backup for backup, _ in found]
        for backup, place in found:
            self.list.addItem(f"{backup_words(backup)}　{place}")
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)

    def current(self) -> Backup | None:
        """Return the backup that the mark is on."""
        at = self.list.currentRow()
        return self._backups[at] if at >= 0 else None

    def _moved(self, at: int) -> None:
        if at >= 0:
            self.list.setCurrentRow(at)  # by keys alone the mark would be there unseen
            self.chosen.emit(self._backups[at])

    def _ask(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(self, "选择一份备份的文件夹")
        return Path(name) if name else None

    def _choose(self) -> None:
        folder = self._pick()
        if folder is None:
            return
        try:
            places = _within(folder) or [[read_backup(folder)]]
        except QingqiaoError as error:
            self.refused.emit(error)
            return
        found = places[0]
        if len(places) > 1:  # of several PCs, each with numbers of its own
            found = sorted(chain(*places), key=lambda one: one.note.made_at, reverse=True)
        self._backups[:0] = found
        self.list.insertItems(0, [f"{backup_words(one)}　{one.folder}" for one in found])
        self.list.setCurrentRow(-1)
        if len(places) > 1:
            self.chosen.emit(None)  # which PC's it is to be, only the clerk knows
        else:
            self.list.setCurrentRow(0)

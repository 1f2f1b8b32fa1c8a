"""照片 on an activity's pane: thumbnails, what they show, and a place to drop more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_words import size_words
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.store.queries.attachments import PhotoRow, photos
from desktop.usecases.activity.photos import (
    CAPTION_LENGTH,
    PhotosAdded,
    add_photos,
    describe_photo,
    put_photo_back,
    remove_photo,
)

_THUMBNAIL = QSize(96, 72)
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic")
_TOPICS = ("activity", "exchange")


@dataclass(frozen=True)
class _Shown:
    """A photo and its small picture, null where the content is not here."""

    row: PhotoRow
    thumbnail: QImage


class PhotoSection(QWidget):
    """The photos of one activity; it follows what becomes of them by itself."""

    def __init__(self, desk: Desk, activity_id: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._activity_id = desk, activity_id
        self._dropped: list[Path] = []
        self._shown: list[PhotoRow] = []
        self._captions: dict[bytes, QLineEdit] = {}
        self._waiting = Text("", "muted", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(tokens().s)
        self._error = ErrorPanel()
        self.area = DropArea(
            "添加照片",
            "把照片拖到这里，或点这里选择；会自动缩小，并去掉拍摄地点等信息",
            suffixes=_SUFFIXES,
            icon_name="photo",
            several=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().s)
        column.addWidget(self._waiting)
        column.addLayout(self._rows)
        column.addWidget(self._error)
        column.addWidget(self.area)
        self._waiting.hide()
        self.area.dropped.connect(self._drop)
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(_TOPICS):
            self._load()

    def _load(self) -> None:
        workspace, activity_id = self._desk.workspace, self._activity_id
        ratio = self.devicePixelRatioF()

        def load(_: object) -> list[_Shown]:
            with workspace.store.read() as reader:
                return [_Shown(row, _small(row, ratio)) for row in photos(reader, activity_id)]

        self._desk.jobs.run(load, done=self._show, owner=self)

    def _show(self, shown: Sequence[_Shown]) -> None:
        rows = [one.row for one in shown]
        same = [_but_caption(row) for row in rows] == [_but_caption(row) for row in self._shown]
        self._shown = rows
        if same:
            self._show_captions()  # somebody may be typing in the next line
        else:
            self._rebuild(shown)
        waiting = [one.row for one in shown if one.row.content and not one.row.delivered]
        if waiting:
            size = size_words(sum(row.size for row in waiting))
            self._waiting.setText(f"{len(waiting)} 张待上报（{size}），在“上报接收”里选择怎么带。")
        self._waiting.setVisible(bool(waiting))

    def _show_captions(self) -> None:
        for row in self._shown:
            caption = self._captions[row.id]
            if not caption.hasFocus():
                caption.setText(row.caption)

    def _rebuild(self, shown: Sequence[_Shown]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            widget.hide()
            widget.deleteLater()
        self._captions.clear()
        for one in shown:
            self._rows.addWidget(self._line(one))

    def _line(self, shown: _Shown) -> QWidget:
        row = shown.row
        picture = QLabel()
        picture.setFixedSize(_THUMBNAIL)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setAccessibleName(f"照片 {row.caption or row.file_name}")
        picture.setPixmap(QPixmap.fromImage(shown.thumbnail))
        caption = QLineEdit(row.caption)
        caption.setPlaceholderText("写一句说明")
        caption.setAccessibleName(f"{row.file_name} 的说明")
        caption.setMaxLength(CAPTION_LENGTH)
        caption.editingFinished.connect(partial(self._describe, row.id))
        self._captions[row.id] = caption
        words = QVBoxLayout()
        words.setSpacing(tokens().xs)
        words.addWidget(caption)
        words.addWidget(Text(row.file_name, "caption", wrap=True))
        words.addWidget(Text(f"{size_words(row.size)} · {_state(row)}", "caption", wrap=True))
        words.addStretch(1)
        line = QWidget()
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(tokens().s)
        beside.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(words, 1)
        remove = Button(
            "",
            "quiet",
            icon_name="trash",
            tip=f"移除照片 {row.file_name}",
            on_click=partial(self._remove, row),
        )
        beside.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _drop(self, path: Path) -> None:
        """Collect what is dropped together, to be added in one go."""
        if not self._dropped:
            QTimer.singleShot(0, self, self._add)
        self._dropped.append(path)

    def _add(self) -> None:
        paths, self._dropped = self._dropped, []
        workspace, activity_id = self._desk.workspace, self._activity_id
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda progress: add_photos(workspace, activity_id, paths, progress),
            done=self._added,
            failed=self._error.show_error,
            title="正在添加照片",
            topics=_TOPICS,
            owner=self,
        )

    def _added(self, added: PhotosAdded) -> None:
        said = [f"已添加 {added.added} 张照片"] if added.added else []
        if added.repeated:
            said.append(f"{added.repeated} 张已经在这个活动里")
        if said:
            self._desk.toast("，".join(said))
        if added.problems:
            self._error.show_error(added.problems[0])

    def _describe(self, photo_id: bytes) -> None:
        workspace, text = self._desk.workspace, self._captions[photo_id].text().strip()
        kept = {row.id: row.caption for row in self._shown}
        if text != kept.get(photo_id, text):  # it may have been removed meanwhile
            self._desk.jobs.run(
                lambda _: describe_photo(workspace, photo_id, text), topics=_TOPICS, owner=self
            )

    def _remove(self, row: PhotoRow) -> None:
        desk = self._desk

        def undo() -> None:
            desk.jobs.run(lambda _: put_photo_back(desk.workspace, row.id), topics=_TOPICS)

        desk.jobs.run(
            lambda _: remove_photo(desk.workspace, row.id),
            done=lambda _: desk.toast("已移除照片", undo),
            topics=_TOPICS,
            owner=self,
        )


def _but_caption(row: PhotoRow) -> tuple[bytes, bool, bool]:
    """Return all of a photo that its line shows and that its caption does not change."""
    return row.id, row.content is None, row.delivered


def _state(row: PhotoRow) -> str:
    if row.content is None:
        return "原图不在本机（在添加它的电脑和省里）"
    return "省里已收到" if row.delivered else "待上报"


def _small(row: PhotoRow, ratio: float) -> QImage:
    """Return the picture as large as it is shown; a null one where it cannot be."""
    if row.content is None:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(row.content))
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    reader.setScaledSize(
        reader.size().scaled(_THUMBNAIL * ratio, Qt.AspectRatioMode.KeepAspectRatio)
    )
    image = reader.read()
    image.setDevicePixelRatio(ratio)
    return image

"""照片 on a pane, of an activity or of a signed paper: thumbnails and a place to drop more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.picture import PictureDialog
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_words import size_words
from desktop.gui.views.photo_albums import Album
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.store.queries.attachments import PhotoRow
from desktop.usecases.activity.photos import (
    CAPTION_LENGTH,
    PhotosAdded,
    describe_photo,
    put_photo_back,
    remove_photo,
    replace_photo,
)

_THUMBNAIL = QSize(96, 72)


@dataclass(frozen=True)
class _Shown:
    """A photo and its small picture, null where the content is not here."""

    row: PhotoRow
    thumbnail: QImage


class PhotoSection(QWidget):
    """The photos of one thing; it follows what becomes of them by itself."""

    def __init__(self, desk: Desk, album: Album, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._album = desk, album
        self._dropped: list[Path] = []
        self._shown: list[PhotoRow] = []
        self._captions: dict[bytes, QLineEdit] = {}
        self._waiting = Text("", "muted", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(tokens().s)
        self._error = ErrorPanel()
        self.area = DropArea(
            album.call,
            album.hint,
            suffixes=album.suffixes,
            icon_name="photo",
            several=True,
            compact=album.compact,
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
        if topics & frozenset(self._album.topics):
            self._load()

    def _load(self) -> None:
        workspace, album = self._desk.workspace, self._album
        ratio = self.devicePixelRatioF()

        def load(_: object) -> list[_Shown]:
            with workspace.store.read() as reader:
                return [_Shown(row, _picture(row, ratio)) for row in album.rows(reader)]

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
        self._waiting.setVisible(bool(waiting) and not self._album.compact)

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
        picture = Button(
            "",
            "quiet",
            tip=f"看大图 {row.caption or row.file_name}",
            on_click=partial(self._look, row),
        )
        picture.setIcon(QIcon(QPixmap.fromImage(shown.thumbnail)))
        picture.setIconSize(_THUMBNAIL)
        picture.setFixedSize(_THUMBNAIL)
        picture.setEnabled(row.content is not None)
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
        noun = self._album.noun
        buttons = QVBoxLayout()
        buttons.setSpacing(tokens().xs)
        for icon_name, tip, click in (
            ("refresh", f"换一张{noun} {row.file_name}", self._replace),
            ("trash", f"移除{noun} {row.file_name}", self._remove),
        ):
            button = Button("", "quiet", icon_name=icon_name, tip=tip, on_click=partial(click, row))
            buttons.addWidget(button)
        buttons.addStretch(1)
        beside.addLayout(buttons)
        return line

    def _look(self, row: PhotoRow) -> None:
        PictureDialog(row.caption or row.file_name, _picture(row), self.window()).open()

    def _replace(self, row: PhotoRow) -> None:
        desk, noun = self._desk, self._album.noun
        wanted = f"文件 ({' '.join(f'*{suffix}' for suffix in self._album.suffixes)})"
        name, _ = QFileDialog.getOpenFileName(self, f"换一张{noun}", "", wanted)
        if name:
            self._error.show_error(None)
            desk.act(
                lambda _: replace_photo(desk.workspace, row.id, Path(name)),
                lambda _: f"已换上新的{noun}",
                failed=self._error.show_error,
                topics=self._album.topics,
                owner=self,
            )

    def _drop(self, path: Path) -> None:
        """Collect what is dropped together, to be added in one go."""
        if not self._dropped:
            QTimer.singleShot(0, self, self._add)
        self._dropped.append(path)

    def _add(self) -> None:
        paths, self._dropped = self._dropped, []
        album = self._album
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda progress: album.add(paths, progress),
            done=self._added,
            failed=self._error.show_error,
            title=f"正在添加{album.noun}",
            topics=album.topics,
            owner=self,
        )

    def _added(self, added: PhotosAdded) -> None:
        said = [f"已添加 {added.added} 张{self._album.noun}"] if added.added else []
        if added.repeated:
            said.append(f"{added.repeated} 张已经在这里")
        if said:
            self._desk.toast("，".join(said))
        if added.problems:
            self._error.show_error(added.problems[0])

    def _describe(self, photo_id: bytes) -> None:
        workspace, text = self._desk.workspace, self._captions[photo_id].text().strip()
        kept = {row.id: row.caption for row in self._shown}
        if text != kept.get(photo_id, text):  # it may have been removed meanwhile
            self._desk.jobs.run(
                lambda _: describe_photo(workspace, photo_id, text),
                topics=self._album.topics,
                owner=self,
            )

    def _remove(self, row: PhotoRow) -> None:
        desk, album = self._desk, self._album

        def undo() -> None:
            desk.jobs.run(lambda _: put_photo_back(desk.workspace, row.id), topics=album.topics)

        desk.jobs.run(
            lambda _: remove_photo(desk.workspace, row.id),
            done=lambda _: desk.toast(f"已移除{album.noun}", undo),
            topics=album.topics,
            owner=self,
        )


def _but_caption(row: PhotoRow) -> tuple[bytes, bool, bool]:
    """Return all of a photo that its line shows and that its caption does not change."""
    return row.id, row.content is None, row.delivered


def _state(row: PhotoRow) -> str:
    if row.content is None:
        return "原图不在本机（在添加它的电脑和省里）"
    return "省里已收到" if row.delivered else "待上报"


def _picture(row: PhotoRow, ratio: float = 0) -> QImage:
    """Return the picture, of a thumbnail's size with a `ratio`; a null one where it cannot be."""
    if row.content is None:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(row.content))
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    if ratio:
        small = reader.size().scaled(_THUMBNAIL * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small)
    image = reader.read()
    image.setDevicePixelRatio(ratio or 1)
    return image

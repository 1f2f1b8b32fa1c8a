"""Left of 上报接收: what will go, where to, and the file that was made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.drive_watch import DriveWatch
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_contents import ContentsList
from desktop.gui.views.exchange_photos import PhotoChoiceRow
from desktop.gui.views.exchange_places import PlaceBox
from desktop.gui.views.exchange_words import day_words, estimated_size
from desktop.gui.views.exchange_written import TOPIC, WrittenCard
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.hand_up import HandedUp, hand_up
from desktop.usecases.exchange.status import ExchangeStatus

_MB = 1000 * 1000
_LIMITS = ((0, "不限大小"), (10, "每个文件不超过 10 MB"), (20, "每个文件不超过 20 MB"),
           (50, "每个文件不超过 50 MB"))  # fmt: skip
_LIMIT = "exchange/limit"


class HandUpCard(Card):
    """Shows what waits; writes it to a stick or a folder; says when the stick may be pulled."""

    written = Signal(object)
    """HandedUp."""

    def __init__(
        self,
        desk: Desk,
        watch: DriveWatch,
        ask: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("上报", parent=parent)
        self._desk, self._watch = desk, watch
        self._waiting = Text("", "title")
        self._facts = Text("", "muted", wrap=True)
        self._notice = Text("", "muted", wrap=True)
        self.place, self.limit = PlaceBox(desk.memory, ask), QComboBox()
        self.contents = ContentsList(desk)
        self.photos = PhotoChoiceRow(desk.memory)
        self.button = Button("生成上报文件", "primary", icon_name="send", on_click=self.write)
        self._error = ErrorPanel()
        self.result = WrittenCard(desk)
        self._lay_out()
        watch.changed.connect(self.place.offer)

    def show_status(self, status: ExchangeStatus) -> None:
        """Show what waits, how much it is, and when the province last answered."""
        waiting = status.waiting
        self._waiting.setText(f"待上报 {waiting} 条" if waiting else "没有待上报的改动")
        receipt = day_words(status.last_receipt)
        self._facts.setText(
            f"文件约 {estimated_size(waiting)}"
            + ("，照片另计 · " if status.photos else " · ")
            + (f"上次回执 {receipt}" if receipt else "还没有收到过回执")
        )
        notices = []
        if not status.joined and not status.bundles:
            notices.append("第一次上报会把这台电脑登记到省里，请尽早上报。")
        nil = not waiting and not status.photos
        if nil:
            notices.append("现在生成的是零报告：明确告诉省里本期没有新情况。")
        self.contents.show_kinds(status.kinds)
        self.photos.show_waiting(status.photos, status.photo_bytes)
        self._notice.setText("".join(notices))
        self._notice.setVisible(bool(notices))
        self.result.follow(status)
        self.button.setText(" 生成零报告" if nil else " 生成上报文件")

    def write(self) -> None:
        """Make the files in the place that is chosen."""
        folder = self.place.folder()
        if folder is None:
            return
        workspace, number = self._desk.workspace, int(self.limit.currentData())
        photos = self.photos.choice
        self._desk.memory[_LIMIT] = str(number)
        self._error.show_error(None)
        self.result.hide()
        self.button.setEnabled(False)
        self._desk.jobs.run(
            lambda progress: hand_up(
                workspace,
                folder,
                max_size=number * _MB if number else None,
                photos=photos,
                progress=progress,
            ),
            done=self._written,
            failed=self._failed,
            title="正在上报",
            topics=(TOPIC,),
            owner=self,
        )

    def _lay_out(self) -> None:
        for number, said in _LIMITS:
            self.limit.addItem(said, number)
        self.limit.setCurrentIndex(
            max(self.limit.findData(int(self._desk.memory.get(_LIMIT, "0"))), 0)
        )
        self.body.addWidget(self._waiting)
        self.body.addWidget(self._facts)
        self.body.addWidget(self.contents)
        self.body.addWidget(self._notice)
        for label, control in (("存到", self.place), ("邮箱附件上限", self.limit)):
            row = QHBoxLayout()
            words = Text(label, "muted")
            words.setFixedWidth(tokens().body * 7)
            words.setBuddy(control)
            control.setAccessibleName(label)
            row.addWidget(words)
            row.addWidget(control, 1)
            self.body.addLayout(row)
        self.body.addWidget(self.photos)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self._error)
        self.body.addWidget(self.result)
        self.body.addStretch(1)

    def _written(self, made: HandedUp) -> None:
        self.button.setEnabled(True)
        folder = made.bundles[0].path.parent
        self.result.show_files(made, self.place.drive(folder))
        self.written.emit(made)

    def _failed(self, error: QingqiaoError) -> None:
        self.button.setEnabled(True)
        self._error.show_error(error)
        self._watch.look_now()

"""Left of 上报接收: what will go, where to, and the file that was made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from desktop.domain.terms import HandUpState
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.drives import Drive
from desktop.gui.theme import tokens
from desktop.gui.views.exchange_photos import PhotoChoiceRow
from desktop.gui.views.exchange_words import day_words, estimated_size, size_words
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.hand_up import Bundle, HandedUp, hand_up
from desktop.usecases.exchange.status import ExchangeStatus, mark_sent

TOPIC = "exchange"

_MB = 1000 * 1000
_LIMITS = ((0, "不限大小"), (10, "每个文件不超过 10 MB"), (20, "每个文件不超过 20 MB"),
           (50, "每个文件不超过 50 MB"))  # fmt: skip
_FOLDER, _LIMIT = "exchange/folder", "exchange/limit"
_ASK = "选择文件夹…"


class HandUpCard(Card):
    """Shows what waits; writes it to a stick or a folder; says when the stick may be pulled."""

    written = Signal(object)
    """HandedUp."""

    def __init__(
        self,
        desk: Desk,
        drives: Callable[[], list[Drive]],
        ask: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("上报", parent=parent)
        self._desk, self._drives = desk, drives
        self._ask = ask or self._ask_folder
        self._waiting = Text("", "title")
        self._facts = Text("", "muted", wrap=True)
        self._notice = Text("", "muted", wrap=True)
        self.place, self.limit = QComboBox(), QComboBox()
        self.photos = PhotoChoiceRow(desk.memory)
        self.button = Button("生成上报文件", "primary", icon_name="send", on_click=self.write)
        self._error = ErrorPanel()
        self.result = _Written(desk)
        self._lay_out()
        self.place.activated.connect(self._chosen)
        self.offer_places()

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
        if status.conflicts:
            notices.append(
                f"有 {status.conflicts} 处与其他电脑的修改不一致，两份都保留着，请在下面选定。"
            )
        self.photos.show_waiting(status.photos, status.photo_bytes)
        self._notice.setText("".join(notices))
        self._notice.setVisible(bool(notices))
        self.result.follow(status)
        self.button.setText(" 生成零报告" if nil else " 生成上报文件")

    def offer_places(self) -> None:
        """Look for drives again; keep the last folder, prefer a stick that is plugged in."""
        last = self._desk.memory.get(_FOLDER, "")
        self.place.clear()
        for drive in self._drives():
            self.place.addItem(drive.name, str(drive.root))
        if last and self.place.findData(last) < 0 and Path(last).is_dir():
            self.place.addItem(last, last)
        self.place.addItem(_ASK, "")
        self.place.setCurrentIndex(0)

    def write(self) -> None:
        """Make the files in the place that is chosen."""
        folder = self._folder()
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
        self.body.addWidget(self._notice)
        for label, control in (("存到", self.place), ("邮箱附件上限", self.limit)):
            row = QHBoxLayout()
            words = Text(label, "muted")
            words.setFixedWidth(tokens().body * 7)
            words.setBuddy(control)
            control.setAccessibleName(label)
            control.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
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

    def _chosen(self) -> None:
        if not self.place.currentData():
            self._choose_folder()

    def _folder(self) -> Path | None:
        if not self.place.currentData() and not self._choose_folder():
            return None
        return Path(str(self.place.currentData()))

    def _choose_folder(self) -> bool:
        folder = self._ask()
        if folder is None:
            return False
        self._desk.memory[_FOLDER] = str(folder)
        self.offer_places()
        self.place.setCurrentIndex(self.place.findData(str(folder)))
        return True

    def _ask_folder(self) -> Path | None:
        start = self._desk.memory.get(_FOLDER, "")
        name = QFileDialog.getExistingDirectory(self, "把上报文件存到哪个文件夹", start)
        return Path(name) if name else None

    def _written(self, made: HandedUp) -> None:
        self.button.setEnabled(True)
        self.result.show_files(made)
        self.written.emit(made)

    def _failed(self, error: QingqiaoError) -> None:
        self.button.setEnabled(True)
        self._error.show_error(error)
        self.offer_places()


class _Written(Card):
    """The files that were made, checked, and what to do with them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._bundles: tuple[Bundle, ...] = ()
        row = QHBoxLayout()
        row.setSpacing(tokens().s)
        row.addWidget(IconLabel("circle-check", colour="success", size=20))
        row.addWidget(Text("已核对，可以安全拔出", "strong"), 1)
        self.body.addLayout(row)
        self._names = Text("", "muted", wrap=True, selectable=True)
        self.body.addWidget(self._names)
        self.sent = Button("标记为已送出", icon_name="check", on_click=self._mark)
        buttons = QHBoxLayout()
        buttons.addWidget(self.sent)
        buttons.addWidget(
            Button("打开文件夹", "quiet", icon_name="folder-open", on_click=self._open)
        )
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.hide()

    def show_files(self, made: HandedUp) -> None:
        """Show these files."""
        self._bundles = made.bundles
        lines = [
            f"{one.path.name}（{size_words(one.size)}，{one.rows} 条"
            + (f"，照片 {one.photos} 张）" if one.photos else "）")
            for one in made.bundles
        ]
        if len(lines) > 1:
            lines.append(f"共 {len(lines)} 个文件，每个都可以单独寄送，先到后到都行。")
        if made.photos_left:
            lines.append(f"还有 {made.photos_left} 张照片没有带上，留在本机，下次可以再带。")
        self._names.setText("\n".join(lines))
        self.sent.setEnabled(True)
        self.show()

    def follow(self, status: ExchangeStatus) -> None:
        """Go away once the province has answered; offer 标记为已送出 only before that."""
        numbers = {bundle.number for bundle in self._bundles}
        states = {one.state for one in status.bundles if one.number in numbers}
        self.sent.setEnabled(HandUpState.MADE in states)
        if states == {HandUpState.RECEIVED}:
            self.hide()

    def _mark(self) -> None:
        self.sent.setEnabled(False)
        for bundle in self._bundles:
            mark(self._desk, bundle.number)
        self._desk.toast("已标记为“已送出”，收到回执后会自动变为“已签收”。")

    def _open(self) -> None:
        if self._bundles:
            folder = str(self._bundles[0].path.parent)
            QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def mark(desk: Desk, number: int) -> None:
    """Note, as a job, that a bundle has left the house."""
    work = partial(mark_sent, desk.workspace, number)
    desk.jobs.run(lambda _: work(), topics=(TOPIC,))

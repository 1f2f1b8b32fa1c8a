"""Right of 上报接收: files from the province, and in words what became of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.drives import Drive
from desktop.gui.theme import Kind, tokens
from desktop.gui.views.exchange_words import Outcome, outcome
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.inspect import inspect
from desktop.usecases.exchange.resend import hand_up_everything_next
from desktop.usecases.exchange.take_in import TakenIn, take_in
from desktop.usecases.workspace import Workspace

_ICONS: dict[Kind, str] = {
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-circle",
}
_MOST_OUTCOMES = 12


def files_for_us(workspace: Workspace, drives: list[Drive]) -> list[Path]:
    """Return the bundles for this PC in the top folders of the drives and the folders there."""
    with workspace.store.read() as reader:
        device = (reader.replica.device or b"").hex()
    found = []
    for drive in drives:
        for path in sorted({*drive.root.glob("*.qqb"), *drive.root.glob("*/*.qqb")}):
            try:
                if inspect(path).recipient == device:
                    found.append(path)
            except QingqiaoError:
                continue  # some other file; one that is dropped by hand is told why
    return found


class TakeInCard(Card):
    """Takes files dropped, chosen, or found on a stick, one after another."""

    def __init__(
        self,
        desk: Desk,
        drives: Callable[[], list[Drive]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("接收", parent=parent)
        self._desk, self._drives = desk, drives
        self.area = DropArea(
            "把下发文件拖到这里，或点击选择",
            "文件名以 .qqb 结尾，可以一次选多个，先后不限",
            suffixes=(".qqb",),
            icon_name="file-import",
            several=True,
        )
        self.area.dropped.connect(self.take_in)
        self.search = Button("在 U 盘里查找", icon_name="usb", on_click=self.look_on_drives)
        self._error = ErrorPanel()
        self._said = Text("", "muted", wrap=True)
        self._said.hide()
        self.everything = Button(
            "下次完整上报", icon_name="refresh", on_click=self._hand_up_everything
        )
        self.everything.hide()
        self._results = QVBoxLayout()
        self._results.setSpacing(tokens().s)
        self._shown: list[QWidget] = []
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addStretch(1)
        self.body.addWidget(self.area)
        self.body.addLayout(row)
        self.body.addWidget(self._error)
        self.body.addWidget(self._said)
        self.body.addWidget(self.everything)
        self.body.addLayout(self._results)
        self.body.addStretch(1)

    def take_in(self, path: Path) -> None:
        """Take in one file as a job."""
        self._run([path])

    def look_on_drives(self) -> None:
        """Find what is for this PC on the sticks plugged in, and take it in."""
        drives, workspace = self._drives(), self._desk.workspace
        if not drives:
            self._say("没有发现 U 盘。请插好后再试，或直接选择文件。")
            return
        self._desk.jobs.run(
            lambda _: files_for_us(workspace, drives), done=self._found, failed=self._failed
        )

    def said(self) -> str:
        """Return the line above the results."""
        return self._said.text()

    def _found(self, paths: list[Path]) -> None:
        if paths:
            self._say(f"在 U 盘里找到 {len(paths)} 个发给本机的文件。")
            self._run(paths)
        else:
            self._say("U 盘里没有发给本机的下发文件。")

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _run(self, paths: list[Path]) -> None:
        workspace = self._desk.workspace
        self._error.show_error(None)
        self._desk.jobs.run(
            lambda progress: take_in(workspace, paths, progress),
            done=self._taken_in,
            failed=self._failed,
            title="正在接收",
            topics=TOPICS,
            owner=self,
        )

    def _hand_up_everything(self) -> None:
        workspace = self._desk.workspace
        self.everything.hide()
        self._desk.jobs.run(
            lambda _: hand_up_everything_next(workspace),
            done=self._will_be_whole,
            failed=self._failed,
            topics=("exchange",),
            owner=self,
        )

    def _will_be_whole(self, _: None) -> None:
        self._desk.toast("下一次上报会带上本镇街的全部数据，请生成上报文件。")

    def _taken_in(self, results: list[TakenIn]) -> None:
        if any(result.error is None for result in results):
            self.everything.setVisible(any(result.differs for result in results))
        for result in results:
            line = _line(outcome(result))
            self._results.insertWidget(0, line)
            self._shown.insert(0, line)
        while len(self._shown) > _MOST_OUTCOMES:
            self._shown.pop().deleteLater()

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)


def _line(said: Outcome) -> QWidget:
    line = QWidget()
    line.setAccessibleName(f"{said.file} {said.headline} {said.detail}")
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens().s)
    picture = IconLabel(_ICONS[said.kind], colour=said.kind, size=20)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Text(f"{said.headline}　{said.file}", "strong", wrap=True, selectable=True))
    words.addWidget(Text(said.detail, "muted", wrap=True, selectable=True))
    row.addLayout(words, 1)
    return line

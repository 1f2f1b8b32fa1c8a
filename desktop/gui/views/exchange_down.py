"""Right of 上报接收: files from the province, and in words what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.drive_watch import DriveWatch
from desktop.gui.drives import Drive
from desktop.gui.theme import Kind, tokens
from desktop.gui.views.exchange_found import FoundBanner
from desktop.gui.views.exchange_words import Outcome, outcome, summary
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.backup.back_up import back_up_if_changed
from desktop.usecases.backup.writing import BackupError
from desktop.usecases.exchange.arrivals import Arrivals
from desktop.usecases.exchange.resend import hand_up_everything_next
from desktop.usecases.exchange.take_in import TakenIn, take_in

_ICONS: dict[Kind, str] = {
    "success": "circle-check",
    "neutral": "info-circle",
    "warning": "alert-triangle",
    "danger": "alert-circle",
}
_MOST_OUTCOMES = 12


class TakeInCard(Card):
    """Takes files and folders dropped, chosen, or found on a stick; several are one job."""

    taken_in = Signal(object)
    """list[TakenIn]."""

    def __init__(self, desk: Desk, watch: DriveWatch, parent: QWidget | None = None) -> None:
        super().__init__("接收", parent=parent)
        self._desk, self._watch = desk, watch
        self.area = DropArea(
            "把下发文件拖到这里，或点击选择",
            "文件名以 .qqb 结尾；可以几个一起，或整个文件夹",
            suffixes=(".qqb",),
            icon_name="file-import",
            several=True,
            anything=True,
        )
        self.area.dropped_together.connect(self.take_in)
        self.found = FoundBanner(desk)
        self.found.wanted.connect(self.take_in)
        self.found.looked.connect(self._looked)
        self._asked = False
        self.search = Button("在 U 盘里查找", icon_name="usb", on_click=self.look_on_drives)
        self._error = ErrorPanel()
        self._given: list[Path] = []
        self.no_backup = ErrorPanel(retry="不备份，仍然接收")
        self.no_backup.retried.connect(lambda: self._run(back_up_first=False))
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
        self.body.addWidget(self.found)
        self.body.addWidget(self.area)
        self.body.addLayout(row)
        for widget in (self._error, self.no_backup, self._said, self.everything):
            self.body.addWidget(widget)
        self.body.addLayout(self._results)
        self.body.addStretch(1)
        watch.changed.connect(self._plugged)

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files and folders as one job, after a backup.

        Without one nothing is taken in before the user says so: the files can wait.
        """
        self._given = list(paths)
        self._run(back_up_first=True)

    def _run(self, *, back_up_first: bool) -> None:
        workspace, given = self._desk.workspace, self._given

        def work(progress: Progress) -> list[TakenIn]:
            if back_up_first:
                back_up_if_changed(workspace, BackupReason.TAKE_IN, progress)
            return take_in(workspace, given, progress)

        for panel in (self._error, self.no_backup):
            panel.show_error(None)
        self._desk.jobs.run(
            work,
            done=self._taken_in,
            failed=self._failed,
            title="正在接收",
            topics=TOPICS,
            owner=self,
        )

    def look_on_drives(self) -> None:
        """Find what is for this PC on the sticks plugged in, and say if there is nothing."""
        self._asked = True
        if self._watch.drives:
            self.found.look(self._watch.drives)
        else:
            self._say("没有发现 U 盘。请插好后再试，或直接选择文件。")

    def said(self) -> str:
        """Return the line above the results."""
        return self._said.text()

    def _plugged(self, drives: list[Drive]) -> None:
        self._asked = False
        self._say("")
        self.found.look(drives)

    def _looked(self, found: Arrivals) -> None:
        if not self._asked:
            return
        if found.fresh:
            self._say("")
        elif found.known:
            self._say(f"U 盘里有 {len(found.known)} 个发给本机的下发包，都已经接收过。")
        else:
            self._say("U 盘里没有发给本机的下发文件。")

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

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
        self._say(summary(results))
        for line in self._shown:
            line.deleteLater()
        first = sorted(results, key=lambda result: (result.error is None, result.known))
        self._shown = [_line(outcome(result)) for result in first[:_MOST_OUTCOMES]]
        if len(results) > _MOST_OUTCOMES:
            self._shown.append(
                Text(f"还有 {len(results) - _MOST_OUTCOMES} 个文件没有列出。", "hint")
            )
        for line in self._shown:
            self._results.addWidget(line)
        self.taken_in.emit(results)
        if self._watch.drives:
            self.found.look(self._watch.drives)

    def _failed(self, error: QingqiaoError) -> None:
        if isinstance(error, BackupError):
            self.no_backup.show_error(error)
            return
        self._error.show_error(error)


def _line(said: Outcome) -> QWidget:
    line = QWidget()
    line.setAccessibleName(f"{said.file} {said.headline} {said.detail}")
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens().s)
    colour = "muted" if said.kind == "neutral" else said.kind
    picture = IconLabel(_ICONS[said.kind], colour=colour, size=20)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Text(f"{said.headline}　{said.file}", "strong", wrap=True, selectable=True))
    words.addWidget(Text(said.detail, "muted", wrap=True, selectable=True))
    row.addLayout(words, 1)
    return line

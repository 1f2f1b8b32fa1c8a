"""备份与恢复 on the page 设置."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.domain.account import Deed
from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.gui.allowing import allow
from desktop.gui.backup_words import state_words
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.restore import RestoreDialog
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.usecases.backup.back_up import BackedUp, back_up
from desktop.usecases.backup.kept import Backup, backups_in
from desktop.usecases.backup.second_place import (
    SecondPlace,
    choose_second_place,
    same_disk,
    second_place,
)
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Standing:
    """How the backups stand; `missed` days the second place has had none."""

    found: list[Backup]
    second: SecondPlace | None
    missed: int
    same_disk: bool


def standing(workspace: Workspace) -> Standing:
    """Return how the backups of a workspace stand."""
    folder = workspace.folder
    place = second_place(folder)
    return Standing(
        backups_in(folder.backups),
        place,
        place.days_missed(workspace.clock) if place else 0,
        place is not None and same_disk(folder, place),
    )


class BackupCard(Card):
    """The last backup, the second place, and the two verbs."""

    def __init__(
        self,
        desk: Desk,
        pick: Callable[[], Path | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("备份与恢复", parent=parent)
        self._desk = desk
        self._pick = pick or self._ask
        self.reminder = Banner("warning", "usb")
        self.state = Text("", "muted", wrap=True)
        self.place = Text("", "muted", wrap=True)
        self.now = Button("立即备份", icon_name="device-floppy", on_click=self._back_up)
        self.restore = Button("恢复…", icon_name="history", on_click=self._restore)
        allow(self.restore, desk.workspace.account, Deed.RESTORE)
        self.choose = Button("选择第二位置…", icon_name="usb", on_click=self._choose)
        self.forget = Button("不再使用", "quiet", on_click=lambda: self._set_place(None))
        self.error = ErrorPanel()
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, buttons in (
            (first, (self.now, self.restore)),
            (second, (self.choose, self.forget)),
        ):
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
        self.body.addWidget(self.reminder)
        self.body.addWidget(Text("关闭青桥、接收和升级之前自动备份，加密保存。", "hint", wrap=True))
        self.body.addWidget(self.state)
        self.body.addLayout(first)
        self.body.addWidget(self.place)
        self.body.addLayout(second)
        self.body.addWidget(self.error)
        desk.jobs.data_changed.connect(self._changed)
        self._load()

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: standing(workspace), done=self._show, owner=self)

    def _show(self, now: Standing) -> None:
        self.state.setText(state_words(now.found))
        self.forget.setVisible(now.second is not None)
        self.reminder.say(
            f"已有 {now.missed} 天没有备份到第二位置，请插好 U 盘后点“立即备份”。"
            if now.missed
            else ""
        )
        if now.second is None:
            self.place.setText("还没有设第二位置。电脑坏了、丢了，本机的备份也就没有了。")
        else:
            words = f"第二位置：{now.second.folder}"
            if now.same_disk:
                words += "（和数据在同一块磁盘上，磁盘坏了两份都没有，最好换成 U 盘）"
            self.place.setText(words)

    def _back_up(self) -> None:
        workspace = self._desk.workspace
        self.error.show_error(None)
        self._desk.jobs.run(
            lambda progress: back_up(workspace, BackupReason.ASKED, progress),
            done=self._backed_up,
            failed=self.error.show_error,
            title="正在备份",
            owner=self,
        )

    def _backed_up(self, made: BackedUp) -> None:
        self.error.show_error(made.second)
        self._desk.toast("已备份，并打开核对过。")
        self._load()

    def _restore(self) -> None:
        RestoreDialog(self._desk, parent=self.window()).open()

    def _ask(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(self, "选择第二位置（U 盘或另一块磁盘）")
        return Path(name) if name else None

    def _choose(self) -> None:
        folder = self._pick()
        if folder is not None:
            self._set_place(folder)

    def _set_place(self, folder: Path | None) -> None:
        workspace = self._desk.workspace
        self.error.show_error(None)
        self._desk.jobs.run(
            lambda _: choose_second_place(workspace, folder),
            done=self._placed,
            failed=self._refused,
            owner=self,
        )

    def _placed(self, place: SecondPlace | None) -> None:
        if place is not None:
            self._back_up()
        else:
            self._load()

    def _refused(self, error: QingqiaoError) -> None:
        self.error.show_error(error)

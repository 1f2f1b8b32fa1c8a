"""审计与个人信息 on the page 设置."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.audit_log import open_audit_log
from desktop.gui.dialogs.handover import HandoverDialog
from desktop.gui.dialogs.retention import RetentionDialog
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.usecases.retention.list_due import count_due


class SafetyCard(Card):
    """The log of who did what, and how long personal data are kept."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("审计与个人信息", parent=parent)
        self._desk = desk
        self.log = Button("审计日志…", icon_name="history", on_click=self._open_log)
        self.retention = Button("保存期限…", icon_name="clock", on_click=self._open_retention)
        self.handover = Button("换岗交接…", icon_name="users", on_click=self._hand_over)
        self.reminder = Banner("warning", "clock")
        self.body.addWidget(self.reminder)
        self.body.addWidget(
            Text(
                "每次修改、打印、导出都记入审计日志。到了保存期限的个人信息应当清理。",
                "hint",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.log)
        row.addWidget(self.retention)
        row.addWidget(self.handover)
        row.addStretch(1)
        self.body.addLayout(row)
        desk.jobs.data_changed.connect(self._changed)
        self._load()

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: count_due(workspace), done=self._show, owner=self)

    def _show(self, due: int) -> None:
        self.reminder.say(f"有 {due:,} 条个人信息到了保存期限。" if due else "")

    def _open_retention(self) -> None:
        RetentionDialog(self._desk, self.window()).open()

    def _hand_over(self) -> None:
        HandoverDialog(self._desk, parent=self.window()).open()

    def _open_log(self) -> None:
        open_audit_log(self._desk, self.window())

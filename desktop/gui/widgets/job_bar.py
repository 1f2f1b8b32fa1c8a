"""The line at the foot of the window while a job runs."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from desktop.gui.jobs import JobRunner
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text

_ESTIMATE_AFTER = 2.0
"""Seconds of work before an estimate means anything."""


class JobBar(QFrame):
    """Title, message, progress, estimate and 取消; hidden while nothing with a title runs."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "footer")
        self._since = 0.0
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().xl, tokens().xs, tokens().m, tokens().xs)
        row.setSpacing(tokens().m)
        self._title = Text("", "strong")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self._bar.setAccessibleName("进度")
        self._message = Text("", "muted")
        self._cancel = Button("取消", "quiet", icon_name="x", on_click=self._stop)
        row.addWidget(self._title)
        row.addWidget(self._bar)
        row.addWidget(self._message, 1)
        row.addWidget(self._cancel)
        self._jobs = jobs
        jobs.started.connect(self._begin)
        jobs.progressed.connect(self._show_progress)
        jobs.finished.connect(self.hide)
        self.hide()

    def _begin(self, title: str) -> None:
        self._since = time.monotonic()
        self._title.setText(title)
        self._message.setText("正在准备…")
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self.show()

    def _show_progress(self, done: int, total: int, message: str) -> None:
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(round(1000 * done / total) if total else 0)
        spent = time.monotonic() - self._since
        parts = [message]
        if total:
            parts.append(f"{done:,} / {total:,}")
        if total and done and spent > _ESTIMATE_AFTER:
            parts.append(_estimate(spent * (total - done) / done))
        self._message.setText("  ·  ".join(part for part in parts if part))

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._message.setText("正在停下…")
        self._jobs.cancel()


def _estimate(seconds: float) -> str:
    minute = 60
    if seconds < minute:
        return f"约剩 {max(round(seconds), 1)} 秒"
    return f"约剩 {round(seconds / minute)} 分钟"

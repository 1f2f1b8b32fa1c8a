"""自检与诊断: every part is tried; the findings can be handed to support."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from desktop.foundation.input_methods import running, typing_words
from desktop.foundation.paths import log_folder
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.startup import input_plugins
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.selftest.diagnostics import write_diagnostics
from desktop.usecases.selftest.run import Finding, self_test


class SelfTestDialog(FittedDialog):
    """Tries everything as soon as it is open; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("自检与诊断", letters=46, parent=parent)
        self._desk = desk
        self.findings: tuple[Finding, ...] = ()
        self.summary = Text("正在检查，约需十秒……", "muted", wrap=True)
        self.error = ErrorPanel()
        self.export = Button("导出诊断信息…", icon_name="download", on_click=self._ask)
        self.export.setEnabled(False)
        self._rows = QGridLayout()
        self._lay_out()
        printers = len(QPrinterInfo.availablePrinterNames())

        def printing() -> str:
            return f"{printers} 台打印机" if printers else "没有安装打印机，可以保存 PDF 后拷走打印"

        asked, plugins = os.environ.get("QT_IM_MODULE", ""), input_plugins()
        wayland = QGuiApplication.platformName() == "wayland"

        def typing() -> str:
            return typing_words(asked, plugins, running(), wayland=wayland)

        def work(progress: Progress) -> tuple[Finding, ...]:
            root = desk.workspace.folder.root
            more = (("printers", "打印机", printing), ("typing", "中文输入", typing))
            return self_test(root, more, progress=progress)

        desk.jobs.run(work, title="自检", done=self._show, failed=self.error.show_error, owner=self)

    def _lay_out(self) -> None:
        self.column.addWidget(self.summary)
        self.column.addWidget(self.error)
        self._rows.setHorizontalSpacing(tokens().m)
        self._rows.setVerticalSpacing(tokens().s)
        self._rows.setColumnStretch(2, 1)
        self.column.addLayout(self._rows)
        self.column.addStretch(1)
        self.column.addWidget(
            Text("诊断信息里有上面的结果和程序日志，没有姓名、电话等个人信息。", "hint", wrap=True)
        )
        self.footer.addWidget(self.export)
        self.footer.addStretch(1)
        close = Button("关闭", "primary", on_click=self.accept)
        self.footer.addWidget(close)
        close.setFocus()

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        for at, one in enumerate(findings):
            icon = ("circle-check", "success") if one.sound else ("alert-triangle", "danger")
            size = tokens().body + 2
            self._rows.addWidget(IconLabel(icon[0], colour=icon[1], size=size), at, 0)
            self._rows.addWidget(Text(one.title), at, 1)
            self._rows.addWidget(Text(one.words, "muted", wrap=True), at, 2)
        broken = sum(not one.sound for one in findings)
        self.summary.setText(
            f"有 {broken} 项异常，请按提示处理。" if broken else "全部正常，数据没有改动。"
        )
        self.export.setEnabled(True)

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "保存到", os.fspath(Path.home() / "青桥诊断信息.zip"), "压缩文件 (*.zip)"
        )
        if chosen:
            self.save(Path(chosen))

    def save(self, target: Path) -> None:
        """Write the findings and the log to `target`."""
        self._desk.jobs.run(
            lambda _: write_diagnostics(target, self.findings, log_folder()),
            title="导出诊断信息",
            done=lambda _: self._desk.toast(f"诊断信息已存到“{target.name}”。"),
            failed=self.error.show_error,
            owner=self,
        )

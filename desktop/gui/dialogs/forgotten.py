"""忘记口令: by the printed sheet, or with the province's help; then a new passphrase."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QRadioButton,
    QWidget,
)

from desktop.foundation.clock import Clock, system_clock
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.dialogs.recovery_sheet import SheetCodeBox
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.new_passphrase import NewPassphrase
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.usecases.account.passphrase import names_to_avoid, strength
from desktop.usecases.account.recover import (
    Recovered,
    Requested,
    recover_by_province,
    recover_by_sheet,
    request_recovery,
    set_new_passphrase,
)
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.tries import Tries
from desktop.usecases.workspace import Workspace

Pick = Callable[[str, str], Path | None]
"""Asks for a file to write or to read: (what for, filter); None when nothing is chosen."""


class ForgottenDialog(JobDialog):
    """First way: type the sheet. Second: ask the province, come back with its answer."""

    recovered = Signal(object)
    """`Recovered`: the keys are open, and a new passphrase is to be set."""

    def __init__(
        self,
        jobs: JobRunner,
        root: Path,
        tries: Tries,
        *,
        save: Pick | None = None,
        choose: Pick | None = None,
        clock: Clock = system_clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            jobs,
            "忘记口令",
            "同事记得口令的，请管理员打开后在“设置”里重设，不必用下面的办法。两种办法都不会丢数据。",
            "打开",
            parent,
        )
        self._root, self._tries, self._clock = root, tries, clock
        self._save_as, self._choose_file = save or self._ask_save, choose or self._ask_open
        self.by_sheet = QRadioButton("用保险柜里的恢复单")
        self.by_province = QRadioButton("请团省委协助（电话核对，文件来回送一次）")
        self._ways = QButtonGroup(self)
        for way in (self.by_sheet, self.by_province):
            self._ways.addButton(way)
        self.by_sheet.setChecked(True)
        self.code = SheetCodeBox()
        self.request = Button("1  生成恢复申请…", icon_name="file-export", on_click=self._request)
        self.answer = Button("2  选择解锁文件…", icon_name="file-import", on_click=self._answer)
        self.voice = Text("", "title")
        self._said = Text("", "muted", wrap=True)
        self._help = Card()
        self._lay_out_ways()
        self._ways.buttonClicked.connect(self._way_chosen)
        self.code.line.returnPressed.connect(self.save)
        self._way_chosen()

    def _lay_out_ways(self) -> None:
        self.body.addWidget(self.by_sheet)
        self.body.addWidget(self.code)
        self.body.addWidget(self.by_province)
        row = QHBoxLayout()
        row.addWidget(self.request)
        row.addWidget(self.answer)
        row.addStretch(1)
        self._help.body.addLayout(row)
        self._help.body.addWidget(self._said)
        self._help.body.addWidget(self.voice)
        self.body.addWidget(self._help)
        self._said.setText(
            "先生成申请，用 U 盘或邮件送给团省委；他们会打电话来核对，再送回一个解锁文件。"
        )
        self.voice.hide()

    def save(self) -> None:
        """Open by the sheet."""
        root, digits, tries = self._root, self.code.text(), self._tries
        self.run(lambda _: recover_by_sheet(root, digits, tries), self._opened)

    def _way_chosen(self) -> None:
        sheet = self.by_sheet.isChecked()
        self.code.setVisible(sheet)
        self._help.setVisible(not sheet)
        self.save_button.setVisible(sheet)
        self.error.show_error(None)
        (self.code if sheet else self.request).setFocus()

    def _request(self) -> None:
        path = self._save_as("恢复申请.qqr", "恢复申请 (*.qqr)")
        if path is not None:
            root, clock = self._root, self._clock
            self.run(lambda _: request_recovery(root, path, clock), self._asked)

    def _asked(self, asked: Requested) -> None:
        self._said.setText(
            f"已生成“{asked.path.name}”，请送给团省委。团省委来电话核对时，请念出下面的核对码；"
            "请记下它。收到解锁文件之前，不要重新生成申请。"
        )
        self.voice.setText(asked.voice)
        self.voice.show()

    def _answer(self) -> None:
        path = self._choose_file("选择解锁文件", "解锁文件 (*.qqk)")
        if path is not None:
            root, clock = self._root, self._clock
            self.run(lambda _: recover_by_province(root, path, clock), self._opened)

    def _opened(self, recovered: Recovered) -> None:
        self.recovered.emit(recovered)
        self.accept()

    def _ask_save(self, name: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self, "保存恢复申请", name, kind)
        return Path(chosen) if chosen else None

    def _ask_open(self, title: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kind)
        return Path(chosen) if chosen else None


class RenewDialog(JobDialog):
    """The step after: whose account, and its new passphrase; then the data open."""

    opened = Signal(object)
    """The `Workspace`."""

    def __init__(
        self,
        jobs: JobRunner,
        recovered: Recovered,
        clock: Clock = system_clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            jobs,
            "设定新口令",
            "核对无误。请选择管理员账户并设定新口令，以后用它打开。",
            "设定并打开",
            parent,
        )
        self._recovered, self._clock = recovered, clock
        self.account = QComboBox()
        self.account.setAccessibleName("管理员账户")
        for one in recovered.administrators:
            self.account.addItem(f"{one.number} 号  {one.name}", one.number)
        names = names_to_avoid(*(one.name for one in recovered.administrators))
        self.new = NewPassphrase(partial(strength, forbidden=names))
        label = Text("管理员账户", "muted")
        label.setBuddy(self.account)
        for widget in (label, self.account):
            self.body.addWidget(widget)
            widget.setVisible(self.account.count() > 1)
        self.body.addWidget(self.new)
        self.new.submitted.connect(self.save)

    def save(self) -> None:
        """Set the passphrase and open the data."""
        if not self.new.show_problems():
            return
        recovered, word, clock = self._recovered, self.new.text(), self._clock
        number = int(self.account.currentData() or 1)

        def work(_: object) -> Workspace:
            account = set_new_passphrase(recovered, number, word)
            return open_workspace(recovered.folder.root, word, clock, slot=account.slot)

        self.run(work, self._done)

    def _done(self, workspace: Workspace) -> None:
        self.opened.emit(workspace)
        self.accept()

"""重新入网本机: a new enrolment file, its code, and the passphrase; all data stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.bundle.code import MistypedCodeError
from desktop.bundle.enrolment import WrongCodeError
from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.assistant_code import CodePage
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.join import read_enrolment
from desktop.usecases.exchange.rejoin import Rejoined, rejoin

_NOTE = (
    "入网文件被别的电脑用过、本机被停用，或省里换了新的省级端时用。"
    "本机数据全部保留，下次上报会从头重报，不会丢失，也不会重复。"
)


class RejoinDialog(FittedDialog):
    """Open until this PC has its new standing; `open()` it.

    `pick` asks for the file; with `file` it is chosen already.
    """

    def __init__(
        self,
        desk: Desk,
        pick: Callable[[], Path | None] | None = None,
        *,
        file: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("重新入网本机", _NOTE, letters=38, parent=parent)
        self._desk = desk
        self._pick = pick or self._ask
        self._path: Path | None = None
        self._waiting = False
        self.choose = Button("选择入网文件…", icon_name="folder-open", on_click=self._choose)
        self.file = Text("还没有选择文件", "muted", wrap=True)
        self.code = CodePage()
        self.passphrase = PassphraseBox("打开青桥的口令")
        self.go = Button("重新入网", "primary", on_click=self._go)
        self._cancel = Button("取消", on_click=self.reject)
        self.error = ErrorPanel()
        self._lay_out()
        self.code.ready_changed.connect(self._refresh)
        self.code.submitted.connect(self.passphrase.setFocus)
        self.passphrase.changed.connect(self._refresh)
        self.passphrase.submitted.connect(self._go)
        self._refresh()
        if file is not None:
            self._read(file)

    def reject(self) -> None:
        """Close without changing; not while the data is being written."""
        if not self._waiting:
            super().reject()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.error)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.file, 1)
        column.addLayout(row)
        column.addWidget(self.code)
        column.addWidget(self.passphrase)
        self.footer.addStretch(1)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self.go)

    def _ask(self) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self, "选择入网文件", "", "入网文件 (*.qqe)")
        return Path(name) if name else None

    def _choose(self) -> None:
        path = self._pick()
        if path is not None:
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            notice = read_enrolment(path)
        except QingqiaoError as error:
            self._path = None
            self.error.show_error(error)
        else:
            self._path = path
            self.error.show_error(None)
            self.file.setText(
                f"{notice.name}（{notice.township}），有效期至 {notice.expires.isoformat()}"
            )
        self._refresh()

    def _refresh(self) -> None:
        self.go.setEnabled(
            not self._waiting
            and self._path is not None
            and self.code.ready
            and bool(self.passphrase.text())
        )

    def _go(self) -> None:
        path, code, word = self._path, self.code.code(), self.passphrase.text()
        if not self.go.isEnabled() or path is None:
            return
        self.error.show_error(None)
        self._wait(waiting=True)
        workspace = self._desk.workspace
        self._desk.jobs.run(
            lambda progress: rejoin(workspace, path, code, word, progress),
            done=self._done,
            failed=self._failed,
            topics=TOPICS,
            owner=self,
        )

    def _done(self, _: Rejoined) -> None:
        self._wait(waiting=False)
        self.accept()
        self._desk.toast("已重新入网，数据全部保留；请到“上报接收”上报一次。")

    def _failed(self, error: QingqiaoError) -> None:
        self._wait(waiting=False)
        if isinstance(error, WrongPassphraseError):
            self.passphrase.show_wrong("口令不正确，没有改动。请检查大小写和输入法。")
        elif isinstance(error, WrongCodeError | MistypedCodeError):
            self.code.show_wrong(error)
        else:
            self.error.show_error(error)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        for widget in (self.choose, self.code, self.passphrase, self._cancel):
            widget.setEnabled(not waiting)
        self._refresh()

"""重新入网本机: a new enrolment file, its code, and the passphrase; all data stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.bundle.code import MistypedCodeError
from desktop.bundle.enrolment import WrongCodeError
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.dialogs.assistant_code import CodePage
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.usecases.exchange.join import read_enrolment
from desktop.usecases.exchange.rejoin import Rejoined, rejoin

_NOTE = (
    "入网文件被别的电脑用过、本机被停用，或省里换了新的省级端时用。"
    "本机数据全部保留，下次上报会从头重报，不会丢失，也不会重复。"
)


class RejoinDialog(JobDialog):
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
        super().__init__(desk.jobs, "重新入网本机", _NOTE, "重新入网", parent, letters=38)
        self._desk = desk
        self._pick = pick or self._ask
        self._path: Path | None = None
        self.choose = Button("选择入网文件…", icon_name="folder-open", on_click=self._choose)
        self.file = Text("还没有选择文件", "muted", wrap=True)
        self.code = CodePage(heading="strong")
        self.passphrase = PassphraseBox("打开青桥的口令")
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.file, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.code)
        self.body.addWidget(self.passphrase)
        self.code.ready_changed.connect(self.refresh)
        self.code.submitted.connect(self.passphrase.setFocus)
        self.passphrase.changed.connect(self.refresh)
        self.passphrase.submitted.connect(self.press)
        self.refresh()
        if file is not None:
            self._read(file)

    @property
    def ready(self) -> bool:
        """Whether there is a file, a code without a slip, and a passphrase."""
        return self._path is not None and self.code.ready and bool(self.passphrase.text())

    def save(self) -> None:
        """Give this PC its new standing."""
        path, code, word = self._path, self.code.code(), self.passphrase.text()
        assert path is not None  # noqa: S101 - or it is not `ready`
        workspace = self._desk.workspace
        self.run(
            lambda progress: rejoin(workspace, path, code, word, progress),
            self._done,
            self.passphrase,
            TOPICS,
        )

    def show_failure(self, error: QingqiaoError) -> None:
        """Say beside the code what is wrong with it."""
        if isinstance(error, WrongCodeError | MistypedCodeError):
            self.code.show_wrong(error)
        else:
            super().show_failure(error)

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
        self.refresh()

    def _done(self, _: Rejoined) -> None:
        self.accept()
        self._desk.toast("已重新入网，数据全部保留；请到“上报接收”上报一次。")

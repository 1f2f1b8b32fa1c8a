"""更换口令: the old one, then the new one twice."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.accounts import judge
from desktop.gui.dialogs.job_dialog import JobDialog
from desktop.gui.widgets.new_passphrase import NewPassphrase
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.usecases.account.change_passphrase import change_passphrase


class PassphraseDialog(JobDialog):
    """Open until the new passphrase is safely written; `open()` it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.jobs,
            "更换口令",
            "只换您自己的账户在这台电脑上的口令，数据和同事的口令不变。",
            "更换",
            parent,
        )
        self._desk = desk
        self.old = PassphraseBox("现在的口令")
        self.new = NewPassphrase(judge(desk))
        self.first, self.second = self.new.first, self.new.second
        self.body.addWidget(self.old)
        self.body.addWidget(self.new)
        self.old.submitted.connect(self.new.setFocus)
        self.new.submitted.connect(self.save)

    def save(self) -> None:
        """Change it."""
        workspace, old, new = self._desk.workspace, self.old.text(), self.new.text()
        right = self.new.show_problems()
        self.old.show_wrong("" if old else "请输入现在的口令。")
        if right and old:
            self.run(
                lambda _: change_passphrase(workspace, old, new), self._done, self.old, ("setting",)
            )

    def _done(self, _: None) -> None:
        self.accept()
        self._desk.toast("口令已更换，下次打开时用新口令。")

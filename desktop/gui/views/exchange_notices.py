"""At the head of 上报接收: what this PC must know of its own standing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.refused_rows import RefusedRowsDialog
from desktop.gui.dialogs.settings_rejoin import RejoinDialog
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.usecases.exchange.status import ExchangeStatus

_REVOKED = (
    "团省委已停用本机：本机数据都在，但上报不会再被接收。要继续使用，请团省委另发一份入网文件，"
    "再点“重新入网本机”，数据会自动接上。"
)
_RENEWED = (
    "检测到本机数据被还原或复制，已自动接续，没有数据丢失；请尽快上报一次。"
    "如果这份数据是从另一台电脑拷来的、两台都还在用，请给本机要一份新的入网文件，重新入网。"
)
_REJOINED = "本机已经重新入网，数据都在；请上报一次，本镇街的全部数据会重新送到省里。"


class NoticeColumn(QWidget):
    """Banners one below the other; no room is taken while there is nothing to say."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.revoked = Banner("danger", "ban", "重新入网本机…")
        self.renewed = Banner("warning", "history", "重新入网本机…")
        self.rejoined = Banner("info", "info-circle")
        self.refused = Banner("warning", "alert-triangle", "查看并修改")
        for banner in (self.revoked, self.renewed):
            banner.clicked.connect(self._rejoin)
        self.refused.clicked.connect(self.show_refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().s)
        for banner in (self.revoked, self.renewed, self.rejoined, self.refused):
            column.addWidget(banner)
        self.hide()

    def show_status(self, status: ExchangeStatus) -> None:
        """Say what is to be said of this standing."""
        self.revoked.say(_REVOKED if status.revoked else "")
        self.renewed.say(_RENEWED if status.renewed and not status.revoked else "")
        self.rejoined.say(_REJOINED if status.rejoined and not status.revoked else "")
        refused = f"有 {status.refused} 条记录内容不合规定，团省委没有收；改正后再上报即可。"
        self.refused.say(refused if status.refused else "")
        self.setVisible(
            any((status.revoked, status.renewed, status.rejoined, bool(status.refused)))
        )

    def show_refused(self) -> None:
        """Open the list of what the province did not take."""
        RefusedRowsDialog(self._desk, self.window()).open()

    def _rejoin(self) -> None:
        RejoinDialog(self._desk, parent=self.window()).open()

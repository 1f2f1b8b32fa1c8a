"""The pages of the first-run assistant; each says what is wrong in its own place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.assistant_page import Page
from desktop.gui.theme import tokens
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.new_passphrase import NewPassphrase
from desktop.gui.widgets.panels import Card, IconLabel
from desktop.gui.widgets.text import Text
from desktop.usecases.account.passphrase import Strength

_LONGEST_NAME = 20


def _line(icon_name: str, title: str, text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(tokens().m)
    picture = IconLabel(icon_name, colour="accent_text", size=24)
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Text(title, "strong"))
    words.addWidget(Text(text, "muted", wrap=True))
    row.addLayout(words, 1)
    return row


class WelcomePage(Page):
    """What will happen, and what to have at hand."""

    def __init__(self) -> None:
        super().__init__(
            "欢迎使用青桥",
            "青桥帮镇街青工委把“百万大学生进社区”的结对、活动、签到、证书和上报管起来，"
            "全程不需要联网。这台电脑还没有入网，请先备好两样东西：",
        )
        for icon_name, title, text in (
            (
                "file-import",
                "入网文件（.qqe）",
                "团省委发给本镇街的一个文件，可以用 U 盘或邮件送来。",
            ),
            (
                "lock",
                "一次性口令码",
                "与文件分开告知（电话或纸条），七组、每组四位字母或数字。",
            ),
        ):
            self.column.addLayout(_line(icon_name, title, text))


class FilePage(Page):
    """Choose the enrolment file; its cover is shown before anything is opened."""

    chosen = Signal(object)
    """pathlib.Path of the file to read."""

    def __init__(self) -> None:
        super().__init__("选择入网文件", "")
        self.area = DropArea(
            "把入网文件拖到这里，或点击选择",
            "文件名以 .qqe 结尾",
            suffixes=(".qqe",),
            icon_name="file-import",
        )
        self.area.dropped.connect(self.chosen)
        self.column.addWidget(self.area)
        self._card = Card()
        self._name = Text("", "subtitle", wrap=True)
        self._expiry = Text("", "muted", wrap=True)
        self._card.body.addWidget(self._name)
        self._card.body.addWidget(self._expiry)
        self._card.hide()
        self.column.addWidget(self._card)
        self.path: Path | None = None

    @property
    def ready(self) -> bool:
        """Whether a file that can still be used is chosen."""
        return self.path is not None

    def first_control(self) -> QWidget:
        """Return the place to press."""
        return self.area

    def show_notice(self, path: Path, township: int, name: str, expires: date) -> None:
        """Show what stands on the cover."""
        self.path = path
        self.error.show_error(None)
        self._name.setText(f"{name}（{township}）")
        self._expiry.setText(
            f"{path.name}，有效期至 {expires.isoformat()}。如果不是您的镇街，请换一个文件。"
        )
        self._card.show()
        self.ready_changed.emit()

    def show_wrong(self, error: QingqiaoError) -> None:
        """Say why the file cannot be used."""
        self.path = None
        self._card.hide()
        self.error.show_error(error)
        self.ready_changed.emit()


class AccountPage(Page):
    """Who works here, and the passphrase, twice."""

    def __init__(self, judge: Callable[[str], Strength]) -> None:
        super().__init__(
            "您的姓名和口令",
            "您是这份数据的第一位管理员，以后可以在“设置”里给同事开账户。口令保护这台电脑上的全部数据，"
            "每次打开青桥时输入。",
        )
        self.name = QLineEdit()
        self.name.setAccessibleName("您的姓名")
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setPlaceholderText("记在修改记录里，便于同事之间核对")
        self.new = NewPassphrase(judge, "口令")
        self.first, self.second = self.new.first, self.new.second
        label = Text("您的姓名", "muted")
        label.setBuddy(self.name)
        naming = QVBoxLayout()
        naming.setSpacing(tokens().xs)
        naming.addWidget(label)
        naming.addWidget(self.name)
        self.column.addLayout(naming)
        self.column.addWidget(self.new)
        self.name.textEdited.connect(self.ready_changed)
        self.new.changed.connect(self.ready_changed)
        self.new.submitted.connect(self.submitted)
        self.name.installEventFilter(self)

    @property
    def ready(self) -> bool:
        """Whether there is a name and a good passphrase, typed the same twice."""
        return bool(self.name.text().strip()) and self.new.ready

    def first_control(self) -> QWidget:
        """Return the line of the name."""
        return self.name

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Move on from the name with Enter."""
        enter = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if watched is self.name and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress and event.key() in enter
            if pressed:
                self.first.setFocus()
                return True
        return False


class DonePage(Page):
    """What this PC now is."""

    def __init__(self, name: str, communities: Sequence[str], total: int, where: str) -> None:
        super().__init__(f"{name}已入网", "")
        row = QHBoxLayout()
        row.setSpacing(tokens().m)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(IconLabel("circle-check", colour="success", size=32), 0, top)
        listed = "、".join(communities)
        more = f"等 {total} 个社区（村）" if total > len(communities) else ""
        words = Text(f"社区（村）名录已装入：{listed}{more}。", wrap=True)
        if not total:
            words = Text("还没有社区（村）名录，等团省委下发后在“上报接收”里接收即可。", wrap=True)
        row.addWidget(words, 1)
        self.column.addLayout(row)
        self.column.addWidget(
            Text(
                "第一次上报会把这台电脑登记到省里，登记后才能收到下发和回执；即使还没有工作记录，"
                "也请尽早上报一次。入网文件和口令码用过即作废，可以删掉。"
                "忘记口令时要靠恢复单：请尽早到“设置”里打印一张，锁进保险柜。",
                "muted",
                wrap=True,
            )
        )
        self.column.addWidget(Text(f"数据加密保存在 {where}", "hint", wrap=True))

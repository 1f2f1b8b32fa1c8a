"""设置: the committee, the look, the passphrase, where the data is, about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.account import Deed
from desktop.gui.allowing import allow
from desktop.gui.desk import Desk
from desktop.gui.dialogs.settings_passphrase import PassphraseDialog
from desktop.gui.dialogs.settings_rejoin import RejoinDialog
from desktop.gui.look import MODES, SCALES, choose_look, chosen_look
from desktop.gui.style_sheet import apply_theme
from desktop.gui.theme import tokens
from desktop.gui.views.settings_about import AboutCard
from desktop.gui.views.settings_accounts import AccountsCard
from desktop.gui.views.settings_backup import BackupCard
from desktop.gui.views.settings_profile import ProfileCard
from desktop.gui.views.settings_safety import SafetyCard
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.flow import FlowLayout
from desktop.gui.widgets.panels import Card, PageHeader
from desktop.gui.widgets.text import Text

T = TypeVar("T")


class SettingsView(QWidget):
    """The page 设置."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.profile = ProfileCard(desk)
        self.accounts = AccountsCard(desk)
        self.backup = BackupCard(desk)
        self.safety = SafetyCard(desk)
        mode, scale = chosen_look(desk.memory)
        self.mode = _Choice("主题", MODES, mode)
        self.scale = _Choice("字号", SCALES, scale)
        self.mode.chosen.connect(self._look)
        self.scale.chosen.connect(self._look)
        self.passphrase = Button("更换口令…", icon_name="lock", on_click=self._change_passphrase)
        self.rejoin = Button("重新入网本机…", icon_name="file-import", on_click=self._rejoin)
        allow(self.rejoin, desk.workspace.account, Deed.REJOIN)
        self._lay_out()

    def _lay_out(self) -> None:
        space = tokens()
        inside = QFrame()
        inside.setProperty("panel", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(PageHeader("设置"))
        sides = QGridLayout()
        sides.setSpacing(space.m)
        sides.setColumnStretch(0, 1)
        sides.setColumnStretch(1, 1)
        cards = (
            self._look_card(),
            self.backup,
            self.safety,
            self._data_card(),
            AboutCard(self._desk),
        )
        left = QVBoxLayout()
        left.setSpacing(space.m)
        left.addWidget(self.accounts)
        left.addWidget(self.profile)
        left.addStretch(1)
        sides.addLayout(left, 0, 0, len(cards) + 1, 1)
        for at, card in enumerate(cards):
            sides.addWidget(card, at, 1)
        sides.setRowStretch(len(cards), 1)
        column.addLayout(sides)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _look_card(self) -> Card:
        card = Card("外观")
        card.body.addWidget(self.mode)
        card.body.addWidget(self.scale)
        card.body.addWidget(Text("改完马上生效，下次打开仍是这样。", "hint"))
        return card

    def _data_card(self) -> Card:
        card = Card("口令与数据")
        root = self._desk.workspace.folder.root
        card.body.addWidget(
            Text(
                "全部数据加密保存在这个文件夹里。"
                "增加一台电脑请另要一份入网文件，不要拷贝这个文件夹。",
                "muted",
                wrap=True,
            )
        )
        place = QLineEdit(str(root))
        place.setReadOnly(True)
        place.setCursorPosition(0)
        place.setAccessibleName("数据文件夹")
        card.body.addWidget(place)
        row = FlowLayout()
        row.addWidget(self.passphrase)
        row.addWidget(self.rejoin)
        row.addWidget(Button("打开文件夹", icon_name="folder-open", on_click=lambda: _open(root)))
        card.body.addLayout(row)
        return card

    def _look(self) -> None:
        mode, scale = self.mode.value(), self.scale.value()
        choose_look(self._desk.memory, mode, scale)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, mode, scale)

    def _rejoin(self) -> None:
        RejoinDialog(self._desk, parent=self.window()).open()

    def _change_passphrase(self) -> None:
        PassphraseDialog(self._desk, self.window()).open()


class _Choice(QWidget, Generic[T]):
    """A few words of which one is in force, side by side."""

    chosen = Signal()

    def __init__(self, label: str, options: Sequence[tuple[T, str]], current: T) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().s)
        name = Text(label, "muted")
        name.setFixedWidth(tokens().body * 4)
        row.addWidget(name)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in options]
        self.buttons: list[Button] = []
        for at, (value, words) in enumerate(options):
            button = Button(words, "tab")
            button.setAccessibleName(f"{label} {words}")
            button.setCheckable(True)
            button.setChecked(value == current)
            self._group.addButton(button, at)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idClicked.connect(lambda _: self.chosen.emit())

    def value(self) -> T:
        """Return the value in force."""
        return self._values[self._group.checkedId()]


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

"""设置: the committee, the look, the passphrase, where the data lies, what this program is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import __version__
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import resources
from desktop.gui.desk import Desk
from desktop.gui.fields import DecimalField, Field, Form
from desktop.gui.look import MODES, SCALES, choose_look, chosen_look
from desktop.gui.theme import apply_theme, tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card, PageHeader
from desktop.gui.widgets.passphrase import PassphraseBox
from desktop.gui.widgets.text import Text
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.account.passphrase import weakness
from desktop.usecases.account.township_profile import (
    ProfileFields,
    TownshipShown,
    edit_profile,
    show_profile,
)

_WIDEST = 760


class SettingsView(QWidget):
    """The page 设置."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens()
        self.profile = ProfileCard(desk)
        self.passphrase = PassphraseCard(desk)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        cards = QVBoxLayout(inner)
        cards.setContentsMargins(0, 0, space.m, space.l)
        cards.setSpacing(space.l)
        for card in (self.profile, _LookCard(desk), self.passphrase, _about(desk)):
            cards.addWidget(card)
        cards.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, 0)
        column.setSpacing(space.m)
        column.addWidget(PageHeader("设置", "这台电脑上的青桥"))
        column.addWidget(area, 1)


class ProfileCard(Card):
    """Who the committee is, and where: distances are measured from there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("青工委资料")
        self._desk = desk
        self.form = Form(
            (
                Field("committee", "青工委名称", required=True, max_length=60,
                      hint="印在签到表、证书的落款处"),
                Field("contact", "联系人", max_length=50),
                Field("phone", "联系电话", max_length=30),
                Field("address", "地址", max_length=100),
                DecimalField("latitude", "纬度", low=-90, high=90,
                             hint="例如 36.65070；在手机地图上长按镇街所在位置可以看到"),
                DecimalField("longitude", "经度", low=-180, high=180,
                             hint="例如 117.03120；填了经纬度才能算出与高校的距离"),
            )
        )  # fmt: skip
        self._error = ErrorPanel()
        self._place = Text("", "muted")
        self.save_button = Button("保存", "primary", on_click=self.save)
        self.body.addWidget(self._place)
        self.body.addWidget(self._error)
        self.body.addWidget(self.form)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.form.submitted.connect(self.save)
        desk.jobs.run(lambda _: show_profile(desk.workspace), done=self._show, owner=self)

    def save(self) -> None:
        """Save what was typed."""
        if not self.form.show_problems():
            return
        self._error.show_error(None)
        filled = self.form.values()
        latitude, longitude = filled["latitude"], filled["longitude"]
        fields = ProfileFields(
            committee=str(filled["committee"] or ""),
            contact=str(filled["contact"] or ""),
            phone=str(filled["phone"] or ""),
            address=str(filled["address"] or ""),
            latitude=latitude if isinstance(latitude, float) else None,
            longitude=longitude if isinstance(longitude, float) else None,
        )
        self._desk.jobs.run(
            lambda _: edit_profile(self._desk.workspace, fields),
            done=self._saved,
            failed=self._error.show_error,
            topics=("setting",),
        )

    def _saved(self, shown: TownshipShown) -> None:
        self._show(shown)
        self._desk.toast("已保存青工委资料")

    def _show(self, shown: TownshipShown) -> None:
        self._place.setText(f"{shown.city}{shown.county}{shown.name}（{shown.code}）")
        self.form.set_values({key: getattr(shown.profile, key) for key in _KEYS})


_KEYS = ("committee", "contact", "phone", "address", "latitude", "longitude")


class _LookCard(Card):
    """Light or dark, and how large the words are."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("外观")
        self._desk = desk
        mode, scale = chosen_look(desk.memory)
        self._mode = self._choice("颜色", MODES, mode)
        self._scale = self._choice("字号", SCALES, scale)

    def _choice(self, label: str, options: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(label)
        for value, words in options:
            box.addItem(words, value)
        box.setCurrentIndex(box.findData(chosen))
        box.activated.connect(self._apply)
        row = QHBoxLayout()
        name = Text(label, "muted")
        name.setBuddy(box)
        name.setFixedWidth(tokens().body * 5)
        row.addWidget(name)
        row.addWidget(box)
        row.addStretch(1)
        self.body.addLayout(row)
        return box

    def _apply(self) -> None:
        modes = {str(mode): mode for mode, _ in MODES}
        scales = {str(scale): scale for scale, _ in SCALES}
        mode, scale = modes[self._mode.currentData()], scales[self._scale.currentData()]
        choose_look(self._desk.memory, mode, scale)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, mode, scale)


class PassphraseCard(Card):
    """Change the passphrase; nobody can look it up, so it is typed twice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("修改口令")
        self._desk = desk
        self.old = PassphraseBox("现在的口令")
        self.new = PassphraseBox("新口令", "至少 8 个字符，一句只有自己知道的话最好记")
        self.again = PassphraseBox("再输入一次新口令")
        self._error = ErrorPanel()
        for box in (self.old, self.new, self.again):
            self.body.addWidget(box)
        self.body.addWidget(self._error)
        row = QHBoxLayout()
        self.button = Button("修改口令", on_click=self.change)
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.again.submitted.connect(self.change)

    def change(self) -> None:
        """Change it, unless something is wrong with what was typed."""
        old, new = self.old.text(), self.new.text()
        if words := weakness(new):
            self.new.show_wrong(words)
            return
        if new != self.again.text():
            self.again.show_wrong("两次输入的新口令不一致")
            return
        self._error.show_error(None)
        self.button.setEnabled(False)
        self._desk.jobs.run(
            lambda _: change_passphrase(self._desk.workspace, old, new),
            done=self._changed,
            failed=self._failed,
            title="正在修改口令",
            owner=self,
        )

    def _changed(self, _: object) -> None:
        self.button.setEnabled(True)
        for box in (self.old, self.new, self.again):
            box.line.clear()
        self._desk.toast("口令已修改，下次打开时使用新口令")

    def _failed(self, error: QingqiaoError) -> None:
        self.button.setEnabled(True)
        self._error.show_error(error)


def _about(desk: Desk) -> Card:
    card = Card("关于")
    folder = desk.workspace.folder.root
    card.body.addWidget(Text(f"青桥 {__version__} · 离线运行，不连接任何网络"))
    card.body.addWidget(Text(f"数据文件夹：{folder}", "muted", wrap=True, selectable=True))
    card.body.addWidget(
        Text(
            "字体：思源黑体、思源宋体、霞鹜文楷、花园明朝（各带许可）；图标：Tabler Icons（MIT）。",
            "muted",
            wrap=True,
        )
    )
    row = QHBoxLayout()
    row.setSpacing(tokens().s)
    for words, path in (("打开数据文件夹", folder), ("字体许可", resources() / "fonts")):
        row.addWidget(
            Button(
                words,
                icon_name="folder-open",
                on_click=partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path))),
            )
        )
    row.addStretch(1)
    card.body.addLayout(row)
    return card

"""The card 关于: version, licences, and whether the installation is sound."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from desktop.foundation.build import BUILD
from desktop.foundation.clock import local_day
from desktop.foundation.paths import resources
from desktop.gui.desk import Desk
from desktop.gui.dialogs.self_test import SelfTestDialog
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text

_LICENCES = (
    ("思源黑体（Noto Sans SC）", "fonts/LICENSE-NotoSansSC.txt"),
    ("思源宋体（Noto Serif SC）", "fonts/LICENSE-NotoSerifSC.txt"),
    ("霞鹜文楷（LXGW WenKai）", "fonts/LICENSE-LXGWWenKai.txt"),
    ("青桥生僻字（Qingqiao Rare）", "fonts/LICENSE-QingqiaoRare.txt"),
    ("图标 Tabler Icons", "icons/LICENSE"),
    ("其他第三方软件", "third-party.txt"),
)


class AboutCard(Card):
    """Version and build, 自检与诊断, the licences that lie in this installation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("关于")
        self._desk = desk
        row = QHBoxLayout()
        row.addWidget(Text(f"青桥 {BUILD.version}", "strong"))
        made = f"{BUILD.revision}，{local_day(BUILD.made):%Y-%m-%d}" if BUILD.frozen else "源码"
        row.addWidget(Text(made, "muted"), 1)
        self.check = Button("自检与诊断…", on_click=self._check)
        row.addWidget(self.check)
        self.body.addLayout(row)
        self.body.addWidget(
            Text("“百万大学生进社区”镇街离线工作台，全程不联网。MIT 许可证。", "muted", wrap=True)
        )
        self.body.addWidget(Text("随附字体、图标和软件的许可证：", "muted"))
        for name, file in _LICENCES:
            if (resources() / file).is_file():  # a checkout has no list of frozen software
                self.body.addLayout(self._licence(name, resources() / file))

    def _licence(self, name: str, path: Path) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Text(name))
        row.addStretch(1)
        button = Button("查看", "quiet", on_click=lambda: _open(path))
        button.setAccessibleName(f"查看许可证：{name}")
        row.addWidget(button)
        return row

    def _check(self) -> None:
        SelfTestDialog(self._desk, self.window()).open()


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

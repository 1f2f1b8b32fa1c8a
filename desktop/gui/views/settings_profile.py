"""What the committee says of itself, edited in place."""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.fields import DecimalField, ParagraphField, TextField
from desktop.gui.form import Form
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import Card
from desktop.gui.widgets.text import Text
from desktop.usecases.account.township_profile import (
    LATITUDES,
    LONGITUDES,
    ProfileFields,
    TownshipShown,
    edit_profile,
    show_profile,
)

_PLACE = (
    "用来计算与高校的距离（就近就便）。可在地图软件里长按办公地点查到；留空则按省里下发的位置。"
)

_PRIORITIES = "一行一项，最要紧的在前。登记需求时可以选它服务哪一项，推荐结对时排在前面。"


class ProfileCard(Card):
    """The committee; 保存 is offered as soon as something differs."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("青工委信息", parent=parent)
        self._desk = desk
        self._saved = ProfileFields()
        self._place = Text("", "muted", wrap=True)
        self._error = ErrorPanel()
        self.form = Form(
            [
                TextField("committee", "青工委名称", hint="印在签到表、确认书和证书上。"),
                TextField("contact", "联系人"),
                TextField("phone", "联系电话"),
                TextField("address", "办公地址"),
                DecimalField("latitude", "纬度", low=LATITUDES[0], high=LATITUDES[1], hint=_PLACE),
                DecimalField("longitude", "经度", low=LONGITUDES[0], high=LONGITUDES[1]),
                ParagraphField("priorities", "镇街中心工作", hint=_PRIORITIES, height=3),
            ]
        )
        self.save = Button("保存", "primary", on_click=self._save)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        for widget in (self._place, self._error, self.form):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.form.changed.connect(self._refresh)
        self.form.submitted.connect(self._save)
        self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: show_profile(workspace), done=self._show)

    def _show(self, shown: TownshipShown) -> None:
        self._saved = shown.profile
        self._place.setText(f"{shown.city}{shown.county}{shown.name}　区划代码 {shown.code}")
        self.form.set_values(asdict(shown.profile))
        self._refresh()

    def _refresh(self) -> None:
        changed = not self.form.is_valid or self._typed() != self._saved
        self.save.setEnabled(changed)

    def _typed(self) -> ProfileFields:
        return ProfileFields(**self.form.values())

    def _save(self) -> None:
        if not self.save.isEnabled() or not self.form.show_problems():
            return
        fields, workspace = self._typed(), self._desk.workspace
        half = {"latitude": fields.latitude, "longitude": fields.longitude}
        missing = [name for name, value in half.items() if value is None]
        if len(missing) == 1:
            self.form.show_problem(missing[0], "经度和纬度要同时填写，或两个都留空。")
            return
        self._error.show_error(None)
        self.save.setEnabled(False)
        self._desk.jobs.run(
            lambda _: edit_profile(workspace, fields),
            done=self._done,
            failed=self._failed,
            topics=("setting",),
            owner=self,
        )

    def _done(self, shown: TownshipShown) -> None:
        self._show(shown)
        self._desk.toast("青工委信息已保存。")

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)
        self._refresh()

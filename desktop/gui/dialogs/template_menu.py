"""套用模板: the templates to start an activity from, and those nobody needs any more taken away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from desktop.gui.desk import Desk
from desktop.gui.widgets.button import Button
from desktop.store.tables import ActivityTemplate
from desktop.usecases.activity.templates import Pattern, pattern_of_template, templates
from desktop.usecases.keep_row import remove_row

_TOPICS = ("activity",)


class TemplateMenu(QMenu):
    """Drops down from `button`; `chosen` tells what the template gives."""

    chosen = Signal(Pattern)

    def __init__(self, desk: Desk, button: Button) -> None:
        super().__init__(button)
        self._desk, self._button = desk, button
        self._removing = QMenu("删除模板", self)
        button.drop_down(self)
        desk.jobs.data_changed.connect(self._data_changed)
        self._load()

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(_TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: templates(workspace), done=self._show, owner=self)

    def _show(self, found: list[ActivityTemplate]) -> None:
        self.clear()
        self._removing.clear()
        for one in found:
            self.addAction(one.name, partial(self.chosen.emit, pattern_of_template(one)))
        if found:
            self.addSeparator()
            self.addMenu(self._removing)
            for one in found:
                self._removing.addAction(one.name, partial(self._remove, one))
        self._button.setEnabled(bool(found))
        none = "" if found else "还没有模板：在一个活动的菜单里选“存为模板”"
        self._button.setToolTip(none)

    def _remove(self, template: ActivityTemplate) -> None:
        workspace = self._desk.workspace
        self._desk.act(
            lambda _: remove_row(workspace, ActivityTemplate, template.id),
            lambda _: f"已删除模板“{template.name}”",
            topics=_TOPICS,
        )

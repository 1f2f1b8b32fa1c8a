"""按学期排期: the days of a series are looked at, ticked or left out, then made in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from desktop.domain.schedule import Rhythm
from desktop.foundation.clock import BEIJING, local_day
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.quiet_spans import open_quiet_spans
from desktop.gui.theme import tokens
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.parsing import WrongInputError, parse_date
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.usecases.activity.plan_activity import ActivityFields
from desktop.usecases.activity.series import (
    SeriesPreview,
    plan_series,
    preview_series,
    semester_end,
)

_SIZE = QSize(660, 560)
_WEEKDAYS = "一二三四五六日"


class SeriesDialog(WideDialog):
    """`made` hears once the activities stand."""

    def __init__(
        self,
        desk: Desk,
        fields: ActivityFields,
        made: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk, self._fields, self._made = desk, fields, made
        self._seen: SeriesPreview | None = None
        self.rhythm = QComboBox()
        for one in Rhythm:
            self.rhythm.addItem(one.label, one.value)
        self.rhythm.setAccessibleName("间隔")
        self.until = QLineEdit(f"{semester_end(local_day(fields.starts_at))}")
        self.until.setAccessibleName("排到哪一天")
        self.days = QListWidget()
        self.days.setAccessibleName("活动日期")
        self.days.setProperty("kind", "box")
        self.make_button = Button("排期", "primary", on_click=self._make)
        self._count = Text("", "strong")
        self._load = Banner("warning", "alert-triangle")
        self._error = ErrorPanel()
        self.setWindowTitle("按学期排期")
        self._lay_out()
        self.rhythm.currentIndexChanged.connect(self._look)
        self.until.editingFinished.connect(self._look)
        self.days.itemChanged.connect(self._counted)
        desk.jobs.data_changed.connect(self._data_changed)
        self._look()

    def _lay_out(self) -> None:
        space = tokens()
        fields = self._fields
        starts, ends = (at.astimezone(BEIJING) for at in (fields.starts_at, fields.ends_at))
        body = self.body
        body.addWidget(Text("按学期排期", "title"))
        about = f"{fields.title} · 从 {_day(starts.date())} 起，每次 {starts:%H:%M}—{ends:%H:%M}"
        body.addWidget(Text(about, "muted", wrap=True))
        body.addWidget(self._error)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        for label, widget in (("间隔", self.rhythm), ("排到", self.until)):
            words = Text(label, "muted")
            words.setBuddy(widget)
            row.addWidget(words)
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(
            Button(
                "考试周和放假…",
                "quiet",
                icon_name="calendar",
                on_click=lambda: open_quiet_spans(self._desk, self),
            )
        )
        body.addLayout(row)
        body.addWidget(self.days, 1)
        note = "节假日、考试周和放假的日子没有勾选；空格勾选或去掉。"
        body.addWidget(Text(note, "hint", wrap=True))
        body.addWidget(self._load)
        foot = self.footer
        foot.addWidget(self._count, 1)
        foot.addWidget(Button("取消", on_click=self.reject))
        foot.addWidget(self.make_button)

    def _data_changed(self, topics: frozenset[str]) -> None:
        if "activity" in topics:
            self._look()

    def _look(self) -> None:
        """Work the days out anew."""
        try:
            until = parse_date(self.until.text())
        except WrongInputError as error:
            self._fail(QingqiaoError("截止日期看不懂。", str(error)))
            return
        workspace, fields, rhythm = (
            self._desk.workspace,
            self._fields,
            Rhythm(self.rhythm.currentData()),
        )
        last = until or semester_end(local_day(fields.starts_at))
        self._desk.jobs.run(
            lambda _: preview_series(workspace, fields, rhythm, last),
            done=self._show,
            failed=self._fail,
            owner=self,
        )

    def _fail(self, error: QingqiaoError) -> None:
        self._error.show_error(error)
        self.days.clear()
        self._seen = None
        self._counted()

    def _show(self, seen: SeriesPreview) -> None:
        self._error.show_error(None)
        self._seen = seen
        self.days.blockSignals(True)
        self.days.clear()
        for one in seen.days:
            quiet = one.load.quiet
            said = "；".join((*((f"{quiet}，跳过",) if quiet else ()), *one.load.overlaps))
            item = QListWidgetItem(f"{_day(one.day)}　{said}".rstrip())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if quiet else Qt.CheckState.Checked)
            self.days.addItem(item)
        self.days.blockSignals(False)
        self.days.setCurrentRow(0)
        self._counted()

    def chosen(self) -> list[date]:
        """Return the days that are ticked."""
        return [
            one.day
            for at, one in enumerate(self._seen.days if self._seen else ())
            if self.days.item(at).checkState() == Qt.CheckState.Checked
        ]

    def _counted(self) -> None:
        chosen = self.chosen()
        count = len(chosen)
        self._load.say("；".join(self._overload(chosen)))
        self._count.setText(f"共 {count} 次活动" if count else "还没有选日期")
        words = f"排 {count} 次活动"
        self.make_button.setText(words)
        self.make_button.setAccessibleName(words)
        self.make_button.setEnabled(count > 0)

    def _overload(self, chosen: Sequence[date]) -> tuple[str, ...]:
        return self._seen.load_words(chosen) if self._seen else ()

    def _make(self) -> None:
        workspace, fields, days = self._desk.workspace, self._fields, self.chosen()
        over = "；部分团支部次数过多，注意不增加学生负担" if self._overload(days) else ""
        self.make_button.setEnabled(False)
        self._desk.act(
            lambda _: plan_series(workspace, fields, days),
            lambda made: f"已排 {made} 次活动{over}",
            done=self._done,
            failed=self._failed,
            topics=("activity",),
            owner=self,
        )

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)
        self._counted()

    def _done(self, _: int) -> None:
        self.accept()
        self._made()


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日 周{_WEEKDAYS[day.weekday()]}"

"""反馈表, to print and to key: a digit for each question, Enter, the next form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.feedback import BEST, QUESTIONS, SCALE
from desktop.domain.terms import FeedbackGiver
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.wide_dialog import WideDialog
from desktop.store.queries.activities import ActivityRow
from desktop.store.tables import Feedback
from desktop.usecases.activity.feedback import FeedbackSummary, forms_of, key_feedback, summaries
from desktop.usecases.keep_row import remove_row
from desktop.usecases.paper.draft_feedback import draft_feedback

_SIZE = QSize(940, 560)
_TOPICS = ("activity",)
_WORDS_LENGTH = 300

_COLUMNS = (
    Column[Feedback]("scores", "评分", lambda row: " ".join(row.scores), 110),
    Column[Feedback]("words", "意见", lambda row: row.words, 190, tooltip=lambda row: row.words),
)


class FeedbackDialog(WideDialog):
    """Left the form to key, right what was keyed; above it the averages."""

    def __init__(
        self, desk: Desk, activity: ActivityRow, giver: FeedbackGiver, parent: QWidget | None
    ) -> None:
        super().__init__(_SIZE, parent)
        self._desk, self._activity, self._giver = desk, activity, giver
        self._group = QButtonGroup(self)
        self.scores = QLineEdit()
        self.scores.setAccessibleName("评分")
        self.words = QLineEdit()
        self.words.setAccessibleName("意见")
        self.words.setMaxLength(_WORDS_LENGTH)
        self.words.setPlaceholderText("写了意见才填，回车录入")
        self.model = RowsModel(_COLUMNS, self._fetch, by_jobs(desk.jobs), parent=self)
        self.table = TableView(self.model, desk.memory, "feedback")
        self.table.setAccessibleName("已录入的反馈表")
        self.table.empty_words = "活动前打印空白表，收回后在左边照着打数字。"
        self.averages = Text("", "body", wrap=True)
        self._questions = Text("", "body", wrap=True)
        self._count = Text("", "strong")
        self._error = ErrorPanel()
        self.setWindowTitle("反馈表")
        self._lay_out()
        self._connect()
        self._choose(giver)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the other people's forms on F2."""
        if event.key() == Qt.Key.Key_F2:
            self._switch()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        space = tokens()
        body = self.body
        head = QHBoxLayout()
        head.addWidget(Text(f"反馈表：{self._activity.title}", "title", wrap=True), 1)
        for giver in FeedbackGiver:
            button = Button(
                f"{giver.label}反馈表", "tab", on_click=partial(self._choose, giver), tip="F2 切换"
            )
            button.setCheckable(True)
            self._group.addButton(button, list(FeedbackGiver).index(giver))
            head.addWidget(button)
        body.addLayout(head)
        body.addWidget(self._error)
        columns = QHBoxLayout()
        columns.setSpacing(space.xl)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(space.s)
        left.addWidget(self._questions)
        for label, line in (("评分：每题一个数字", self.scores), ("意见", self.words)):
            words = Text(label, "muted")
            words.setBuddy(line)
            left.addWidget(words)
            left.addWidget(line)
        hint = f"1 {SCALE[0]}　{BEST} {SCALE[-1]}　0 没有勾。打完数字回车，接着录下一张。"
        left.addWidget(Text(hint, "hint", wrap=True))
        left.addStretch(1)
        right.addWidget(self._count)
        right.addWidget(self.averages)
        right.addWidget(self.table, 1)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        body.addLayout(columns, 1)
        self._lay_out_foot()

    def _lay_out_foot(self) -> None:
        foot = self.footer
        foot.addWidget(Button("打印空白反馈表…", icon_name="printer", on_click=self._print))
        foot.addWidget(
            Button("删除选中的一张", icon_name="trash", on_click=self._remove, tip="Delete")
        )
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on_click=self.accept))
        self.key_button = Button("录入", "primary", on_click=self._key, tip="回车")
        foot.addWidget(self.key_button)

    def _connect(self) -> None:
        self.scores.returnPressed.connect(self._key)
        self.words.returnPressed.connect(self._key)
        self.model.failed.connect(self._error.show_error)
        self.model.loaded.connect(self._loaded)
        self._desk.jobs.data_changed.connect(self._data_changed)
        delete = QKeySequence(Qt.Key.Key_Delete)
        context = Qt.ShortcutContext.WidgetShortcut
        QShortcut(delete, self.table, self._remove, context=context)

    def _choose(self, giver: FeedbackGiver) -> None:
        self._giver = giver
        self._group.button(list(FeedbackGiver).index(giver)).setChecked(True)
        asked = QUESTIONS[giver]
        self._questions.setText(
            "\n".join(f"{number}. {words}" for number, words in enumerate(asked, start=1))
        )
        self.scores.setPlaceholderText(f"{len(asked)} 个数字，例如 {str(BEST) * len(asked)}")
        self.model.reload()
        self.scores.setFocus()

    def _switch(self) -> None:
        givers = list(FeedbackGiver)
        self._choose(givers[(givers.index(self._giver) + 1) % len(givers)])

    def _fetch(self, query: RowsQuery) -> RowsPage[Feedback]:
        with self._desk.workspace.store.read() as reader:
            forms = forms_of(reader, self._activity.id)
        mine = [form for form in forms if form.giver is self._giver]
        (summary,) = [one for one in summaries(mine) if one.giver is self._giver]
        page = mine[query.offset : query.offset + query.limit]
        return RowsPage(page, len(mine), _averages(summary))

    def _loaded(self, total: int) -> None:
        self._count.setText(f"已录入 {total} 份")
        self.averages.setText(self.model.sums if total else "还没有录入。")

    def _data_changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(_TOPICS):
            self.model.refresh()

    def _key(self) -> None:
        self._error.show_error(None)
        workspace, activity_id, giver = self._desk.workspace, self._activity.id, self._giver
        typed, words = self.scores.text(), self.words.text().strip()
        self._desk.act(
            lambda _: key_feedback(workspace, activity_id, giver, typed, words),
            lambda _: f"已录入一张{giver.label}反馈表",
            done=self._keyed,
            failed=self._failed,
            topics=_TOPICS,
            owner=self,
        )

    def _keyed(self, _: bytes) -> None:
        self.scores.clear()
        self.words.clear()
        self.scores.setFocus()

    def _failed(self, error: QingqiaoError) -> None:
        self._error.show_error(error)
        self.scores.setFocus()

    def _remove(self) -> None:
        row = self.table.selected_row()
        if row is None:
            return
        workspace = self._desk.workspace
        self._desk.act(
            lambda _: remove_row(workspace, Feedback, row.id),
            lambda _: "已删除一张反馈表",
            failed=self._failed,
            topics=_TOPICS,
            owner=self,
        )

    def _print(self) -> None:
        draft = partial(draft_feedback, self._desk.workspace, self._activity.id, self._giver)
        open_draft(self._desk, draft, self)


def _averages(summary: FeedbackSummary) -> str:
    asked = QUESTIONS[summary.giver]
    lines = [
        f"{words}　{'—' if score is None else f'{score:.1f}'}"
        for words, score in zip(asked, summary.averages, strict=True)
    ]
    whole = "—" if summary.overall is None else f"{summary.overall:.2f}"
    return "\n".join((f"总平均　{whole} 分", *lines))

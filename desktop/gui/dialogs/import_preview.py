"""What an import would do, row by row: told before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.desk import Desk
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery
from desktop.gui.theme import Kind, tokens
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Badge, Text
from desktop.usecases.importing.importing import Importing, Show
from desktop.usecases.importing.preview_import import ChangedRow, ImportPreview, NewRow

Category = Literal["wrong", "changed", "new"]

_CATEGORIES: dict[Category, tuple[str, Kind]] = {
    "wrong": ("不导入", "danger"),
    "changed": ("有变化", "warning"),
    "new": ("新增", "success"),
}
_HEED = ("heed", "要留意")
"""The choice of the lines with advice, and its words."""

_NAMES_SHOWN = 12


@dataclass(frozen=True)
class PreviewLine:
    """One row of the workbook and what would become of it."""

    row: int
    category: Category
    name: str
    about: str
    advice: Sequence[str] = ()
    """What to think about before it comes in."""

    @property
    def words(self) -> str:
        """All that is said of it."""
        return f"请留意：{'；'.join(self.advice)}。{self.about}" if self.advice else self.about


def lines_of(importing: Importing, preview: ImportPreview) -> list[PreviewLine]:
    """Return the lines, those left out first; rows that change nothing are not listed."""
    lines = [
        PreviewLine(one.row, "wrong", one.title, f"{one.column}：{one.message}")
        for one in preview.problems
    ]
    lines += [
        PreviewLine(
            one.row, "changed", one.title, _changes(importing, preview.show, one), one.advice
        )
        for one in preview.changed
    ]
    lines += [
        PreviewLine(one.row, "new", one.title, _about(importing, preview.show, one), one.advice)
        for one in preview.new
    ]
    return lines


def _changes(importing: Importing, show: Show, row: ChangedRow) -> str:
    return "；".join(
        f"{importing.labels.get(field, field)}："
        f"{show(field, before) or '未填'} → {show(field, after)}"
        for field, (before, after) in row.changes.items()
    )


def _about(importing: Importing, show: Show, row: NewRow) -> str:
    return "，".join(
        f"{label} {words}"
        for field, label in importing.labels.items()
        if (words := show(field, row.fields.get(field))) and words != row.title
    )


_COLUMNS = (
    Column[PreviewLine]("row", "行号", lambda line: f"{line.row}", 64, "right"),
    Column[PreviewLine](
        "category",
        "结果",
        lambda line: _CATEGORIES[line.category][0],
        84,
        kind=lambda line: _CATEGORIES[line.category][1],
    ),
    Column[PreviewLine]("name", "名称", lambda line: line.name, 130),
    Column[PreviewLine](
        "words", "说明", lambda line: line.words, 400, tooltip=lambda line: line.words
    ),
)


class PreviewPane(QWidget):
    """Counts, the lines with a choice of what to see, and what needs a look."""

    def __init__(
        self,
        desk: Desk,
        importing: Importing,
        preview: ImportPreview,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._unit = importing.unit
        self._lines = lines_of(importing, preview)
        self.model = RowsModel(_COLUMNS, self._fetch, parent=self)
        self.table = TableView(self.model, desk.memory, "import-preview")
        self.table.empty_words = "和现有的内容完全一样，没有要导入的。"
        self.choice = QComboBox()
        self.choice.setAccessibleName("看哪些行")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().s)
        column.addLayout(self._summary(preview))
        for words in warnings_of(preview):
            column.addWidget(Text(words, "muted", wrap=True, selectable=True))
        column.addWidget(self.table, 1)
        self.whole = Text("", "muted", wrap=True, selectable=True)
        self.whole.hide()
        column.addWidget(self.whole)
        self.table.row_selected.connect(self._show_whole)
        self.choice.currentIndexChanged.connect(self._filter)
        self.model.reload()

    def _summary(self, preview: ImportPreview) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens().s)
        counts = {
            "new": len(preview.new),
            "changed": len(preview.changed),
            "wrong": len(preview.problems),
        }
        units = {"new": self._unit, "changed": self._unit, "wrong": "行"}
        self.choice.addItem("全部", "")
        for category in ("new", "changed", "wrong"):
            words, kind = _CATEGORIES[category]
            count = counts[category]
            row.addWidget(
                Badge(f"{words} {count:,} {units[category]}", kind if count else "neutral")
            )
            if count:
                self.choice.addItem(words, category)
        if heeded := sum(bool(line.advice) for line in self._lines):
            row.addWidget(Badge(f"{_HEED[1]} {heeded:,} 行", "warning"))
            self.choice.addItem(_HEED[1], _HEED[0])
        row.addWidget(Badge(f"没有变化 {preview.unchanged:,} {self._unit}", "neutral"))
        row.addStretch(1)
        row.addWidget(self.choice)
        return row

    def _show_whole(self, line: PreviewLine | None) -> None:
        """Show what may be cut in the table."""
        self.whole.setText("" if line is None else f"第 {line.row} 行，{line.words}")
        self.whole.setVisible(line is not None)

    def _filter(self) -> None:
        self.model.set_filter("", {"category": str(self.choice.currentData())})

    def _fetch(self, query: RowsQuery) -> RowsPage[PreviewLine]:
        wanted = query.choices.get("category")
        lines = [
            line
            for line in self._lines
            if not wanted or line.category == wanted or (wanted == _HEED[0] and line.advice)
        ]
        return RowsPage(lines[query.offset : query.offset + query.limit], len(lines))


def warnings_of(preview: ImportPreview) -> list[str]:
    """Return what needs a look before importing, in sentences."""
    words = []
    if preview.troubles:
        listed = _listed([one.shown for one in preview.troubles])
        words.append(f"姓名里有字库没有的字，打印时会显示为“〓”，请核对姓名：{listed}。")
    return words


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > _NAMES_SHOWN else ""
    return "、".join(names[:_NAMES_SHOWN]) + more

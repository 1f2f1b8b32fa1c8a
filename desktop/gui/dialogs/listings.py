"""打印列表 and 导出: a page's list with the columns, the filter and the order it is shown in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtWidgets import QMenu, QWidget

from desktop.documents.blocks import Column
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.dialogs.lines import LinesDialog
from desktop.gui.dialogs.purpose import Personal, export_with_purpose
from desktop.gui.dialogs.saving import ask_where
from desktop.gui.fields import ChoiceField, Field, Values
from desktop.gui.form import Form
from desktop.gui.rows_model import Column as ListColumn
from desktop.gui.rows_model import RowsQuery
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.usecases.paper.print_listing import LIMIT, Listed, compose_listing
from desktop.workbooks.listing import write_listing
from desktop.workbooks.sheet import Value

Row = TypeVar("Row")

_PAPER = "print/listing/"
_PORTRAIT, _LANDSCAPE = "portrait", "landscape"
_PIXELS = 8
"""Of a character of a workbook's column."""

_TOLD = 1_000
"""Rows between two words of progress, where a cancel is heard too."""


Export = Callable[[RowsQuery, Path, Progress], int]
"""Write the rows of a query as a workbook that can be imported again; return how many."""


Shown = ListDetailPage[Row] | LinesDialog[Row]
"""A list on a page or in a dialog."""

_PERSONS = frozenset(
    (
        "名册",
        "证书登记",
        "聘任人员",
        "随队人员",
        "异常签到",
        "签到记录",
        "实践阵地",
        "调研摸排",
    )
)
"""Lists that say a person's name in each row."""

_FORMS_OF_PERSONS = _PERSONS | {"活动", "结对"}
"""Lists whose workbook to be imported again says who leads or whom to call."""


def add_list_tools(desk: Desk, page: Shown[Row], title: str, form: Export | None = None) -> None:
    """Put 打印列表 and 导出 above a list; `title` heads the paper unless another is typed."""
    printing = Button(
        "打印列表",
        "quiet",
        icon_name="printer",
        on_click=lambda: listing_dialog(desk, page, title, page.window()).open(),
        tip="按现在的筛选、排序和列打印成表",
    )
    exporting = Button(
        "导出", "quiet", icon_name="file-export", tip="按现在的筛选和排序存成 Excel 表格"
    )
    menu = QMenu(exporting)
    menu.addAction("显示的列…", lambda: _export(desk, page, title, shown_only=True))
    menu.addAction("全部的列…", lambda: _export(desk, page, title, shown_only=False))
    if form is not None:
        menu.addAction("可以修改后再导入的表格…", lambda: _export_form(desk, page, title, form))
    exporting.drop_down(menu)
    for button in (printing, exporting):
        page.add_tool(button)
        page.model.loaded.connect(  # what is said of who was handed out counts them all
            lambda total, one=button: one.setEnabled(total > 0 and not page.model.counting)
        )


def _export(desk: Desk, page: Shown[Row], title: str, *, shown_only: bool) -> None:
    path = ask_where(page, f"{title}{desk.workspace.today():%Y%m%d}")
    if path is None:
        return
    columns = (
        [column for column, _ in page.table.shown_columns()]
        if shown_only
        else list(page.model.columns)
    )
    rows = page.model.every_row()

    def work(progress: Progress) -> int:
        counted = Counted(rows, progress)
        layout = [(one.title, one.width / _PIXELS) for one in columns]
        write_listing(path, title, layout, (_cells(columns, row) for row in counted))
        return counted.count

    _run_export(desk, page, path, work, _personal(page, title, _PERSONS))


def _export_form(desk: Desk, page: Shown[Row], title: str, form: Export) -> None:
    path = ask_where(page, f"{title}{desk.workspace.today():%Y%m%d}")
    if path is not None:
        query, personal = page.model.query, _personal(page, title, _FORMS_OF_PERSONS)
        _run_export(desk, page, path, lambda progress: form(query, path, progress), personal)


def _run_export(
    desk: Desk,
    page: Shown[Row],
    path: Path,
    work: Callable[[Progress], int],
    personal: Personal | None,
) -> None:
    """Write the file; where persons are in it, once it was said what for."""

    def run() -> None:
        desk.jobs.run(
            work,
            done=lambda count: desk.toast(f"已导出 {count:,} {page.unit}到“{path.name}”"),
            title="导出",
            owner=page,
        )

    if personal is None:
        run()
    else:
        export_with_purpose(desk, personal, run, page.window())


def _personal(page: Shown[Row], title: str, among: frozenset[str]) -> Personal | None:
    return Personal(title, page.model.rowCount()) if title in among else None


def _cells(columns: Sequence[ListColumn[Row]], row: Row) -> list[Value]:
    return [one.value(row) if one.value else one.text(row) for one in columns]


class Counted(Generic[Row]):
    """Rows on their way, counted, with the progress told now and then."""

    def __init__(self, rows: Iterable[Row], progress: Progress) -> None:
        self.count = 0
        self._rows, self._progress = rows, progress

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        for row in self._rows:
            if self.count % _TOLD == 0:
                self._progress.step(0, 0, f"已写 {self.count:,} 行")
            self.count += 1
            yield row


def listing_dialog(desk: Desk, page: Shown[Row], title: str, parent: QWidget | None) -> FormDialog:
    """Return the form of paper and title; it prints what the list shows now."""
    shown = page.table.shown_columns()
    about, key = page.filter_words(), _PAPER + title
    columns = tuple(Column(column.title, width, column.align) for column, width in shown)

    def save(filled: Values, finish: Finish) -> None:
        wide, heading = filled["paper"] == _LANDSCAPE, str(filled["title"])
        desk.memory[key] = str(filled["paper"])

        def compose(progress: Progress) -> Composed:
            progress.step(0, 0, "读取列表")
            rows = page.model.all_rows(LIMIT + 1)
            cells = [tuple(column.text(row) for column, _ in shown) for row in rows]
            listed = Listed(heading, about, columns, cells)
            document = compose_listing(desk.workspace, listed, wide=wide)
            personal = Personal(title, len(rows)) if title in _PERSONS else None
            return Composed(document, heading, about, personal=personal)

        show_document(desk, compose, finish, parent, "正在生成列表")

    fields = (
        Field("title", "标题", required=True, max_length=60),
        ChoiceField(
            "paper",
            "纸张方向",
            required=True,
            options=[(_PORTRAIT, "A4 竖向"), (_LANDSCAPE, "A4 横向")],
        ),
    )
    usual = _LANDSCAPE if len(shown) > _NARROW else _PORTRAIT
    return FormDialog(
        "打印列表",
        Form(fields, {"title": title, "paper": desk.memory.get(key, usual)}),
        save,
        note=f"{about}；印 {len(shown)} 列，在列表的表头上点右键可以选列。",
        save="预览",
        parent=parent,
    )


_NARROW = 6
"""More columns than this want the paper laid wide."""

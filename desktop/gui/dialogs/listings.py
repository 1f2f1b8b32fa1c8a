"""打印列表: a page's list on paper, with the columns, the filter and the order it is shown in."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop.documents.blocks import Column
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.fields import ChoiceField, Field, Form, Values
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.usecases.paper.print_listing import LIMIT, Listed, compose_listing

Row = TypeVar("Row")

_PAPER = "print/listing/"
_PORTRAIT, _LANDSCAPE = "portrait", "landscape"


def add_print_button(desk: Desk, page: ListDetailPage[Row], title: str) -> None:
    """Put 打印列表 above a list; `title` heads the paper unless another is typed."""
    button = Button(
        "打印列表",
        "quiet",
        icon_name="printer",
        on_click=lambda: listing_dialog(desk, page, title, page.window()).open(),
        tip="按现在的筛选、排序和列打印成表",
    )
    page.add_tool(button)
    page.model.loaded.connect(lambda total: button.setEnabled(total > 0))


def listing_dialog(
    desk: Desk, page: ListDetailPage[Row], title: str, parent: QWidget | None
) -> FormDialog:
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
            return Composed(compose_listing(desk.workspace, listed, wide=wide), heading, about)

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
        save="生成",
        parent=parent,
    )


_NARROW = 6
"""More columns than this want the paper laid wide."""

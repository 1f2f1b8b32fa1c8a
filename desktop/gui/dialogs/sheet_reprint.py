"""重印签到表: the sheet printed last, whole or a page of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.dialogs.purpose import Personal
from desktop.gui.fields import ChoiceField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.attendance.reprint_sheet import (
    PrintedPage,
    SheetReprinted,
    printed_pages,
    reprint_sheet,
)

_ALL = 0


def open_reprint(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Ask which page, then show it to be printed."""
    desk.jobs.run(
        lambda _: printed_pages(desk.workspace, activity.id),
        done=lambda pages: _dialog(desk, activity, pages, parent).open(),
        owner=parent,
    )


def _dialog(
    desk: Desk, activity: ActivityRow, pages: tuple[PrintedPage, ...], parent: QWidget
) -> FormDialog:
    def save(filled: Values, finish: Finish) -> None:
        page = filled["page"] or None
        people = sum(one.students for one in pages if page in {None, one.page})

        def done(made: SheetReprinted) -> None:
            finish(None)
            which = f"第{page}页" if page else f"第{made.version}版"
            PaperDialog(
                desk,
                made.pdf,
                f"签到表_{activity.number}_{which}",
                note=f"重印第 {made.version} 版，名单、次序和页码与原来相同。",
                warning=undrawable_words(made.undrawable),
                personal=Personal("签到表", people) if people else None,
                parent=parent,
            ).open()

        desk.jobs.run(
            lambda _: reprint_sheet(desk.workspace, activity.id, page),
            done=done,
            failed=finish,
            title="正在生成签到表",
        )

    options = [(_ALL, f"全部 {len(pages)} 页"), *((one.page, _words(one)) for one in pages)]
    field = ChoiceField("page", "重印哪一页", options=options)
    return FormDialog(
        "重印签到表",
        Form((field,), {"page": _ALL}),
        save,
        note=f"{activity.title} · 第 {activity.sheet_version} 版。名单变了的，请用“打印签到表”。",
        save="预览",
        parent=parent,
    )


def _words(page: PrintedPage) -> str:
    if not page.students:
        return f"第 {page.page} 页（空白行）"
    return f"第 {page.page} 页（{page.first} 至 {page.last}，{page.students} 人）"

"""What opens for a moment: menus, lists, the calendar, a word at the foot, a word on an error."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QPushButton, QToolTip, QWidget

from desktop.gui.dialogs.activity_form import activity_dialog
from desktop.gui.views.roster import RosterView
from desktop.gui.widgets.drop_curtain import DropCurtain
from desktop.gui.widgets.editors import DateEditor
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.table_view import TableView
from tests.dialogs.opening import Opening
from tests.dialogs.scene import Scene

_TIP = "四点半课堂：语文、数学、英语作业辅导与安全自护教育（第一期）　HD2026-3F7A-0001　" * 2


def _form(at: Scene) -> QWidget:
    return activity_dialog(at.desk, at.projects, at.pairings, parent=at.window)


def _calendar(dialog: QWidget) -> None:
    dialog.findChildren(DateEditor)[0].open_calendar()


def _list(dialog: QWidget) -> None:
    dialog.findChildren(QComboBox)[1].showPopup()


def _wrong(dialog: QWidget) -> None:
    assert isinstance(dialog, FormDialog)
    dialog.form.show_problems()


def _columns(at: Scene) -> QWidget:
    menu = at.window.show_page("roster").findChildren(TableView)[0].columns_menu()
    menu.popup(at.window.mapToGlobal(QPoint(200, 100)))
    return menu


def _row_menu(at: Scene) -> QWidget:
    at.window.show_page("activities")
    return at.window


def _press_row(window: QWidget) -> None:
    table = next(one for one in window.findChildren(TableView) if one.isVisible())
    table.customContextMenuRequested.emit(QPoint(60, 20))


def _export_menu(window: QWidget) -> None:
    shown = [one for one in window.findChildren(QPushButton) if one.isVisible()]
    button, menu = next((one, one.menu()) for one in shown if one.menu() is not None)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _searched(at: Scene) -> QWidget:
    at.window.top_bar.search.setFocus()
    at.window.top_bar.search.setText("李")
    at.window.top_bar.search.confirmed.emit("李")
    return at.window


def _told(at: Scene) -> QWidget:
    at.window.toast("已把“欧阳若兰”和另外 3 名学生从报名名单里退出", lambda: None)
    return at.window


def _dragged(at: Scene) -> QWidget:
    at.window.findChildren(DropCurtain)[0].lift()
    return at.window


def _nothing_found(at: Scene) -> QWidget:
    page = at.window.show_page("roster")
    assert isinstance(page, RosterView)
    page.page.search.setText("查无此人")
    page.page.search.changed.emit("查无此人")
    return at.window


def _disabled(dialog: QWidget) -> None:
    dialog.setEnabled(False)


def _working(at: Scene) -> QWidget:
    at.desk.jobs.started.emit("正在接收")
    at.desk.jobs.progressed.emit(1234, 5678, "青桥下发_370102002_千佛山街道_第0012包.qqb")
    return at.window


def _tip(at: Scene, words: str) -> QWidget:
    QToolTip.showText(at.window.mapToGlobal(QPoint(300, 120)), words, at.window)
    return at.window


OF_POPUPS: Mapping[str, Opening] = {
    "popup.calendar": Opening(_form, _calendar),
    "popup.choices": Opening(_form, _list),
    "popup.wrong": Opening(_form, _wrong),
    "popup.columns": Opening(_columns),
    "popup.row": Opening(_row_menu, _press_row),
    "popup.export": Opening(_row_menu, _export_menu),
    "popup.disabled": Opening(_form, _disabled),
    "window.working": Opening(_working),
    "window.tip": Opening(lambda at: _tip(at, "Alt+3")),
    "window.tip long": Opening(lambda at: _tip(at, _TIP)),
    "window.toast": Opening(_told),
    "window.dragged": Opening(_dragged),
    "window.nothing": Opening(_nothing_found),
    "window.search": Opening(_searched),
}

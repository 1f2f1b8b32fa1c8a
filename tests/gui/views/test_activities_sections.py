"""The calendar, the board, the field for sheets, and the forms around an activity, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.domain.terms import ActivityState, FeedbackGiver, SafeguardKind, StaffKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_advice import Advice
from desktop.gui.dialogs.attendance_entry import AttendanceDialog
from desktop.gui.dialogs.feedback_entry import FeedbackDialog
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.lines import LinesDialog
from desktop.gui.dialogs.series import SeriesDialog
from desktop.gui.dialogs.template_menu import TemplateMenu
from desktop.gui.views.activities import BOARD, CALENDAR, ENTRY, LIST, ActivitiesView
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries import activities
from desktop.store.tables import Activity, ActivityStaff, Feedback
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.activity.templates import save_template, templates
from desktop.usecases.workspace import Workspace
from desktop.workbooks.activities import ACTIVITY_PLAN
from desktop.workbooks.form import write_template
from tests.gui.views import activities_sample as sample
from tests.gui.views.activities_sample import the
from tests.gui.views.conftest import Said, press, type_in

CONTROL = Qt.KeyboardModifier.ControlModifier
Wait = Callable[[], None]


def words(view: QWidget) -> str:
    """Return all words in sight."""
    return "\n".join(one.text() for one in view.findChildren(QLabel) if one.isVisible())


def shown(view: QWidget, qtbot: QtBot, settle: Wait) -> None:
    qtbot.addWidget(view)
    view.show()
    view.activateWindow()
    settle()


@pytest.fixture
def open_at(desk: Desk, qtbot: QtBot, settle: Wait) -> Callable[[str], ActivitiesView]:
    def make(section: str) -> ActivitiesView:
        view = ActivitiesView(desk)
        view.resize(1000, 700)
        shown(view, qtbot, settle)
        view.show_section(section)
        settle()
        return view

    return make


def state_of(township: Workspace, activity: bytes) -> ActivityState:
    with township.store.read() as reader:
        return reader.get(Activity, activity).state


def test_the_calendar_goes_by_keys_to_a_day_and_opens_its_activity(
    open_at: Callable[[str], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    with township.store.read() as reader:
        (row,) = activities.page(reader, only={"id": activity})
    assert row.starts_at is not None
    view = open_at(CALENDAR)
    calendar = view.calendar
    day = row.starts_at.date()
    calendar.go(day - timedelta(days=1))
    settle()
    QTest.keyClick(calendar.grid, Qt.Key.Key_Right)
    assert calendar.day() == day
    assert calendar.day_list.count() == 1
    QTest.keyClick(calendar.grid, Qt.Key.Key_PageDown)
    settle()
    assert calendar.day().month == day.month % 12 + 1
    QTest.keyClick(calendar.grid, Qt.Key.Key_PageUp)
    settle()
    assert calendar.day() == day
    QTest.keyClick(calendar.grid, Qt.Key.Key_Return)
    settle()
    selected = view.activities.table.selected_row()
    assert selected is not None
    assert selected.row.id == activity


def test_an_empty_day_of_the_calendar_leads_to_a_plan_on_that_day(
    open_at: Callable[[str], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    sample.planned(township)
    view = open_at(CALENDAR)
    view.calendar.go(date(2026, 10, 1))
    settle()
    assert "国庆节" in words(view.calendar)
    QTest.keyClick(view.calendar.grid, Qt.Key.Key_Return)
    settle()
    form = the(FormDialog, view)
    assert str(form.form.raw("starts_at")) == "2026-10-01 09:00"
    assert "这一天是国庆节" in words(form)


def test_a_blocked_move_on_the_board_is_explained_and_a_right_one_is_followed(
    open_at: Callable[[str], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    view = open_at(BOARD)
    column = view.board.columns[ActivityState.PLANNED]
    column.setFocus()
    column.setCurrentRow(0)
    QTest.keyClick(column, Qt.Key.Key_Right, CONTROL)
    settle()
    assert state_of(township, activity) is ActivityState.PLANNED
    assert "必办项未落实" in words(view.board)
    for kind in SafeguardKind:
        set_safeguard(township, activity, kind, done=True)
    QTest.keyClick(column, Qt.Key.Key_Right, CONTROL)
    settle()
    assert state_of(township, activity) is ActivityState.ONGOING
    moved = view.board.columns[ActivityState.ONGOING]
    assert (moved.count(), moved.currentRow()) == (1, 0)
    assert view.focusWidget() is moved


def test_a_sheet_is_opened_by_typing_the_end_of_its_number(
    open_at: Callable[[str], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.ongoing(township)
    with township.store.read() as reader:
        number = reader.get(Activity, activity).number
    view = open_at(ENTRY)
    view.entry.page.table.setFocus()
    QTest.keyClick(view.entry.page.table, Qt.Key.Key_E, CONTROL)
    assert view.focusWidget() is view.entry.code
    type_in(view.entry.code, "9876")
    QTest.keyClick(view.entry.code, Qt.Key.Key_Return)
    settle()
    assert "没有编号是“9876”的活动" in words(view.entry)
    type_in(view.entry.code, number[-4:])
    QTest.keyClick(view.entry.code, Qt.Key.Key_Return)
    settle()
    dialog = the(AttendanceDialog, view)
    assert "还有 8 人没有填" in dialog.status.text()
    dialog.reject()


def test_feedback_is_keyed_digit_by_digit_and_averaged(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    activity = sample.closed(township)
    with township.store.read() as reader:
        (row,) = activities.page(reader, only={"id": activity})
    dialog = FeedbackDialog(desk, row, FeedbackGiver.STUDENT, None)
    shown(dialog, qtbot, settle)
    for typed in ("55555", "33333", "99"):
        type_in(dialog.scores, typed)
        QTest.keyClick(dialog.scores, Qt.Key.Key_Return)
        settle()
    assert "有 5 题，现在有 2 个数字" in words(dialog)
    assert "总平均　4.00 分" in dialog.averages.text()
    QTest.keyClick(dialog.scores, Qt.Key.Key_F2)
    settle()
    assert "还没有录入" in dialog.averages.text()
    with township.store.read() as reader:
        assert sorted(form.scores for form in reader.find(Feedback)) == ["33333", "55555"]


def test_averages_are_of_all_forms_also_of_those_out_of_sight(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    activity = sample.closed(township)
    with township.store.write() as writer:
        for scores in ("55555", "11111"):
            for _ in range(100):
                writer.add(
                    Feedback(
                        activity_id=activity, giver=FeedbackGiver.STUDENT, scores=scores, words=""
                    )
                )
    dialog = FeedbackDialog(desk, sample.row_of(township, activity), FeedbackGiver.STUDENT, None)
    shown(dialog, qtbot, settle)
    assert "已录入 200 份" in words(dialog)
    assert "总平均　3.00 分" in dialog.averages.text()


def test_staff_is_added_and_taken_off_in_a_list(
    open_at: Callable[[str], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    sample.planned(township)
    view = open_at("list")
    view.activities.table.select(0)
    settle()
    (name,) = [
        one for one in view.findChildren(QLabel) if one.text() == "随队人员" and one.isVisible()
    ]
    QTest.mouseClick(name, Qt.MouseButton.LeftButton)  # where the eye is, not the arrow
    settle()
    dialog = the(LinesDialog, view)
    (empty,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "登记随队人员"]
    empty.click()
    form = the(FormDialog, dialog)
    form.form.set_values({"person": "苏老师", "kind": StaffKind.COUNSELLOR})
    form.save_button.click()
    settle()
    with township.store.read() as reader:
        assert [row.person for row in reader.find(ActivityStaff)] == ["苏老师"]
    assert "苏老师（辅导员）" in words(view.activities)
    dialog.activateWindow()
    dialog.table.setFocus()
    settle()
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
    settle()
    with township.store.read() as reader:
        assert reader.find(ActivityStaff) == []
    dialog.accept()


def test_a_semester_of_activities_is_looked_at_then_made(
    open_at: Callable[[str], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    sample.planned(township)
    view = open_at("list")
    view.activities.action_clicked.emit()
    settle()
    form = the(FormDialog, view)
    values = {"title": "周末辅导", "starts_at": "2026-12-05 14:00", "ends_at": "2026-12-05 16:00"}
    for key, text in values.items():
        form.form.set_values({key: text})
        type_in(form.form.control(key), text)
    press(form, "按学期排期…")
    settle()
    series = the(SeriesDialog, form)
    type_in(series.until, "2027-01-02")
    series.until.editingFinished.emit()
    settle()
    assert [day.isoformat() for day in series.chosen()] == [
        "2026-12-05",
        "2026-12-12",
        "2026-12-19",
        "2026-12-26",
        "2027-01-02",
    ]
    assert "学期 6 次，已超过 3 次" in words(series)
    series.days.item(4).setCheckState(Qt.CheckState.Unchecked)
    assert "学期 5 次，已超过 3 次" in words(series)
    series.make_button.click()
    settle()
    with township.store.read() as reader:
        made = [row for row in reader.find(Activity) if row.title == "周末辅导"]
    assert len(made) == 4
    assert not isValid(form)  # it was closed with the series


def test_a_semester_is_planned_in_one_workbook_and_looked_at_before(
    open_at: Callable[[str], ActivitiesView],
    township: Workspace,
    said: Said,
    settle: Wait,
    tmp_path: Path,
) -> None:
    sample.project(township)
    view = open_at(LIST)
    press(view, "导入")
    box = the(ImportDialog, view)
    template = tmp_path / "模板.xlsx"
    write_template(template, ACTIVITY_PLAN)
    book = load_workbook(template)
    columns = {cell.value: at for at, cell in enumerate(book.worksheets[0][1], start=1)}
    days = ("2026-12-5", "2026-12-5", "2026年12月12日", "12月", "2026-12-19", "2026-12-26")
    for row, day in enumerate(days, start=2):
        filled = ("作业辅导", day, f"{row + 10}:00", f"{row + 12}:30", "四点半课堂")
        for name, text in zip(
            ("活动名称", "日期", "开始时间", "结束时间", "项目"), filled, strict=True
        ):
            book.worksheets[0].cell(row, columns[name]).value = text
    book.save(template)
    box.look_at(template)
    settle()
    told = words(box)
    for expected in ("新增 5 个", "不导入 1 行", "要留意 3 行"):
        assert expected in told
    box.import_button.click()
    settle()
    assert "学期活动计划已导入：新增 5 个，1 行没有导入" in said.toasts[-1]
    assert view.activities.model.rowCount() == 5


def retype(field: QLineEdit, text: str) -> None:
    """Type over what the field holds, and move on."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_template_gives_the_time_of_the_day_that_is_typed_and_goes_when_nobody_needs_it(
    open_at: Callable[[str], ActivitiesView],
    township: Workspace,
    said: Said,
    settle: Wait,
) -> None:
    activity = sample.planned(township)  # 14:00 to 16:00
    with township.store.write() as writer:
        row = writer.get(Activity, activity)
        assert row.starts_at is not None
        row.ends_at = row.starts_at + timedelta(hours=3)
    save_template(township, activity, "作业辅导")
    view = open_at(LIST)
    QTest.keyClick(view.activities.table, Qt.Key.Key_N, CONTROL)
    settle()
    dialog = the(FormDialog, view)
    (menu,) = dialog.findChildren(TemplateMenu)
    menu.actions()[0].trigger()
    form = dialog.form
    starts, ends = form.control("starts_at"), form.control("ends_at")
    assert isinstance(starts, QLineEdit)
    assert isinstance(ends, QLineEdit)
    retype(starts, "2026-12-5")
    assert ends.hasFocus()
    assert form.raw("starts_at") == "2026-12-05 14:00"
    assert form.raw("ends_at") == "2026-12-05 17:00"
    retype(starts, "2026-12-12 9:00")
    assert form.raw("ends_at") == "2026-12-12 12:00"
    retype(starts, "2026-11-12 9:00")  # the month was mistyped
    assert form.raw("ends_at") == "2026-11-12 12:00"
    retype(ends, "2026-11-13 10:00")
    (advice,) = dialog.findChildren(Advice)
    advice.look()
    settle()
    assert "这次活动跨了 2 天，请核对开始和结束时间" in words(dialog)
    retype(ends, "2026-11-12 10:00")
    retype(starts, "2026-11-12 8:00")  # what was typed stays until it is outrun
    assert form.raw("ends_at") == "2026-11-12 10:00"
    retype(starts, "2026-11-19 8:00")
    assert form.raw("ends_at") == "2026-11-19 10:00"
    (removing,) = menu.findChildren(QMenu)
    removing.actions()[0].trigger()
    settle()
    assert said.toasts[-1] == "已删除模板“作业辅导”"
    assert templates(township) == []
    assert not menu.actions()

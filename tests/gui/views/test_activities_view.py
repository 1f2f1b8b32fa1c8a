"""The page 项目与活动, used as a clerk would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.documents.preview import page_count
from desktop.domain.terms import ActivityState, Presence, SafeguardKind, Side, Theme
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_entry import AttendanceDialog
from desktop.gui.dialogs.enrol_dialog import EnrolDialog
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.dialogs.project_form import project_dialog
from desktop.gui.rows_model import RowsQuery
from desktop.gui.views.activities import ActivitiesView
from desktop.gui.views.activities_rows import fetch
from desktop.gui.views.activities_steps import next_step
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries import activities, attendances, pairings, projects
from desktop.store.queries.activities import ActivityRow
from desktop.store.tables import Student
from desktop.usecases.activity.change_activity_state import record_results, sign_off
from desktop.usecases.activity.enrol_students import enrol_branch
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.make_sheet import SheetOptions, make_sheet
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.pairing.record_consent import Said as Word
from desktop.usecases.workspace import Workspace
from tests.gui.views import activities_sample as sample
from tests.gui.views.activities_sample import row_of, the
from tests.gui.views.conftest import Said, branch_id, press, student_id, type_in

Wait = Callable[[], None]

# the offscreen platform says so of every dialog
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, settle: Wait) -> Callable[[], ActivitiesView]:
    """Return what opens the page, after the test has filled the township."""

    def make() -> ActivitiesView:
        view = ActivitiesView(desk)
        qtbot.addWidget(view)
        view.resize(1092, 614)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        settle()
        return view

    return make


@pytest.fixture
def open_with(
    open_page: Callable[[], ActivitiesView], settle: Wait
) -> Callable[[], ActivitiesView]:
    """Return what opens the page with its first activity selected."""

    def make() -> ActivitiesView:
        view = open_page()
        view.activities.table.select(0)
        settle()
        return view

    return make


def words(view: QWidget) -> str:
    texts = [one.property("text") for one in view.findChildren(QWidget) if one.isVisible()]
    return " ".join(text for text in texts if isinstance(text, str))


def only_activity(township: Workspace) -> ActivityRow:
    with township.store.read() as reader:
        (row,) = activities.page(reader)
    return row


def boxes(view: QWidget) -> list[QCheckBox]:
    return [box for box in view.findChildren(QCheckBox) if box.isVisible()]


def button(view: QWidget, name: str) -> QPushButton:
    (found,) = [
        one
        for one in view.findChildren(QPushButton)
        if one.isVisible() and one.accessibleName() == name
    ]
    return found


def test_without_a_pairing_the_page_leads_to_one(
    open_page: Callable[[], ActivitiesView], said: Said, settle: Wait
) -> None:
    view = open_page()
    press(view.activities, "去结对")
    view.show_section("projects")
    settle()
    press(view.projects, "去结对")
    assert said.opened == [("pairings", ()), ("pairings", ())]


def test_a_project_comes_before_an_activity_and_both_sides_confirm_it(
    open_page: Callable[[], ActivitiesView], township: Workspace, said: Said, settle: Wait
) -> None:
    sample.active_pairing(township)
    view = open_page()
    assert "先为一个结对立项" in words(view.activities)
    view.activities.action_clicked.emit()
    form = the(FormDialog, view)
    form.save_button.click()
    assert "请填写项目名称" in words(form)
    form.form.set_values(
        {"name": "四点半课堂", "community_owner": "王主任", "campus_owner": "陈老师"}
    )
    form.save_button.click()
    settle()
    assert "新建活动" in words(view.activities)
    button(view.activities, "项目").click()
    settle()
    view.projects.table.select(0)
    settle()
    assert "待双方确认" in words(view.projects)
    for side in Side:
        press(view.projects, f"登记{side.label}确认")
        the(FormDialog, view).save_button.click()
        settle()
    with township.store.read() as reader:
        (row,) = projects.page(reader)
    assert (row.community_confirmed, row.campus_confirmed) == (True, True)
    assert "双方已确认" in words(view.projects)
    assert said.toasts[-1] == "已登记高校方确认"


def test_a_project_takes_over_the_theme_of_the_need(
    township: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    sample.active_pairing(township)
    with township.store.read() as reader:
        (row,) = pairings.page(reader)
    heritage = replace(row, need_theme=Theme.HERITAGE)
    only = project_dialog(desk, [heritage])
    qtbot.addWidget(only)
    assert only.form.raw("theme") is Theme.HERITAGE
    both = project_dialog(desk, [row, heritage])
    qtbot.addWidget(both)
    box = both.form.control("pairing_id")
    assert isinstance(box, QComboBox)
    for at, theme in ((1, Theme.HERITAGE), (0, row.need_theme)):
        box.setCurrentIndex(at)
        assert both.form.raw("theme") is theme


def focused() -> QWidget:
    """Return where the keyboard is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Keyboard:
    """A clerk who never takes the mouse; a screen would give the page the keys back by itself."""

    def __init__(self, view: ActivitiesView, settle: Wait) -> None:
        self.view, self._settle = view, settle

    def press(self, key: Qt.Key, *, control: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(focused(), key, held)
        self._settle()
        if not [one for one in self.view.findChildren(QDialog) if one.isVisible()]:
            self.view.activateWindow()
            self._settle()

    def next_step(self) -> None:
        self.press(Qt.Key.Key_Return, control=True)

    def on(self, control: QWidget) -> None:
        """Go to a control with Tab and press Enter."""
        for _ in range(30):
            if focused() is control:
                break
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert focused() is control
        self.press(Qt.Key.Key_Return)


def test_from_plan_to_attendance_by_keyboard_alone(
    open_page: Callable[[], ActivitiesView], township: Workspace, said: Said, settle: Wait
) -> None:
    sample.project(township)
    view = open_page()
    view.activities.table.setFocus()
    keys = Keyboard(view, settle)
    _plan(keys)
    assert only_activity(township).title == "周六作业辅导"
    assert "项目还没有经双方确认" in said.toasts[-1]
    _prepare(keys)
    keys.next_step()  # 开始活动
    _enter(keys)
    keys.next_step()  # 结束活动
    row = only_activity(township)
    assert (row.state, row.enrolled, row.present) == (ActivityState.CLOSED, 8, 7)
    with township.store.read() as reader:
        grid = attendances.grid(reader, row.id)
    assert [one.presence for one in grid[:2]] == [Presence.LEAVE, Presence.PRESENT]
    assert [one.minutes for one in grid[:3]] == [0, 90, 120]
    assert "还没有填写活动总结" in words(view)


def _plan(keys: Keyboard) -> None:
    keys.press(Qt.Key.Key_N, control=True)
    form = the(FormDialog, keys.view)
    for text in ("周六作业辅导", "2026-11-21 14:00", "20261121 16:00", "社区二楼"):
        line = focused()
        assert isinstance(line, QLineEdit)
        type_in(line, text)
        keys.press(Qt.Key.Key_Return)
    keys.on(form.save_button)
    keys.view.activities.table.setFocus()
    keys.press(Qt.Key.Key_Down)


def _prepare(keys: Keyboard) -> None:
    keys.next_step()  # 报名
    enrol = the(EnrolDialog, keys.view)
    keys.on(enrol.branch_button)
    keys.on(enrol.close_button)
    for name in ("保险购买（必办）", "紧急联系人（必办）", "安全教育（必办）"):
        keys.next_step()  # 落实保障
        assert focused().accessibleName() == name
        keys.press(Qt.Key.Key_Space)
    keys.next_step()  # 打印签到表
    keys.on(the(FormDialog, keys.view).save_button)
    assert the(PaperDialog, keys.view).print_button.isEnabled()
    keys.press(Qt.Key.Key_Escape)


def _enter(keys: Keyboard) -> None:
    keys.next_step()  # 录入签到
    dialog = the(AttendanceDialog, keys.view)
    assert focused() is dialog.grid
    keys.press(Qt.Key.Key_D, control=True)
    keys.press(Qt.Key.Key_Space)  # the first was on leave
    keys.press(Qt.Key.Key_Down)
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_0):  # the second came at half past two
        QTest.keyClick(focused(), key)
    keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_S, control=True)


def test_open_compulsory_safeguards_keep_an_activity_from_starting(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    enrol_branch(township, activity, branch_id())
    view = open_with()
    start = button(view.activities, "开始活动")
    assert not start.isEnabled()
    assert "保险购买、紧急联系人、安全教育" in start.toolTip()
    for name in [box.text() for box in boxes(view) if box.text().endswith("（必办）")]:
        next(box for box in boxes(view) if box.text() == name).click()
        settle()
    assert button(view.activities, "开始活动").isEnabled()


def test_a_tick_keeps_the_note_and_the_place(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    set_safeguard(township, activity, SafeguardKind.INSURANCE, done=False, note="PICC 2026-88")
    view = open_with()
    (note,) = [
        one for one in view.findChildren(QLineEdit) if one.accessibleName() == "保险购买的备注"
    ]
    assert note.text() == "PICC 2026-88"
    box = boxes(view)[0]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    settle()
    with township.store.read() as reader:
        first = activities.safeguards(reader, activity)[0]
    assert (first.done, first.note) == (True, "PICC 2026-88")
    assert focused() is not box
    assert focused().accessibleName() == "保险购买（必办）"


def test_a_note_is_kept_when_it_is_left(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    view = open_with()
    (note,) = [
        one for one in view.findChildren(QLineEdit) if one.accessibleName() == "用餐安排的备注"
    ]
    note.setFocus()
    type_in(note, "社区食堂")
    QTest.keyClick(note, Qt.Key.Key_Return)
    settle()
    with township.store.read() as reader:
        kept = {one.kind: one for one in activities.safeguards(reader, activity)}
    assert (kept[SafeguardKind.MEALS].note, kept[SafeguardKind.MEALS].done) == ("社区食堂", False)


def test_the_list_is_filtered_by_state_and_theme(
    open_page: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    sample.planned(township)
    view = open_page()
    view.activities.choose("state", ActivityState.CLOSED.value)
    settle()
    assert view.activities.model.rowCount() == 0
    view.activities.choose("state", ActivityState.PLANNED.value)
    view.activities.choose("theme", Theme.VOLUNTEER.value)
    settle()
    assert view.activities.model.rowCount() == 1


def test_a_changed_plan_keeps_its_number_and_its_pairings(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    before = row_of(township, activity)
    view = open_with()
    press(view.activities, "修改…")
    form = the(FormDialog, view)
    assert form.form.values()["starts_at"].hour == sample.STARTS.hour
    form.form.set_values({"place": "泉城广场"})
    form.save_button.click()
    settle()
    after = row_of(township, activity)
    assert (after.place, after.number, after.starts_at) == (
        "泉城广场",
        before.number,
        before.starts_at,
    )
    with township.store.read() as reader:
        assert len(activities.linked_pairings(reader, activity)) == 1
    assert after.project_id is not None
    day = timedelta(days=1)
    later = ActivityFields(after.project_id, "护绿", sample.STARTS + day, sample.ENDS + day)
    added = plan_activity(township, later).activity_id
    view.activities.model.refresh()
    settle()
    chosen, above = view.activities.table.selected_row(), view.activities.model.row(0)
    assert chosen is not None
    assert above is not None
    assert (above.row.id, chosen.row.id) == (added, activity), "what is shown stays the same"


def test_an_activity_that_ends_before_it_begins_is_not_kept(
    open_page: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    sample.project(township)
    view = open_page()
    view.activities.action_clicked.emit()
    form = the(FormDialog, view)
    form.form.set_values({"title": "作业辅导", "starts_at": sample.ENDS, "ends_at": sample.STARTS})
    form.save_button.click()
    settle()
    assert form.isVisible()
    assert "结束时间要晚于开始时间" in words(form)
    with township.store.read() as reader:
        assert activities.count(reader) == 0


def test_cancelling_asks_for_the_reason_and_keeps_it(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    view = open_with()
    press(view.activities, "取消活动…")
    form = the(FormDialog, view)
    form.save_button.click()
    assert "请填写取消原因" in words(form)
    form.form.set_values({"reason": "大雪预警"})
    form.save_button.click()
    settle()
    row = row_of(township, activity)
    assert (row.state, row.summary) == (ActivityState.CANCELLED, "取消原因：大雪预警")
    assert not any(box.isEnabled() for box in boxes(view))


def test_results_are_kept(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.closed(township)
    view = open_with()
    press(view.activities, "填写总结")
    form = the(FormDialog, view)
    form.form.set_values({"residents_served": 56, "summary": "辅导作业 40 份"})
    form.save_button.click()
    settle()
    row = row_of(township, activity)
    assert (row.residents_served, row.summary) == (56, "辅导作业 40 份")
    assert "还有 8 名到场学生没有证书" in words(view)
    press(view.activities, "登记社区方确认…")  # though certificates come first
    assert the(FormDialog, view).windowTitle() == "登记社区方确认"


def test_nothing_is_left_only_when_both_sides_have_signed(township: Workspace) -> None:
    closed = sample.closed(township)
    record_results(township, closed, summary="顺利", residents_served=30)
    issue_certificates(township, closed)

    def next_button() -> str:
        (line,) = fetch(township.store, RowsQuery(limit=9)).rows
        return next_step(line).button

    for side in Side:
        assert next_button() == f"登记{side.label}确认"
        sign_off(township, closed, Word(side, "王书记", township.today()))
    assert next_button() == ""


def test_students_are_enrolled_singly_and_taken_off_again(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.planned(township)
    view = open_with()
    press(view.activities, "报名")
    settle()
    dialog = the(EnrolDialog, view)
    type_in(dialog.search, "王㛃")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    settle()
    dialog.roster_table.select(0)
    QTest.keyClick(dialog.roster_table, Qt.Key.Key_Return)
    settle()
    assert row_of(township, activity).enrolled == 1
    line = dialog.roster.row(0)
    assert line is not None
    assert (line.student.name, line.enrolled) == ("王㛃", True)
    dialog.list_table.select(0)
    QTest.keyClick(dialog.list_table, Qt.Key.Key_Return)
    settle()
    assert row_of(township, activity).enrolled == 1, "nobody is taken off by a habit"
    QTest.keyClick(dialog.list_table, Qt.Key.Key_Delete)
    settle()
    assert row_of(township, activity).enrolled == 0
    type_in(dialog.search, "")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    settle()
    dialog.roster_table.selectAll()
    press(dialog, "报名")
    settle()
    assert row_of(township, activity).enrolled == 8
    dialog.accept()


def test_the_paired_branch_is_offered_first(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    sample.planned(township)
    view = open_with()
    press(view.activities, "报名")
    settle()
    dialog = the(EnrolDialog, view)
    (box,) = dialog.findChildren(QComboBox)
    assert box.currentText().startswith("2025级1班 · 计算机学院")
    dialog.accept()


def test_the_sheet_prints_just_the_columns_chosen_and_remembers_them(
    open_with: Callable[[], ActivitiesView], township: Workspace, desk: Desk, settle: Wait
) -> None:
    activity = sample.ongoing(township)
    view = open_with()
    for version in (1, 2):
        press(view.activities, "打印签到表…")
        settle()
        form = the(FormDialog, view)
        assert form.form.values()["check_out"] is (version == 1)
        form.form.set_values({"check_out": False, "walk_in_rows": 0})
        form.save_button.click()
        settle()
        paper = the(PaperDialog, view)
        assert f"第 {version} 版" in words(paper)
        paper.reject()
        settle()
    assert row_of(township, activity).sheet_version == 2
    assert "check_out" in desk.memory["print/sheet"]


def test_names_no_font_draws_are_asked_about_before_the_sheet(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.ongoing(township)
    with township.store.write() as writer:
        writer.get(Student, student_id(1)).name = "张\ue863"
        writer.get(Student, student_id(2)).name = "李\ue0aa"
    view = open_with()
    press(view.activities, "打印签到表…")
    settle()
    asked = the(PreflightDialog, view)
    asked.anyway_button.click()
    settle()
    with township.store.read() as reader:
        assert reader.get(Student, student_id(1)).name == "张䶮"
        assert reader.get(Student, student_id(2)).name == "李\ue0aa"
    form = the(FormDialog, view)
    assert "walk_in_rows" in form.form.values()
    form.save_button.click()
    settle()
    assert "李\ue0aa" in words(the(PaperDialog, view))
    assert row_of(township, activity).sheet_version == 1


def test_a_page_is_reprinted_and_several_sheets_are_one_file(
    open_with: Callable[[], ActivitiesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.ongoing(township)
    make_sheet(township, activity, SheetOptions(walk_in_rows=30))
    view = open_with()
    press(view.activities, "重印签到表…")
    settle()
    form = the(FormDialog, view)
    form.form.set_values({"page": 1})
    form.save_button.click()
    settle()
    paper = the(PaperDialog, view)
    assert page_count(paper.pdf) == 1
    assert "重印第 1 版" in words(paper)
    paper.reject()
    press(view, "批量签到表")
    settle()
    form = the(FormDialog, view)
    assert form.form.values()[activity.hex()] is False  # it has a sheet
    form.form.set_values({activity.hex(): True})
    form.save_button.click()
    settle()
    assert "1 个活动，共 8 人" in words(the(PaperDialog, view))
    assert row_of(township, activity).sheet_version == 2

"""录入签到, typed off a sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.terms import Presence
from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_draft import load_roll
from desktop.gui.dialogs.attendance_entry import AttendanceDialog
from desktop.gui.dialogs.attendance_model import At, AttendanceModel
from desktop.gui.dialogs.attendance_times import typed_time
from desktop.gui.dialogs.attendance_walk_in import WalkInDialog
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.parsing import WrongInputError
from desktop.store.queries import attendances
from desktop.store.queries.attendances import GridRow
from desktop.usecases.activity.enrol_students import enrol_students, withdraw_enrolment
from desktop.usecases.attendance.make_sheet import SheetOptions, make_sheet
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.workspace import Workspace
from tests.gui.views import activities_sample as sample
from tests.gui.views.activities_sample import the
from tests.gui.views.conftest import Said, branch_id, student_id, type_in

Wait = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=BEIJING)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("typed", "planned", "meant"),
    [
        ("930", MORNING, "09:30"),
        ("0930", MORNING, "09:30"),
        ("9:30", MORNING, "09:30"),
        ("９：３０", MORNING, "09:30"),
        ("9", MORNING, "09:00"),
        ("1430", MORNING, "14:30"),
        ("230", sample.STARTS, "14:30"),
        ("0230", sample.STARTS, "02:30"),
        ("1145", sample.STARTS, "11:45"),
        ("4点15", sample.ENDS, "16:15"),
    ],
)
def test_times_are_taken_as_clerks_write_them(typed: str, planned: datetime, meant: str) -> None:
    moment = typed_time(typed, planned)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == f"2026-11-21 {meant}"


def test_no_time_is_the_planned_one() -> None:
    assert typed_time(" ", MORNING) is None


@pytest.mark.parametrize("typed", ["990", "12345", "abc", "9:75", "-1"])
def test_what_is_no_time_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(WrongInputError):
        typed_time(typed, MORNING)


@pytest.fixture
def activity(township: Workspace) -> bytes:
    return sample.ongoing(township)


def grid(township: Workspace, activity: bytes) -> list[GridRow]:
    with township.store.read() as reader:
        return attendances.grid(reader, activity)


@pytest.fixture
def open_dialog(
    qtbot: QtBot, desk: Desk, township: Workspace, activity: bytes, settle: Wait
) -> Callable[[], AttendanceDialog]:
    def make() -> AttendanceDialog:
        made = AttendanceDialog(desk, activity, load_roll(township, activity))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(made)
        made.resize(960, 560)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        settle()
        return made

    return make


def test_the_model_keeps_qts_rules(
    township: Workspace, activity: bytes, qtmodeltester: ModelTester
) -> None:
    make_sheet(township, activity)
    model = AttendanceModel(load_roll(township, activity))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.cycle(0)
    model.show_page(0)
    model.mark_present()
    model.take(load_roll(township, activity))


def test_space_goes_round_the_three_words_and_delete_takes_back(
    open_dialog: Callable[[], AttendanceDialog],
) -> None:
    dialog = open_dialog()
    seen = []
    for key in [Qt.Key.Key_Space] * 4 + [Qt.Key.Key_Delete]:
        QTest.keyClick(dialog.grid, key)
        seen.append(dialog.model.index(0, At.PRESENCE).data())
    assert seen == ["到场", "请假", "缺席", "到场", "未填"]
    assert not dialog.save_button.isEnabled()


def test_everybody_then_the_exceptions_then_one_press(
    open_dialog: Callable[[], AttendanceDialog],
    township: Workspace,
    activity: bytes,
    said: Said,
    settle: Wait,
) -> None:
    dialog = open_dialog()
    assert "还有 8 人没有填" in dialog.status.text()
    QTest.keyClick(dialog.grid, Qt.Key.Key_D, CONTROL)
    assert "所有人都填了" in dialog.status.text()
    QTest.keyClick(dialog.grid, Qt.Key.Key_Down)
    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
    QTest.keyClick(dialog.grid, Qt.Key.Key_S, CONTROL)
    settle()
    said_of = [one.presence for one in grid(township, activity)]
    assert said_of == [Presence.PRESENT, Presence.ABSENT] + [Presence.PRESENT] * 6
    assert not dialog.isVisible()
    assert said.toasts == ["签到已录完，共保存 8 人"]


def test_digits_open_the_time_and_enter_goes_to_the_next_line(
    open_dialog: Callable[[], AttendanceDialog], settle: Wait
) -> None:
    dialog = open_dialog()
    QTest.keyClick(dialog.grid, Qt.Key.Key_2)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "15")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert dialog.model.index(0, At.PRESENCE).data() == "到场"
    assert dialog.model.index(0, At.CHECK_IN).data() == "14:15"
    assert dialog.model.index(0, At.CHECK_OUT).data() == "16:00"
    assert dialog.model.index(0, At.HOURS).data() == "1.75 小时"
    at = dialog.grid.currentIndex()
    assert (at.row(), at.column()) == (1, At.CHECK_IN)
    dialog.model.setData(dialog.model.index(0, At.HOURS), "20")
    assert "张䶮记了 20 小时，比活动长一小时以上" in dialog.banner.words()
    dialog.save_button.click()
    settle()
    assert dialog.isVisible()
    assert dialog.grid.hasFocus(), "the next line is typed right away"


def test_a_time_that_cannot_be_is_kept_in_sight_and_not_saved(
    open_dialog: Callable[[], AttendanceDialog],
    township: Workspace,
    activity: bytes,
    settle: Wait,
) -> None:
    dialog = open_dialog()
    dialog.model.mark_present()
    dialog.model.setData(dialog.model.index(2, At.CHECK_OUT), "1330")
    dialog.save_button.click()
    settle()
    assert all(one.presence is None for one in grid(township, activity))
    assert dialog._error.accessibleName() == "序号 3：签退时间要晚于签到时间。"  # noqa: SLF001 - read as a screen reader does
    assert dialog.grid.currentIndex().row() == 2
    dialog.model.setData(dialog.model.index(2, At.CHECK_OUT), "99")
    assert dialog.model.index(2, At.CHECK_OUT).data() == "99"
    dialog.save_button.click()
    settle()
    assert "“99”看不懂" in dialog._error.accessibleName()  # noqa: SLF001 - as above
    dialog.model.setData(dialog.model.index(2, At.CHECK_OUT), "")
    dialog.save_button.click()
    settle()
    assert all(one.presence is Presence.PRESENT for one in grid(township, activity))


def test_what_is_missing_is_named_and_the_dialog_stays(
    open_dialog: Callable[[], AttendanceDialog],
    township: Workspace,
    activity: bytes,
    said: Said,
    settle: Wait,
) -> None:
    dialog = open_dialog()
    dialog.model.mark_present()
    dialog.model.clear(7)
    assert "还有 1 人没有填：阿依古丽·买买提" in dialog.status.text()
    dialog.save_button.click()
    settle()
    assert said.toasts == ["已保存 7 人，还差 1 人"]
    assert dialog.isVisible()
    assert not dialog.model.changed()
    assert sum(one.presence is not None for one in grid(township, activity)) == 7


def test_entering_again_shows_what_is_saved_and_changes_nothing(
    open_dialog: Callable[[], AttendanceDialog], township: Workspace, activity: bytes
) -> None:
    record_attendance(township, activity, [AttendanceChange(student_id(1), Presence.LEAVE)])
    dialog = open_dialog()
    assert dialog.model.index(0, At.PRESENCE).data() == "请假"
    assert dialog.model.mark_present() == 7
    assert dialog.model.index(0, At.PRESENCE).data() == "请假"
    assert student_id(1) not in dialog.model.changed()


def test_the_clerk_works_page_by_page_in_the_order_of_the_paper(
    open_dialog: Callable[[], AttendanceDialog], township: Workspace, activity: bytes
) -> None:
    withdraw_enrolment(township, activity, [student_id(1)])
    make_sheet(township, activity, SheetOptions(walk_in_rows=0))
    enrol_students(township, activity, [student_id(1)])
    dialog = open_dialog()
    names = [dialog.pages.itemText(at) for at in range(dialog.pages.count())]
    assert names == ["全部 · 差 8 人", "第 1 页 · 差 7 人", "不在签到表上 · 差 1 人"]
    first = (dialog.model.index(0, At.NUMBER).data(), dialog.model.index(0, At.NAME).data())
    assert first == ("1", "李𬭎")  # as printed, though another now stands before her in the list
    QTest.keyClick(dialog.grid, Qt.Key.Key_PageDown, CONTROL)
    assert dialog.model.rowCount() == 7
    dialog.all_button.click()
    names = [dialog.pages.itemText(at) for at in range(dialog.pages.count())]
    assert names == ["全部 · 差 1 人", "第 1 页 · 已填完", "不在签到表上 · 差 1 人"]
    QTest.keyClick(dialog.grid, Qt.Key.Key_PageDown, CONTROL)
    assert dialog.model.index(0, At.NAME).data() == "张䶮"


def test_what_is_typed_is_not_lost_by_one_press_of_escape(
    open_dialog: Callable[[], AttendanceDialog],
) -> None:
    dialog = open_dialog()
    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
    QTest.keyClick(dialog.grid, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "还有 1 人的签到没有保存" in dialog._error.accessibleName()  # noqa: SLF001 - as a screen reader does
    dialog.grid.go_to(1)
    QTest.keyClick(dialog.grid, Qt.Key.Key_9)
    dialog.close()
    assert dialog.isVisible()
    assert dialog.model.index(1, At.CHECK_IN).data() == "09:00", "an open cell counts"
    dialog.close()
    assert not dialog.isVisible()


def test_a_walk_in_from_the_roster_keeps_what_was_typed(
    open_dialog: Callable[[], AttendanceDialog],
    township: Workspace,
    activity: bytes,
    settle: Wait,
) -> None:
    withdraw_enrolment(township, activity, [student_id(4)])
    dialog = open_dialog()
    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
    QTest.keyClick(dialog.grid, Qt.Key.Key_B, CONTROL)
    settle()
    walk_in = the(WalkInDialog, dialog)
    type_in(walk_in.search, "20250001")
    QTest.keyClick(walk_in.search, Qt.Key.Key_Return)
    settle()
    walk_in.table.select(0)
    walk_in.add_button.click()  # is on the list already
    settle()
    assert walk_in.isVisible()
    type_in(walk_in.search, "赵𠅤")
    QTest.keyClick(walk_in.search, Qt.Key.Key_Return)
    settle()
    walk_in.table.select(0)
    QTest.keyClick(walk_in.table, Qt.Key.Key_Return)
    settle()
    rows = {one.student_id: one.presence for one in grid(township, activity)}
    assert rows[student_id(4)] is Presence.PRESENT
    assert dialog.model.rowCount() == 8
    assert dialog.model.index(0, At.PRESENCE).data() == "到场"
    assert dialog.model.changed() == [student_id(1)]


def names(dialog: AttendanceDialog) -> list[str]:
    """Return the names that the dialog lists."""
    return [dialog.model.index(at, At.NAME).data() for at in range(dialog.model.rowCount())]


def test_a_walk_in_who_is_in_no_roster_is_put_there(
    open_dialog: Callable[[], AttendanceDialog],
    township: Workspace,
    activity: bytes,
    desk: Desk,
    settle: Wait,
) -> None:
    dialog = open_dialog()
    dialog.walk_in_button.click()
    settle()
    walk_in = the(WalkInDialog, dialog)
    type_in(walk_in.search, "孙晓")
    walk_in.new_button.click()
    settle()
    form = the(FormDialog, walk_in)
    form.form.set_values({"student_number": "20250099", "branch_id": branch_id()})
    form.save_button.click()
    settle()
    assert "孙晓" in [one.name for one in grid(township, activity)]
    assert "孙晓" in names(dialog)
    desk.take_back()
    settle()
    assert "孙晓" not in [one.name for one in grid(township, activity)]
    assert "孙晓" not in names(dialog), "what was taken back is not shown any more"

"""签到记录 in the window: found, summed up, narrowed down, opened and handed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.terms import ActivityState, Presence
from desktop.gui.desk import Desk
from desktop.gui.dialogs.attendance_entry import AttendanceDialog
from desktop.gui.views.activities import ATTENDANCES, ActivitiesView
from desktop.gui.views.attendances import AttendancesPage
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.text import Text
from desktop.store.tables import Activity, Attendance, Enrolment
from desktop.usecases.search.find import keep_up
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import NOW, give_purpose, student_id

Settle = Callable[[], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, township: Workspace, settle: Settle) -> AttendancesPage:
    """Return the list: eight students at one activity of this semester, two at one long ago."""
    with township.store.write() as writer:
        for title, days, people in (("敬老", 3, 8), ("普法", 400, 2)):
            starts = NOW - timedelta(days=days)
            held = writer.add(
                Activity(
                    title=title,
                    number=f"HD-{title}",
                    starts_at=starts,
                    ends_at=starts + timedelta(hours=2),
                    state=ActivityState.CLOSED,
                )
            )
            for number in range(1, people + 1):
                came = number > 1
                writer.add(Enrolment(activity_id=held.id, student_id=student_id(number)))
                writer.add(
                    Attendance(
                        activity_id=held.id,
                        student_id=student_id(number),
                        presence=Presence.PRESENT if came else Presence.ABSENT,
                        minutes=30 if number == 2 else 90 * came,
                    )
                )
    keep_up(township)
    view = ActivitiesView(desk)
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    view.show_section(ATTENDANCES)
    settle()
    return view.attendances


def names(page: AttendancesPage) -> list[str]:
    rows = [page.model.row(at) for at in range(page.model.rowCount())]
    return [row.name for row in rows if row is not None]


def says(page: AttendancesPage) -> list[str]:
    return [one.text() for one in page.findChildren(Text) if one.isVisible()]


def test_the_semester_is_shown_with_what_it_comes_to(page: AttendancesPage, settle: Settle) -> None:
    assert len(names(page)) == 8
    assert "共 8 条" in says(page)
    assert "合计：到场 7 人次　时长 9 小时 30 分" in says(page)
    page.choose("when", "all")
    settle()
    assert len(names(page)) == 10
    page.choose("state", "odd")
    settle()
    assert names(page) == ["李𬭎", "李𬭎"]
    page.choose("state", "")
    page.search.setText("liuy 敬老")
    page.search.returnPressed.emit()
    settle()
    assert names(page) == ["刘洋", "刘洋"]
    page.choose("when", "last")
    settle()
    assert names(page) == []


def test_days_are_chosen_in_a_form(page: AttendancesPage, settle: Settle) -> None:
    (box,) = [one for key, one in page._choices.items() if key == "when"]  # noqa: SLF001 - to choose
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.currentIndex())
    (dialog,) = [one for one in page.window().findChildren(FormDialog) if one.isVisible()]
    dialog.form.set_values({"first": date(2026, 1, 1), "last": date(2025, 1, 1)})
    dialog.save_button.click()
    assert dialog.isVisible(), "from a day after the last is no time"
    dialog.form.set_values({"first": date(2025, 1, 1), "last": date(2026, 1, 1)})
    dialog.save_button.click()
    settle()
    assert len(names(page)) == 2
    assert box.currentText() == "2025-01-01—2026-01-01"


def test_one_student_or_one_activity_alone(
    page: AttendancesPage, desk: Desk, settle: Settle
) -> None:
    page.model.sort(0)
    settle()
    page.table.select(names(page).index("王㛃"))
    row = page.table.selected_row()
    assert row is not None
    menu = {item.text: item for item in page._menu(row)}  # noqa: SLF001 - as its menu shows it
    menu["只看此人"].run()
    settle()
    assert names(page) == ["王㛃"]
    page.show_of(student_id(2), "李𬭎")
    settle()
    assert names(page) == ["李𬭎", "李𬭎"]
    page.show_only()
    settle()
    assert len(names(page)) == 8
    page.row_activated.emit(row)
    settle()
    (sheet,) = page.window().findChildren(AttendanceDialog)
    assert sheet.isVisible()
    sheet.reject()
    assert desk.memory is not None


def test_the_list_is_handed_out_for_a_purpose(
    page: AttendancesPage,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "签到.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    (button,) = [one for one in page.findChildren(QPushButton) if one.accessibleName() == "导出"]
    button.menu().actions()[0].trigger()
    give_purpose(settle)
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert sum("敬老" in row for row in rows) == 8

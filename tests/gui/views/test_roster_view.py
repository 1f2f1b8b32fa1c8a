"""The page 名册, used as a clerk would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.terms import Gender
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.import_preview import PreviewPane
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.jobs import JobRunner
from desktop.gui.views.roster import RosterView
from desktop.gui.views.roster_rows import hours
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.notices import ErrorDialog
from desktop.store.queries import students
from desktop.store.queries.students import StudentRow
from desktop.store.tables import Attendance, Student
from desktop.usecases.workspace import Workspace
from desktop.workbooks.form import read_form
from desktop.workbooks.roster import ROSTER, RosterRow, write_roster
from tests.gui.views.conftest import NEAR, Said, branch_id, give_purpose, press, student_id, type_in

Settle = Callable[[], None]

UNDRAWABLE = "\ue123"

# the offscreen platform says so of every dialog
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def view(qtbot: QtBot, desk: Desk, settle: Settle) -> RosterView:
    made = RosterView(desk)
    qtbot.addWidget(made)
    made.resize(1092, 614)
    made.show()
    settle()
    return made


def kept(township: Workspace) -> list[StudentRow]:
    with township.store.read() as reader:
        return students.page(reader)


def names(view: RosterView) -> list[str]:
    rows = [view.page.model.row(at) for at in range(view.page.model.rowCount())]
    return [row.name for row in rows if row is not None]


def form(view: RosterView) -> FormDialog:
    (found,) = [one for one in view.findChildren(FormDialog) if one.isVisible()]
    return found


def importing(view: RosterView) -> ImportDialog:
    view.page.action_clicked.emit()
    (found,) = [one for one in view.findChildren(ImportDialog) if one.isVisible()]
    return found


def told(box: ImportDialog) -> str:
    return "\n".join(label.text() for label in box.findChildren(QLabel) if label.isVisible())


def student(name: str, number: str, branch: str = "2025级1班", phone: str = "") -> RosterRow:
    return RosterRow(name, number, NEAR, "计算机学院", branch, phone, "女")


def drop(box: ImportDialog, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    box.area.dropEvent(event)


def exporting(view: RosterView) -> QPushButton:
    (found,) = [one for one in view.findChildren(QPushButton) if one.accessibleName() == "导出"]
    return found


def export(view: RosterView, how: str) -> None:
    (action,) = [one for one in exporting(view).menu().actions() if one.text() == how]
    action.trigger()


def where(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    """Let the file dialog answer `path`, None: cancelled."""
    answer = ("" if path is None else str(path), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)


def test_the_roster_lists_rare_names_and_finds_by_one_character(
    view: RosterView, settle: Settle
) -> None:
    assert names(view)[:4] == ["张䶮", "李𬭎", "王㛃", "赵𠅤"]
    view.page.search.setText("𬭎")
    view.page.search.returnPressed.emit()
    settle()
    assert names(view) == ["李𬭎"]
    view.page.search.setText("")
    view.page.search.returnPressed.emit()
    view.show_rows((student_id(3), student_id(1)))
    settle()
    assert names(view) == ["张䶮", "王㛃"]


def test_a_dropped_roster_is_looked_at_then_imported(
    view: RosterView, township: Workspace, said: Said, settle: Settle, tmp_path: Path
) -> None:
    before = kept(township)
    path = tmp_path / "名册.xlsx"
    write_roster(
        path,
        [
            student("李𬭎", "20250002", phone="13911112222"),
            student("周新", "20250101", "2025级2班"),
            student(f"王{UNDRAWABLE}", "20250102", "2025级2班"),
            student("吴错", "20250103", "2025级9班"),
            student("郑坏", "20250104", "2025级2班", phone="12"),
            student("王㛃", "20250003", phone="13900000003"),
        ],
    )
    box = importing(view)
    drop(box, path)
    settle()
    assert kept(township) == before
    said_so = told(box)
    for words in ("新增 2 人", "有变化 1 人", "不导入 2 行", "没有变化 1 人"):
        assert words in said_so
    assert "请核对姓名：王〓。" in said_so
    (pane,) = box.findChildren(PreviewPane)
    lines = [pane.model.row(at) for at in range(pane.model.rowCount())]
    assert [line.row for line in lines if line is not None and line.category == "wrong"] == [5, 6]
    pane.table.select(1)
    assert "第 6 行，手机号：应是 1 开头的 11 位数字" in told(box)
    pane.choice.setCurrentIndex(pane.choice.findData("changed"))
    settle()
    changed = pane.model.row(0)
    assert changed is not None
    assert (changed.name, changed.words) == ("李𬭎", "手机号：13900000002 → 13911112222")
    press(box, "导入 3 人")
    settle()
    after = {row.student_number: row for row in kept(township)}
    assert len(after) == len(before) + 2
    assert after["20250002"].phone == "13911112222"
    assert said.toasts == ["名册已导入：新增 2 人，更新 1 人，2 行没有导入"]
    assert len(names(view)) == len(after)


def test_names_of_old_systems_are_corrected_before_they_come_in(
    view: RosterView, township: Workspace, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "名册.xlsx"
    write_roster(path, [student("周\ue863", "20250101"), student(f"王{UNDRAWABLE}", "20250102")])
    box = importing(view)
    drop(box, path)
    settle()
    press(box, "核对姓名…")
    (asked,) = box.findChildren(PreflightDialog)
    assert asked.form.values() == {"0": "周䶮", "1": f"王{UNDRAWABLE}"}
    asked.save_button.click()
    assert asked.isVisible()  # one is not put right yet
    asked.form.set_values({"1": "王㛃"})
    asked.save_button.click()
    settle()
    assert "请核对姓名" not in told(box)
    press(box, "导入 2 人")
    settle()
    assert {row.name for row in kept(township)} >= {"周䶮", "王㛃"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04oops", "姓名\n张三\n".encode()])
def test_a_wrong_workbook_is_told_in_words_and_changes_nothing(
    view: RosterView, township: Workspace, content: bytes, settle: Settle, tmp_path: Path
) -> None:
    before = kept(township)
    path = tmp_path / ("名册.csv" if content.startswith("姓".encode()) else "名册.xlsx")
    path.write_bytes(content)
    box = importing(view)
    drop(box, path)
    settle()
    assert "没有读入任何数据" in told(box)
    assert box.area.isVisible()
    assert box.area.isEnabled()
    assert not box.import_button.isVisible()
    assert kept(township) == before
    box.reject()


def test_a_roster_with_nothing_new_cannot_be_imported(
    view: RosterView, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "名册.xlsx"
    write_roster(path, [student("王㛃", "20250003")])
    box = importing(view)
    drop(box, path)
    settle()
    assert box.import_button.text() == "没有要导入的内容"
    assert not box.import_button.isEnabled()
    press(box, "另选文件")
    assert box.area.isVisible()
    assert not box.import_button.isVisible()
    box.reject()


def test_a_student_is_added_and_edited(
    view: RosterView, township: Workspace, said: Said, settle: Settle
) -> None:
    press(view, "新增学生")
    settle()
    box = form(view)
    box.save_button.click()
    assert box.form.control("name").accessibleDescription() == "请填写姓名。"
    type_in(box.form.control("name"), "周新")
    type_in(box.form.control("student_number"), "20250099")
    type_in(box.form.control("phone"), "139")
    assert box.form.control("phone").accessibleDescription() == "应是 1 开头的 11 位数字。"
    type_in(box.form.control("phone"), "13912345678")
    box.form.set_values({"branch_id": branch_id(), "gender": Gender.FEMALE})
    box.save_button.click()
    settle()
    assert "周新" in names(view)
    view.page.table.select(names(view).index("周新"))
    press(view, "修改…")
    settle()
    type_in(form(view).form.control("name"), "周鑫")
    form(view).save_button.click()
    settle()
    assert "周鑫" in names(view)
    assert [row.student_number for row in kept(township) if row.name == "周鑫"] == ["20250099"]
    assert said.toasts == ["已新增学生“周新”", "已修改学生“周鑫”"]


def test_a_number_in_use_keeps_the_form_open(
    view: RosterView, township: Workspace, settle: Settle
) -> None:
    press(view, "新增学生")
    settle()
    box = form(view)
    box.form.set_values({"name": "周新", "student_number": "20250001", "branch_id": branch_id()})
    box.save_button.click()
    settle()
    assert box.isVisible()
    assert any("已有相同学号" in label.text() for label in box.findChildren(QLabel))
    assert len(kept(township)) == 8
    box.reject()


def test_a_deleted_student_comes_back_by_undo(
    view: RosterView, township: Workspace, said: Said, settle: Settle
) -> None:
    view.page.table.select(0)
    press(view, "删除")
    settle()
    assert "张䶮" not in names(view)
    assert said.toasts == ["已删除学生“张䶮”"]
    assert said.undo is not None
    said.undo()
    settle()
    assert names(view)[0] == "张䶮"
    assert len(kept(township)) == 8


def test_the_last_acts_of_the_page_are_taken_back_one_after_another(
    view: RosterView, desk: Desk, said: Said, settle: Settle
) -> None:
    desk.acts.page = "roster"
    for _ in range(2):
        view.page.table.select(0)
        press(view, "删除")
        settle()
    assert len(names(view)) == 6
    desk.acts.page = "needs"
    desk.take_back()
    assert said.toasts[-1] == "这一页没有可以撤销的操作"
    desk.acts.page = "roster"
    for _ in range(2):
        desk.take_back()
        settle()
    assert said.toasts[-2:] == ["已撤销：已删除学生“李𬭎”", "已撤销：已删除学生“张䶮”"]
    assert len(names(view)) == 8
    assert said.undo is None


def test_one_who_took_part_is_kept_with_hours(
    view: RosterView, township: Workspace, settle: Settle
) -> None:
    with township.store.write() as writer:
        writer.add(Attendance(activity_id=b"a" * 16, student_id=student_id(1), minutes=150))
    view.page.model.refresh()
    settle()
    view.page.table.select(0)
    said_so = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "1 次，2 小时 30 分" in said_so
    (button,) = [
        one
        for one in view.findChildren(QPushButton)
        if one.accessibleName() == "删除" and one.isVisible()
    ]
    assert not button.isEnabled()
    assert "不能删除" in button.toolTip()


def test_the_list_is_exported_as_a_roster_that_reads_back(
    view: RosterView,
    said: Said,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view.page.search.setText("刘洋")
    view.page.search.returnPressed.emit()
    settle()
    where(monkeypatch, tmp_path / "刘洋")
    export(view, "可以修改后再导入的表格…")
    give_purpose(settle)
    rows, errors = read_form(tmp_path / "刘洋.xlsx", ROSTER)
    assert [(row.id, row.values["name"], row.values["student_number"]) for row in rows] == [
        (student_id(6), "刘洋", "20250006"),
        (student_id(7), "刘洋", "20250007"),
    ]
    assert errors == ()
    assert said.toasts == ["已导出 2 人到“刘洋.xlsx”"]


def test_the_list_is_exported_as_it_is_shown_or_whole(
    view: RosterView, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.page.search.setText("李𬭎")
    view.page.search.returnPressed.emit()
    settle()
    where(monkeypatch, tmp_path / "列表.xlsx")
    export(view, "显示的列…")
    give_purpose(settle)
    sheet = load_workbook(tmp_path / "列表.xlsx").worksheets[0]
    headers = [cell.value for cell in sheet[2]]
    assert headers[:2] == ["姓名", "学号"]
    assert "来源" not in headers
    assert (sheet.max_row, sheet["A3"].value, sheet["B3"].value) == (3, "李𬭎", "20250002")
    assert sheet.cell(3, headers.index("活动次数") + 1).value == 0
    export(view, "全部的列…")
    give_purpose(settle)
    whole = load_workbook(tmp_path / "列表.xlsx").worksheets[0]
    assert "来源" in [cell.value for cell in whole[2]]


def test_an_import_is_taken_back_whole(
    view: RosterView, desk: Desk, township: Workspace, settle: Settle, tmp_path: Path
) -> None:
    before = kept(township)
    path = tmp_path / "名册.xlsx"
    write_roster(path, [student("李改名", "20250002"), student("周新", "20250101")])
    box = importing(view)
    drop(box, path)
    settle()
    press(box, "导入 2 人")
    settle()
    assert len(kept(township)) == len(before) + 1
    desk.take_back()
    settle()
    assert kept(township) == before


def test_the_template_is_saved_and_a_cancelled_dialog_does_nothing(
    view: RosterView,
    said: Said,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where(monkeypatch, None)
    press(view, "名册模板")
    export(view, "可以修改后再导入的表格…")
    settle()
    assert said.toasts == []
    where(monkeypatch, tmp_path / "模板.xlsx")
    press(view, "名册模板")
    settle()
    assert (tmp_path / "模板.xlsx").exists()
    assert said.toasts == ["已保存“模板.xlsx”，可以发给对方填写"]


def test_an_export_that_cannot_be_written_is_told(
    view: RosterView,
    jobs: JobRunner,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "file").write_bytes(b"")
    errors: list[QingqiaoError] = []
    jobs.failed.connect(errors.append)
    where(monkeypatch, tmp_path / "file" / "名册.xlsx")
    export(view, "可以修改后再导入的表格…")
    give_purpose(settle)
    assert len(errors) == 1
    assert "原有数据没有改动" in errors[0].message


def test_an_empty_roster_says_what_to_do_next(
    view: RosterView, township: Workspace, settle: Settle
) -> None:
    with township.store.write() as writer:
        for row in writer.find(Student):
            writer.delete(row)
    view.page.model.refresh()
    settle()
    assert not exporting(view).isEnabled()
    said_so = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "名册里还没有人" in said_so
    press(view, "新增学生")
    settle()
    (box,) = view.findChildren(ErrorDialog)
    assert any("还没有可以选择的团支部" in label.text() for label in box.findChildren(QLabel))
    box.reject()


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 小时"), (45, "45 分"), (60, "1 小时"), (150, "2 小时 30 分")]
)
def test_hours_are_said_in_words(minutes: int, words: str) -> None:
    assert hours(minutes) == words

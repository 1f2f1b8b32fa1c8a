"""查找重复, 毕业与转移, and what is shown of one student."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import shiboken6
from PySide6.QtWidgets import QComboBox, QLabel, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.terms import Gender, Leaving
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.dialogs.duplicates import DuplicatesDialog
from desktop.gui.dialogs.moving import MovingDialog
from desktop.gui.views.roster import RosterView
from desktop.store.queries import students
from desktop.store.queries.students import StudentRow
from desktop.store.tables import Activity, Attendance, Student
from desktop.usecases.roster.find_duplicates import keep_apart
from desktop.usecases.search.find import keep_up
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import FAR, Said, branch_id, press, student_id

Settle = Callable[[], None]


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """Return what dialogs belong to; they delete themselves when they close."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def kept(township: Workspace) -> list[StudentRow]:
    with township.store.read() as reader:
        return students.page(reader)


@pytest.fixture
def twice(township: Workspace) -> bytes:
    """Return the second record of 欧阳若兰, written 欧阳若澜, who was at an activity."""
    with township.store.write() as writer:
        twin = writer.add(
            Student(branch_id=branch_id("2025级2班"), name="欧阳若澜", student_number="20250005")
        )
        start = datetime(2026, 10, 1, 1, tzinfo=UTC)
        activity = writer.add(Activity(title="助老", number="1", starts_at=start))
        writer.add(Attendance(activity_id=activity.id, student_id=twin.id, minutes=90))
    return twin.id


def test_duplicates_are_told_with_reasons_merged_and_taken_back(
    desk: Desk, said: Said, twice: bytes, host: QWidget, settle: Settle
) -> None:
    township = desk.workspace
    before = kept(township)
    dialog = DuplicatesDialog(desk, host)
    dialog.show()
    settle()
    texts = [dialog.list.item(at).text() for at in range(dialog.list.count())]
    assert texts[0] == "欧阳若澜 / 欧阳若兰\n姓名读音相同，同一所高校，学号相同"
    assert dialog.pairs[0].first.id == twice, "the one with more on record is the first"
    press(dialog, "合并成一人")
    settle()
    after = {row.id: row for row in kept(township)}
    assert len(after) == len(before) - 1
    assert (after[twice].name, after[twice].phone, after[twice].activities) == (
        "欧阳若澜",
        "13900000005",
        1,
    )
    assert after[twice].gender is Gender.FEMALE, "what only the other record says is taken"
    assert all("欧阳" not in dialog.list.item(at).text() for at in range(dialog.list.count()))
    assert said.undo is not None
    said.undo()
    settle()
    assert kept(township) == before
    dialog.list.setCurrentRow(0)
    press(dialog, "不是同一人")
    settle()
    assert all("欧阳" not in dialog.list.item(at).text() for at in range(dialog.list.count()))
    dialog.reject()


@pytest.mark.usefixtures("twice")
def test_the_pair_looked_at_stays_when_another_is_gone(
    desk: Desk, host: QWidget, settle: Settle
) -> None:
    with desk.workspace.store.write() as writer:
        twin = Student(branch_id=branch_id("2025级2班"), name="张䶮", student_number="20250001")
        writer.add(twin)
    dialog = DuplicatesDialog(desk, host)
    dialog.show()
    settle()
    gone, looked_at, *others = dialog.pairs
    assert others
    dialog.list.setCurrentRow(1)
    other = next(one for one in dialog.findChildren(QRadioButton) if not one.isChecked())
    other.setChecked(True)
    keep_apart(desk.workspace, gone.first.id, gone.second.id)
    desk.jobs.data_changed.emit(frozenset({"roster"}))
    settle()
    assert dialog.pairs == (looked_at, *others)
    assert dialog.list.currentRow() == 0
    assert shiboken6.isValid(other), "the choice made is still there"
    assert other.isChecked()
    dialog.reject()


def test_a_class_graduates_after_a_look_at_who_it_is(
    desk: Desk, said: Said, twice: bytes, host: QWidget, settle: Settle
) -> None:
    dialog = MovingDialog(desk, [], host)
    dialog.show()
    settle()
    assert not dialog.button.isEnabled(), "nobody leaves before somebody is chosen"
    box = dialog.boxes["branch"]
    box.setCurrentIndex(box.findData("2025级1班"))
    settle()
    assert dialog.button.text() == "把这 8 人标为毕业"
    dialog.button.click()
    settle()
    assert said.toasts == ["已把 8 人标为毕业"]
    staying = [row.id for row in kept(desk.workspace) if row.leaving is Leaving.NONE]
    assert staying == [twice]


def test_nobody_leaves_before_all_are_counted(
    desk: Desk, township: Workspace, said: Said, host: QWidget, settle: Settle
) -> None:
    with township.store.write() as writer:
        owner = writer.replica.township
        writer.session.add_all(
            Student(township=owner, branch_id=branch_id(), name="周经", student_number=f"7{at:03}")
            for at in range(120)
        )
    dialog = MovingDialog(desk, [], host)
    dialog.show()
    settle()
    offered: list[tuple[bool, str]] = []
    dialog.model.loaded.connect(
        lambda _: offered.append((dialog.button.isEnabled(), dialog.button.text()))
    )
    box = dialog.boxes["branch"]
    box.setCurrentIndex(box.findData("2025级1班"))
    settle()
    assert offered[0] == (False, "先选高校、团支部或年级"), "the first hundred are not all"
    assert offered[-1] == (True, "把这 128 人标为毕业")
    dialog.button.click()
    settle()
    assert said.toasts == ["已把 128 人标为毕业"]


def test_only_those_chosen_leave(
    desk: Desk, said: Said, twice: bytes, host: QWidget, settle: Settle
) -> None:
    dialog = MovingDialog(desk, [], host)
    dialog.show()
    settle()
    at = next(n for n in range(9) if (row := dialog.model.row(n)) and row.id == twice)
    dialog.table.select(at)
    box = dialog.form.control("what")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findText("离开（休学、退学等）"))
    assert dialog.button.text() == "把选中的 1 人标为离开"
    assert not dialog.form.control("branch_id").isEnabled()
    dialog.button.click()
    settle()
    assert said.toasts == ["已把 1 人标为离开"]
    assert [row.id for row in kept(desk.workspace) if row.leaving is Leaving.AWAY] == [twice]


def test_students_move_to_another_branch(
    desk: Desk, township: Workspace, host: QWidget, settle: Settle
) -> None:
    target = branch_id("2025级2班", FAR)
    dialog = MovingDialog(desk, [], host)
    dialog.show()
    settle()
    choose_all(dialog, settle)
    dialog.form.set_values({"what": "transfer"})
    dialog.button.click()
    settle()
    assert any("还没有选" in label.text() for label in dialog.findChildren(QLabel))
    other = MovingDialog(desk, students_branches(township, target), host)
    other.show()
    settle()
    choose_all(other, settle)
    other.form.set_values({"what": "transfer", "branch_id": target})
    other.button.click()
    settle()
    assert {row.university for row in kept(township)} == {FAR}
    dialog.reject()


def choose_all(dialog: MovingDialog, settle: Settle) -> None:
    """Choose the one school that all are of."""
    dialog.boxes["university"].setCurrentIndex(1)
    settle()


def students_branches(township: Workspace, wanted: bytes) -> list[students.BranchName]:
    with township.store.read() as reader:
        found = students.branches_of_university(reader, FAR)
    return [one for one in found if one.id == wanted]


def test_the_pane_tells_the_past_and_the_list_its_load(
    desk: Desk, twice: bytes, qtbot: QtBot, settle: Settle
) -> None:
    view = RosterView(desk)
    qtbot.addWidget(view)
    view.resize(1092, 614)
    view.show()
    settle()
    view.show_rows((twice,))
    settle()
    settle()
    said = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "2026—2027 学年第一学期" in said
    assert "助老" in said
    assert "1 次，1 小时 30 分" in said
    press(view, "标为毕业")
    settle()
    assert "毕业 2026-11-20" in [label.text() for label in view.findChildren(QLabel)]
    view.show_rows()
    settle()
    assert view.page.model.rowCount() == 8
    view.page.choose("leaving", "graduated")
    settle()
    assert view.page.model.rowCount() == 1
    view.page.choose("leaving", "all")
    view.page.choose("load", "0")
    settle()
    assert view.page.model.rowCount() == 8


def test_the_list_is_filtered_by_initials(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Settle
) -> None:

    keep_up(township)
    view = RosterView(desk)
    qtbot.addWidget(view)
    view.show()
    settle()
    view.page.model.set_filter("oyrl")
    settle()
    row = view.page.model.row(0)
    assert row is not None
    assert (view.page.model.rowCount(), row.id) == (1, student_id(5))


def test_an_error_whose_dialog_is_gone_is_told_by_the_window(
    desk: Desk, host: QWidget, settle: Settle
) -> None:
    told: list[QingqiaoError] = []
    desk.jobs.failed.connect(told.append)
    owner = QWidget(host)

    def refuse(_: object) -> None:
        raise QingqiaoError("没有存成。", "重试。")

    desk.act(refuse, str, topics=(), failed=lambda _: owner.hide(), owner=owner)
    shiboken6.delete(owner)
    settle()
    assert [error.message for error in told] == ["没有存成。"]

"""Papers of the township, each from where a clerk looks for it, read back from what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.documents.template import standard_text
from desktop.domain.terms import PostKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_insured import InsuredDialog
from desktop.gui.dialogs.insured_model import At
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.views.activities import ActivitiesView
from desktop.gui.views.appointments import AppointmentsView
from desktop.gui.views.pairings import PairingsView
from desktop.gui.views.roster import RosterView
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.text import Text
from desktop.store.queries import appointments
from desktop.store.tables import InsuredPerson, Student
from desktop.usecases.paper.kept_text import kept_text
from desktop.usecases.paper.print_draft import PaperKind
from desktop.usecases.workspace import Workspace
from desktop.workbooks.sheet import Layout, write_sheet
from tests.gui.views import activities_sample as sample
from tests.gui.views.activities_sample import the
from tests.gui.views.conftest import Said, press, student_id

Wait = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CARD = "11010519491231002X"


def read(paper: PaperDialog) -> str:
    pages = PdfReader(BytesIO(paper.pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def shown(view: QWidget, qtbot: QtBot, settle: Wait) -> None:
    qtbot.addWidget(view)
    view.resize(1400, 900)
    view.show()
    settle()


def made(view: QWidget, settle: Wait) -> str:
    """Press 生成 in the form that is open, and read the paper."""
    the(FormDialog, view).save_button.click()
    settle()
    return closing(view, settle)


def closing(view: QWidget, settle: Wait) -> str:
    """Read the paper that is open, and close it."""
    paper = the(PaperDialog, view)
    text = read(paper)
    paper.reject()
    settle()
    return text


def test_an_agreement_is_printed_and_its_words_are_remembered(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.active_pairing(township)
    view = PairingsView(desk)
    shown(view, qtbot, settle)
    view.page.table.select(0)
    press(view, "打印结对协议…")
    settle()
    form = the(FormDialog, view)
    (box,) = form.findChildren(QPlainTextEdit)
    assert not box.isVisible(), "whoever only prints sees no signs of a template"
    press(form, "改文字…")
    assert box.isVisible()
    box.setPlainText(box.toPlainText().replace("一式三份", "一式五份"))
    form.form.set_values({"止": "2027年7月1日"})
    text = made(view, settle)
    assert "一式五份" in text
    assert "至2027年7月1日止" in text
    press(view, "打印结对协议…")
    settle()
    assert "一式五份" in the(FormDialog, view).form.values()["text"]
    the(FormDialog, view).form.set_values({"text": ""})
    assert "一式三份" in made(view, settle)
    assert kept_text(township, PaperKind.AGREEMENT) == standard_text("结对协议")
    assert not [key for key in desk.memory if "text" in key]  # that file is not encrypted


def test_a_wrong_placeholder_is_told_and_nothing_is_lost(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.active_pairing(township)
    view = PairingsView(desk)
    shown(view, qtbot, settle)
    view.page.table.select(0)
    press(view, "打印结对协议…")
    settle()
    form = the(FormDialog, view)
    form.form.set_values({"text": "# 协议\n{丙方}"})
    form.save_button.click()
    settle()
    assert form.isVisible()
    assert form.form.values()["text"] == "# 协议\n{丙方}"


def test_a_notice_is_printed_before_an_activity(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.planned(township)
    view = ActivitiesView(desk)
    shown(view, qtbot, settle)
    view.activities.table.select(0)
    press(view.activities, "活动通知…")
    settle()
    assert "关于开展“作业辅导”活动的通知" in made(view, settle)


def insured_list(view: ActivitiesView, qtbot: QtBot, settle: Wait) -> InsuredDialog:
    shown(view, qtbot, settle)
    view.activities.table.select(0)
    press(view.activities, "参保名单…")
    settle()
    return the(InsuredDialog, view)


def test_cards_are_kept_for_the_insurer_and_a_subsidy_is_paid(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait, tmp_path: Path
) -> None:
    sample.closed(township)
    view = ActivitiesView(desk)
    dialog = insured_list(view, qtbot, settle)
    write_sheet(
        tmp_path / "参保.xlsx",
        Layout("参保", (("姓名", 10), ("学号", 12), ("身份证号", 20))),
        [("张䶮", "20250001", CARD)],
    )
    dialog.read(tmp_path / "参保.xlsx")
    settle()
    assert dialog.model.said()[student_id(1)].identity == CARD
    dialog.keep_button.click()
    settle()
    assert view.window().findChildren(PaperDialog) == []
    press(view.activities, "参保名单…")
    settle()
    dialog = the(InsuredDialog, view)
    assert dialog.model.said()[student_id(1)].identity == CARD
    dialog.save_button.click()
    settle()
    assert f"张䶮{CARD}" in closing(view, settle)
    assert CARD not in "".join(desk.memory.values())
    with township.store.read() as reader:
        assert [row.identity for row in reader.local(InsuredPerson)] == [CARD]
    press(view.activities, "补贴表…")
    settle()
    the(FormDialog, view).form.set_values({"yuan": 15.5})
    assert "壹佰贰拾肆元整" in made(view, settle)  # eight came
    press(view.activities, "补贴表…")
    settle()
    assert the(FormDialog, view).form.values()["yuan"] == 15.5


def test_numbers_are_typed_and_pasted_into_the_insured_list_as_into_a_spreadsheet(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.closed(township)
    view = ActivitiesView(desk)
    dialog = insured_list(view, qtbot, settle)
    grid, cell = dialog.grid, dialog.model.index
    assert grid.hasFocus()
    QTest.keyClicks(grid, "7")
    dialog.reject()
    assert dialog.isVisible(), "what stands in an open cell counts"
    assert dialog.model.data(cell(0, At.IDENTITY)) == "7"
    settle()
    QTest.keyClicks(grid, CARD[0])
    (line,) = grid.viewport().findChildren(QLineEdit)
    QTest.keyClicks(line, CARD[1:-1] + "x")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert grid.currentIndex() == cell(0, At.EMERGENCY)
    QTest.keyClick(grid, Qt.Key.Key_Backtab)
    grid.go_to(1)
    told: list[int] = []
    dialog.model.drafted.connect(lambda: told.append(dialog.model.missing()))
    grid.paste(f"{CARD}\t母亲 13900000000\r\n110105194912310\r\n")
    assert told == [5], "once for all that was pasted"
    assert dialog.model.problem(0) == "身份证号与序号 2 的相同"
    assert dialog.model.data(cell(1, At.EMERGENCY)) == "母亲 13900000000"
    dialog.keep_button.click()
    settle()
    assert dialog.isVisible()
    assert "序号 1（张䶮）的身份证号与序号 2 的相同（另有 2 人）" in "\n".join(
        text.text() for text in dialog.findChildren(Text)
    )
    dialog.reject()
    assert dialog.isVisible(), "what was typed is not lost by one press of Esc"
    for row in (1, 2):
        grid.go_to(row)
        QTest.keyClick(grid, Qt.Key.Key_Delete)
    called = "母亲" + "在济南上班，" * 10 + "13900000001"
    grid.go_to(1, At.EMERGENCY)
    grid.paste(called)
    dialog.keep_button.click()
    settle()
    assert dialog.isVisible()
    assert dialog.model.data(cell(1, At.EMERGENCY)) == called, "its end is the number"
    assert dialog.model.data(cell(1, At.EMERGENCY), Qt.ItemDataRole.ForegroundRole)
    assert "的紧急联系人太长" in "\n".join(text.text() for text in dialog.findChildren(Text))
    grid.type_into(cell(1, At.EMERGENCY), "母亲 13900000000")
    QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    with township.store.read() as reader:
        kept = {(row.identity, row.emergency) for row in reader.local(InsuredPerson)}
    assert kept == {(CARD, ""), ("", "母亲 13900000000")}


def test_a_proof_is_printed_from_the_roster(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.closed(township)
    view = RosterView(desk)
    shown(view, qtbot, settle)
    view.page.table.select(0)
    press(view, "实践证明…")
    settle()
    assert "兹证明张䶮同学（学号：20250001）" in made(view, settle)


def test_the_list_is_printed_with_its_filter_its_order_and_its_columns(
    desk: Desk, qtbot: QtBot, settle: Wait
) -> None:
    view = RosterView(desk)
    shown(view, qtbot, settle)
    view.page.search.setText("刘洋")
    view.page.search.returnPressed.emit()
    settle()
    phone = [column.key for column in view.page.model.columns].index("phone")
    view.page.table.columns_menu().actions()[phone].toggle()
    press(view, "打印列表")
    settle()
    text = made(view, settle)
    assert "名册共2人含“刘洋”" in text
    assert text.count("刘洋") == 3
    assert "手机号" not in text
    assert "1390000" not in text
    assert "第1页共1页" in text


def test_words_no_font_draws_are_asked_about_before_a_list(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    with township.store.write() as writer:
        writer.get(Student, student_id(1)).name = "张\ue863"
        writer.get(Student, student_id(2)).name = "李\ue0aa"
    view = RosterView(desk)
    shown(view, qtbot, settle)
    press(view, "打印列表")
    settle()
    the(FormDialog, view).save_button.click()
    settle()
    assert view.window().findChildren(PaperDialog) == []
    asked = the(PreflightDialog, view)
    assert sorted(map(str, asked.form.values().values())) == ["张䶮", "李\ue0aa"]
    (last,) = [key for key, name in asked.form.values().items() if name == "李\ue0aa"]
    asked.form.set_values({last: ""})
    asked.anyway_button.click()  # refused: a name cannot be empty
    asked.form.set_values({last: "李\ue0aa"})
    asked.save_button.click()  # an earlier wish to go on anyway is forgotten
    settle()
    assert asked.isVisible()
    asked.anyway_button.click()
    settle()
    paper = the(PaperDialog, view)
    assert "张䶮" in read(paper)
    assert "李〓" in read(paper)
    assert paper.print_button.accessibleName() == "仍然打印…"
    with township.store.read() as reader:  # just this print was written otherwise
        assert reader.get(Student, student_id(1)).name == "张\ue863"


def test_what_was_let_through_in_the_roster_is_not_asked_twice(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.closed(township)
    with township.store.write() as writer:
        writer.get(Student, student_id(1)).name = "张\ue0aa"
    view = RosterView(desk)
    shown(view, qtbot, settle)
    view.page.table.select(0)
    press(view, "实践证明…")
    settle()
    the(PreflightDialog, view).anyway_button.click()
    settle()
    assert "兹证明张〓同学" in made(view, settle)


def test_somebody_is_appointed_and_gets_a_letter(
    desk: Desk, township: Workspace, qtbot: QtBot, settle: Wait, said: Said
) -> None:
    dialog = AppointmentsView(desk)
    shown(dialog, qtbot, settle)
    dialog.page.action_clicked.emit()
    settle()
    form = the(FormDialog, dialog)
    form.form.set_values(
        {
            "person": "赵𠅤",
            "kind": PostKind.MENTOR,
            "serves": "2025级1班团支部",
            "starts_on": date(2026, 9, 1),
            "ends_on": date(2026, 8, 31),
        }
    )
    form.save_button.click()
    settle()
    assert form.isVisible()  # the term ends before it begins
    form.form.set_values({"ends_on": date(2027, 8, 31)})
    form.save_button.click()
    settle()
    (row,) = [dialog.page.model.row(at) for at in range(dialog.page.model.rowCount())]
    assert row is not None
    letter, _, _, delete = dialog._menu(row)  # noqa: SLF001 - what the right button shows
    letter.run()
    settle()
    text = made(dialog, settle)
    assert "赵𠅤同志：兹聘请您担任2025级1班团支部团建指导员" in text
    assert "自2026年9月1日至2027年8月31日" in text
    delete.run()
    settle()
    assert dialog.page.model.rowCount() == 0
    assert said.undo is not None
    said.undo()
    settle()
    with township.store.read() as reader:
        assert [one.person for one in appointments.page(reader)] == ["赵𠅤"]

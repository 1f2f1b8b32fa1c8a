"""The audit log in the window, and the purpose that is asked before personal data go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.documents.printer_check import render_printer_check
from desktop.domain.audit import Purpose
from desktop.gui.desk import Desk
from desktop.gui.dialogs.audit_log import AuditLogDialog
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.purpose import Personal
from desktop.gui.views.roster import RosterView
from desktop.gui.views.settings_safety import SafetyCard
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries.audit import AuditRow, page
from desktop.usecases.roster.edit_student import edit_student
from desktop.usecases.roster.student_fields import StudentFields
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import Said, branch_id, give_purpose, press, student_id

Settle = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def newest(township: Workspace) -> AuditRow:
    with township.store.read() as reader:
        return page(reader, limit=1)[0]


@pytest.fixture
def log(qtbot: QtBot, desk: Desk, township: Workspace, settle: Settle) -> AuditLogDialog:
    edit_student(township, student_id(1), StudentFields(branch_id(), "张三丰", "20250001"))
    card = SafetyCard(desk)
    qtbot.addWidget(card)
    card.show()
    card.log.click()
    settle()
    (dialog,) = card.findChildren(AuditLogDialog)
    settle()
    return dialog


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that the clerk chooses to save to."""
    path = tmp_path / "存.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


def form() -> FormDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog)]
    return found


def test_the_log_lists_the_newest_first_and_opens_the_record(
    log: AuditLogDialog, said: Said, settle: Settle
) -> None:
    first = log.page.model.row(0)
    assert first is not None
    assert "张三丰" not in str(first)
    log.page.table.select(0)
    settle()
    press(log.page, "打开大学生")
    assert said.opened == [("roster", (student_id(1),))]


def test_the_log_is_filtered(log: AuditLogDialog, settle: Settle) -> None:
    log.page.choose("table", "student")
    settle()
    shown = log.page.model.rowCount()
    log.page.choose("act", "print")
    settle()
    assert (shown > 0, log.page.model.rowCount()) == (True, 0)


def test_the_log_is_verified_and_says_what_is_wrong(
    log: AuditLogDialog, township: Workspace, settle: Settle
) -> None:
    log.verify_button.click()
    settle()
    assert "日志完整" in log.sound.words()
    with township.store.write() as writer:
        connection = writer.connection
        connection.exec_driver_sql("DROP TRIGGER audit_keep_update")
        connection.exec_driver_sql("UPDATE audit_entry SET actor = '别人' WHERE number = 1")
    log.verify_button.click()
    settle()
    assert log.sound.words() == ""
    assert not log.error.isHidden()


def test_the_log_is_exported(log: AuditLogDialog, tmp_path: Path, settle: Settle) -> None:
    log.export(tmp_path / "日志.xlsx")
    settle()
    sheet = load_workbook(tmp_path / "日志.xlsx").active
    assert sheet is not None
    assert sheet.max_row > 2


def test_saving_personal_data_asks_what_for_once_and_is_logged(
    qtbot: QtBot, desk: Desk, township: Workspace, settle: Settle, target: Path
) -> None:
    dialog = PaperDialog(desk, sample_pdf(), "证书", personal=Personal("证书", 12))
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    press(dialog, "保存 PDF…")
    settle()
    assert not target.exists()
    asked = form()
    asked.form.set_values({"purpose": Purpose.OTHER})
    asked.save_button.click()
    settle()
    assert not target.exists()  # 其他 wants words
    asked.form.set_values({"detail": "年度归档"})
    asked.save_button.click()
    settle()
    target = target.with_name("存.xlsx.pdf")
    assert target.exists()
    row = newest(township)
    assert (row.act, row.note, row.people, row.purpose) == ("export", "证书", 12, "其他：年度归档")
    target.unlink()
    press(dialog, "保存 PDF…")
    settle()
    assert target.exists()
    assert newest(township).id == row.id + 1


def test_a_paper_without_personal_data_asks_nothing(
    qtbot: QtBot, desk: Desk, settle: Settle, target: Path
) -> None:
    dialog = PaperDialog(desk, sample_pdf(), "通知")
    qtbot.addWidget(dialog)
    dialog.show()
    press(dialog, "保存 PDF…")
    settle()
    assert target.with_name("存.xlsx.pdf").exists()


def test_exporting_the_roster_is_logged_before_the_file_is_written(
    qtbot: QtBot, desk: Desk, township: Workspace, settle: Settle, target: Path
) -> None:
    view = RosterView(desk)
    qtbot.addWidget(view)
    view.show()
    settle()
    (button,) = [one for one in view.findChildren(QPushButton) if one.accessibleName() == "导出"]
    button.menu().actions()[0].trigger()
    settle()
    assert not target.exists()
    give_purpose(settle)
    assert target.exists()
    assert (newest(township).note, newest(township).people) == ("名册", 8)


def sample_pdf() -> bytes:
    return render_printer_check(date(2026, 11, 20))

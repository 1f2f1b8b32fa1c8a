"""A township's first day in the window alone, from the first-run assistant to the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.terms import ConsentMeans, ReportMode, Side, Theme
from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.assistant import AssistantWindow
from desktop.gui.dialogs.attendance_entry import AttendanceDialog
from desktop.gui.dialogs.enrol_dialog import EnrolDialog
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.pairing_proposal import ProposalDialog
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.verify import VerifyDialog
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.views.activities import ActivitiesView
from desktop.gui.views.certificates import CertificatesView
from desktop.gui.views.exchange import ExchangeView
from desktop.gui.views.needs import NeedsView
from desktop.gui.views.pairings import PairingsView
from desktop.gui.views.roster import RosterView
from desktop.gui.views.settings import SettingsView
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.window import open_main_window
from desktop.store.tables import Community, Need
from desktop.usecases.demo.people import RARE, people
from desktop.usecases.demo.setting import BRANCHES, write_branches
from desktop.usecases.exchange.status import township_status
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.enrol import Enrolled, enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.status import province_status
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import write_roster

TOWNSHIP, EACH = 370102002, 12
PASSPHRASE = "千佛山下青年一起来"
REFERENCE = Path(__file__).parents[2] / "data" / "reference"

W = TypeVar("W", bound=QWidget)

pytestmark = [pytest.mark.qt_log_ignore("propagateSizeHints"), pytest.mark.real_keys]


@dataclass(frozen=True)
class Office:
    """The provincial end, and what it handed to the township."""

    province: Workspace
    enrolled: Enrolled
    roster: Path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    province = init_province(tmp_path / "province", PASSPHRASE)
    load_reference(province, REFERENCE)
    write_branches(tmp_path / "branches.xlsx", BRANCHES, EACH)
    load_reference(province, tmp_path / "branches.xlsx")
    roster = tmp_path / "名册.xlsx"
    write_roster(roster, people(1, list(BRANCHES[:5]), EACH))
    yield Office(province, enrol(province, TOWNSHIP, tmp_path / "入网.qqe"), roster)
    province.close()


class Strays(QObject):
    """Watches for parts of a window that come up as windows of their own for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note a shown window that is neither a dialog nor one of the program's two."""
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.windowType() is Qt.WindowType.Window
            and not isinstance(watched, (QDialog, MainFrame, AssistantWindow))
        ):
            self.seen.add(type(watched).__name__)
        return False


def the(kind: type[W], within: QWidget) -> W:
    """Return the one widget of a kind that is to be seen."""
    (found,) = [one for one in within.findChildren(kind) if one.isVisible()]
    return found


def press(within: QWidget, name: str) -> None:
    """Press the one button of this name that is to be seen."""
    (button,) = [
        one
        for one in within.findChildren(QPushButton)
        if one.isVisible() and one.accessibleName() == name
    ]
    assert button.isEnabled(), name
    button.click()


def test_the_first_day(  # noqa: PLR0917 - what the whole journey is made of
    office: Office,
    jobs: JobRunner,
    qapp: QApplication,
    qtbot: QtBot,
    wait_idle: Callable[[], None],
    tmp_path: Path,
) -> None:
    def settle() -> None:
        for _ in range(4):
            wait_idle()

    failures: list[QingqiaoError] = []
    crashes: list[str] = []
    jobs.failed.connect(failures.append)
    jobs.crashed.connect(crashes.append)
    strays = Strays()
    qapp.installEventFilter(strays)
    workspace = _join(office, jobs, qtbot, settle, tmp_path / "data")
    frame = open_main_window(workspace, jobs, {})
    qtbot.addWidget(frame)
    frame.show()
    settle()
    _need(frame, settle)
    _pairing(frame, settle)
    _roster(frame, office.roster, settle)
    activities = _project_and_activity(frame, settle)
    _secure_enrol_and_print(frame, activities, settle, tmp_path)
    _attend(frame, activities, settle)
    _certificates(frame, activities, settle, tmp_path)
    _exchange(frame, office, settle, tmp_path / "usb")
    settings = frame.show_page("settings")
    assert isinstance(settings, SettingsView)
    settle()
    assert settings.profile.form.values()["committee"] == "千佛山街道青年工作委员会"
    assert (failures, crashes) == ([], [])
    assert strays.seen == set()
    qapp.removeEventFilter(strays)
    here = township_status(workspace).totals
    (there,) = province_status(office.province).enrolled
    assert (here.students, here.activities, here.attendances) == (5 * EACH, 1, EACH - 1)
    assert here.certificates == EACH - 1
    assert (there.students, there.activities, there.attendances, there.certificates) == (
        here.students,
        here.activities,
        here.attendances,
        here.certificates,
    )
    frame.close()
    workspace.close()
    open_workspace(tmp_path / "data", PASSPHRASE).close()


def _join(
    office: Office, jobs: JobRunner, qtbot: QtBot, settle: Callable[[], None], root: Path
) -> Workspace:
    assistant = AssistantWindow(jobs, root)
    qtbot.addWidget(assistant)
    assistant.show()
    done: list[Workspace] = []
    assistant.finished.connect(done.append)
    assistant.next.click()
    assistant.file_page.chosen.emit(office.roster)
    settle()
    assert not assistant.next.isEnabled()  # a workbook is no enrolment file
    assistant.file_page.chosen.emit(office.enrolled.path)
    settle()
    assistant.next.click()
    _type(assistant.code_page.line, office.enrolled.code[:-1])
    assert not assistant.next.isEnabled()
    _type(assistant.code_page.line, office.enrolled.code.lower())
    assistant.next.click()
    settle()
    page = assistant.account_page
    _type(page.name, "李青")
    _type(page.first.line, "12345678")
    assert not page.ready  # digits alone are too weak
    for line in (page.first.line, page.second.line):
        line.clear()
        _insert(line, PASSPHRASE)
    assistant.next.click()
    settle()
    assistant.next.click()
    (workspace,) = done
    with workspace.store.read() as reader:
        assert len(reader.find(Community)) == 7
    return workspace


def _type(line: QLineEdit, text: str) -> None:
    line.clear()
    if text.isascii():
        QTest.keyClicks(line, text)
    else:
        _insert(line, text)


def _insert(line: QLineEdit, text: str) -> None:
    """Put in words as an input method does, which counts as typing."""
    line.insert(text)
    line.textEdited.emit(line.text())


def _save(frame: QWidget, settle: Callable[[], None], **values: object) -> None:
    """Fill the form that is open and save it."""
    dialog = the(FormDialog, frame)
    dialog.form.set_values(values)
    assert dialog.form.is_valid
    dialog.save_button.click()
    settle()


def _need(frame: MainFrame, settle: Callable[[], None]) -> None:
    page = frame.show_page("needs")
    assert isinstance(page, NeedsView)
    settle()
    page.page.action_clicked.emit()
    settle()
    dialog = the(FormDialog, frame)
    dialog.save_button.click()
    assert dialog.isVisible()  # nothing is saved while a field is missing
    with page._desk.workspace.store.read() as reader:  # noqa: SLF001 - to name a community
        community = reader.find(Community)[0].id
    _save(
        frame,
        settle,
        community_id=community,
        title="四点半课堂缺辅导员",
        theme=Theme.VOLUNTEER,
        mode=ReportMode.REGULAR,
    )
    assert page.page.model.rowCount() >= 1


def _pairing(frame: MainFrame, settle: Callable[[], None]) -> None:
    page = frame.show_page("pairings")
    assert isinstance(page, PairingsView)
    settle()
    page.page.action_clicked.emit()
    settle()
    box = the(ProposalDialog, frame)
    with page._desk.workspace.store.read() as reader:  # noqa: SLF001 - to name the need
        box.form.set_values({"need_id": reader.find(Need)[0].id})
    settle()
    box.search.setText("历史学")
    box.search.returnPressed.emit()
    settle()
    box.table.select(0)
    box.save_button.click()
    settle()
    page.page.table.select(0)
    settle()
    for side in Side:
        press(page, f"登记{side.label}同意")
        _save(frame, settle, person="王主任", means=ConsentMeans.PHONE)
    press(page, "生效")
    settle()


def _roster(frame: MainFrame, roster: Path, settle: Callable[[], None]) -> None:
    page = frame.show_page("roster")
    assert isinstance(page, RosterView)
    settle()
    page.page.action_clicked.emit()
    dialog = the(ImportDialog, frame)
    dialog.look_at(roster)
    settle()
    dialog.import_button.click()
    settle()
    assert page.page.model.rowCount() == 5 * EACH
    page.page.search.setText(RARE[0])
    page.page.search.returnPressed.emit()
    settle()
    row = page.page.model.row(0)
    assert row is not None
    assert row.name == RARE[0]


def _project_and_activity(frame: MainFrame, settle: Callable[[], None]) -> ActivitiesView:
    page = frame.show_page("activities")
    assert isinstance(page, ActivitiesView)
    settle()
    page.activities.action_clicked.emit()  # no project yet: leads to a new one
    settle()
    _save(frame, settle, name="四点半小课堂", community_owner="社区书记", campus_owner="团支书")
    page.show_section("projects")
    settle()
    page.projects.table.select(0)
    settle()
    for side in Side:
        press(page, f"登记{side.label}确认")
        _save(frame, settle)
    page.show_section("list")
    page.activities.action_clicked.emit()
    settle()
    day = date(2026, 11, 20)
    _save(
        frame,
        settle,
        title="作业辅导",
        starts_at=datetime(day.year, day.month, day.day, 9, 0),  # noqa: DTZ001 - as typed
        ends_at=datetime(day.year, day.month, day.day, 11, 30),  # noqa: DTZ001 - as typed
        place="党群服务中心",
    )
    page.activities.table.select(0)
    settle()
    return page


def _secure_enrol_and_print(
    frame: MainFrame, page: ActivitiesView, settle: Callable[[], None], folder: Path
) -> None:
    for at in range(5):
        box = [one for one in page.activities.findChildren(QCheckBox) if one.isVisible()][at]
        if not box.isChecked():
            box.click()
            settle()
    press(page, "报名")
    settle()
    dialog = the(EnrolDialog, frame)
    dialog.branch_button.click()
    settle()
    dialog.close_button.click()
    settle()
    press(page, "打印签到表")
    settle()
    _save(frame, settle)
    paper = the(PaperDialog, frame)
    paper.save(folder / "sheet.pdf")
    settle()
    assert (folder / "sheet.pdf").read_bytes().startswith(b"%PDF")
    paper.reject()
    settle()


def _attend(frame: MainFrame, page: ActivitiesView, settle: Callable[[], None]) -> None:
    _named(page, "开始活动")[0].click()
    settle()
    _named(page, "录入签到")[0].click()
    settle()
    dialog = the(AttendanceDialog, frame)
    dialog.all_button.click()
    dialog.grid.setFocus()
    dialog.grid.setCurrentIndex(dialog.model.index(0, 0))
    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)  # 到场 → 请假
    dialog.save_button.click()
    settle()
    _named(page, "结束活动")[0].click()
    settle()


def _named(within: QWidget, name: str) -> list[QPushButton]:
    return [
        one
        for one in within.findChildren(QPushButton)
        if one.isVisible() and one.isEnabled() and one.accessibleName() == name
    ]


def _certificates(
    frame: MainFrame, page: ActivitiesView, settle: Callable[[], None], folder: Path
) -> None:
    _named(page, "颁发证书…")[0].click()
    settle()
    _save(frame, settle)
    paper = the(PaperDialog, frame)
    paper.save(folder / "certificates.pdf")
    settle()
    paper.reject()
    register = frame.show_page("certificates")
    assert isinstance(register, CertificatesView)
    settle()
    assert register.page.model.rowCount() == EACH - 1
    register.verify_button.click()
    verify = the(VerifyDialog, frame)
    verify.check_file(folder / "certificates.pdf")
    settle()
    words = " ".join(
        label.text() for label in verify.findChildren(QWidget) if hasattr(label, "text")
    )
    assert "真实有效" in words
    verify.text.setPlainText("QQ1:NOT A CERTIFICATE")
    verify.check_text()
    settle()
    words = " ".join(
        label.text() for label in verify.findChildren(QWidget) if hasattr(label, "text")
    )
    assert "这不是青桥证书的二维码" in words
    verify.reject()


def _exchange(frame: MainFrame, office: Office, settle: Callable[[], None], usb: Path) -> None:
    usb.mkdir()
    page = frame.show_page("exchange")
    assert isinstance(page, ExchangeView)
    settle()
    page.up.place._ask = lambda: usb  # noqa: SLF001 - the system's own dialog cannot be driven
    page.up.place.setCurrentIndex(page.up.place.findData(""))
    page.up.write()
    settle()
    (taken,) = take_in(office.province, [usb])
    assert taken.error is None
    (sent,) = send_down(office.province, usb / "down")
    page.take_in([sent.path])
    settle()
    status = township_status(page._desk.workspace)  # noqa: SLF001 - the desk of the test
    assert status.exchange.waiting == 0
    assert [bundle.state.label for bundle in status.exchange.bundles] == ["已签收"]

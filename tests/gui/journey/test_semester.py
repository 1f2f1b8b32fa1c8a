"""A semester of one township, played from the window alone; in the end 工作台 equals plain SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.terms import BaseKind, ConsentMeans, ReportMode, Side, Theme
from desktop.foundation.clock import BEIJING
from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.attendance_entry import AttendanceDialog
from desktop.gui.dialogs.enrol_dialog import EnrolDialog
from desktop.gui.dialogs.importing import ImportDialog
from desktop.gui.dialogs.pairing_proposal import ProposalDialog
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.views.activities import ActivitiesView
from desktop.gui.views.exchange import ExchangeView
from desktop.gui.views.needs import NeedsView
from desktop.gui.views.pairings import PairingsView
from desktop.gui.views.roster import RosterView
from desktop.gui.views.settings import SettingsView
from desktop.gui.views.today import TodayView
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.list_detail import ListDetailPage
from desktop.gui.window import open_main_window
from desktop.store.tables import Community, Need, Pairing, Project
from desktop.usecases.demo.people import people
from desktop.usecases.demo.setting import BRANCHES, write_branches
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.status import township_status
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.merge_figures import merge_figures
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import write_roster
from tests.gui.conftest import close_window
from tests.unit.store.plain_figures import plain

TOWNSHIP, EACH = 370102002, 4
PASSPHRASE = "千佛山下青年一起来"
REFERENCE = Path(__file__).parents[2] / "data" / "reference"
FIRST_DAY = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
PAIRED = (BRANCHES[0], BRANCHES[2], BRANCHES[5])

W = TypeVar("W", bound=QWidget)

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@dataclass
class Watch:
    """The time at both ends."""

    now: datetime = FIRST_DAY

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Township:
    """A township that has just joined, its province, and what a university sent."""

    province: Workspace
    workspace: Workspace
    roster: Path
    watch: Watch


@pytest.fixture
def township(tmp_path: Path) -> Iterator[Township]:
    watch = Watch()
    province = init_province(tmp_path / "province", PASSPHRASE, clock=watch)
    load_reference(province, REFERENCE)
    write_branches(tmp_path / "branches.xlsx", BRANCHES, EACH)
    load_reference(province, tmp_path / "branches.xlsx")
    roster = tmp_path / "名册.xlsx"
    write_roster(roster, people(1, list(PAIRED), EACH))
    enrolled = enrol(province, TOWNSHIP, tmp_path / "入网.qqe")
    workspace = join(
        enrolled.path,
        enrolled.code,
        tmp_path / "township",
        PASSPHRASE,
        operator="李青",
        clock=watch,
    ).workspace
    yield Township(province, workspace, roster, watch)
    province.close()
    workspace.close()


@dataclass
class Clerk:
    """Somebody at the window."""

    frame: MainFrame
    township: Township
    wait: Callable[[], None]

    def settle(self) -> None:
        for _ in range(3):
            self.wait()

    def show(self, key: str, kind: type[W]) -> W:
        page = self.frame.show_page(key)
        assert isinstance(page, kind)
        self.settle()
        return page

    def the(self, kind: type[W]) -> W:
        (found,) = [one for one in self.frame.findChildren(kind) if one.isVisible()]
        return found

    def press(self, name: str) -> None:
        """Press the first button of this name that is to be seen: an empty list has it twice."""
        button = next(
            one
            for one in self.frame.findChildren(QPushButton)
            if one.isVisible() and one.accessibleName() == name
        )
        assert button.isEnabled(), name
        button.click()
        self.settle()

    def save(self, **values: object) -> None:
        dialog = self.the(FormDialog)
        dialog.form.set_values(values)
        assert dialog.form.show_problems()
        dialog.save_button.click()
        self.settle()

    def go_on(self, day: date) -> None:
        """Let it be the morning of a day."""
        self.township.watch.now = datetime.combine(day, time(8, 30), BEIJING).astimezone(UTC)


def test_a_semester(
    township: Township,
    jobs: JobRunner,
    qtbot: QtBot,
    wait_idle: Callable[[], None],
    tmp_path: Path,
) -> None:
    failures: list[QingqiaoError] = []
    crashes: list[str] = []
    jobs.failed.connect(failures.append)
    jobs.crashed.connect(crashes.append)
    frame = open_main_window(township.workspace, jobs, {})
    qtbot.addWidget(frame)
    frame.show()
    clerk = Clerk(frame, township, wait_idle)
    clerk.settle()
    _set_up(clerk)
    _ask_the_communities(clerk)
    _pair(clerk)
    _import_roster(clerk)
    _exchange(clerk, tmp_path / "september")
    _projects(clerk)
    for place, day in ((0, date(2026, 9, 19)), (0, date(2026, 10, 24)), (1, date(2026, 11, 7))):
        clerk.go_on(day - timedelta(days=2))
        _plan(clerk, place, day)
        _prepare(clerk)
        clerk.go_on(day + timedelta(days=1))
        _hold(clerk)
    clerk.go_on(date(2026, 11, 20))
    _plan(clerk, 2, date(2026, 11, 25))
    _exchange(clerk, tmp_path / "november")
    _look_at_today(clerk)
    assert (failures, crashes) == ([], [])
    assert township_status(township.workspace).exchange.waiting == 0
    close_window(frame)


def _set_up(clerk: Clerk) -> None:
    profile = clerk.show("settings", SettingsView).profile
    profile.form.set_values({"contact": "李青", "priorities": "基层治理\n安全生产"})
    profile.form.changed.emit()
    profile.save.click()
    clerk.settle()


def _ask_the_communities(clerk: Clerk) -> None:
    """One need by its form, two by a survey; a base."""
    with clerk.township.workspace.store.read() as reader:
        communities = sorted(row.id for row in reader.find(Community))
    page = clerk.show("needs", NeedsView)
    page.page.action_clicked.emit()
    clerk.save(
        community_id=communities[0],
        title="四点半课堂缺辅导员",
        theme=Theme.VOLUNTEER,
        mode=ReportMode.REGULAR,
        priorities="基层治理",
    )
    page.sections.show_section("surveys")
    clerk.settle()
    clerk.press("录入摸排表")
    needs = "反诈普法入户宣传，3人\n党的理论宣讲"
    clerk.save(community_id=communities[1], needs=needs, scenes="居民活动广场")
    page.sections.show_section("bases")
    clerk.settle()
    clerk.press("登记阵地")
    clerk.save(name="历山青年之家", kind=BaseKind.YOUTH_HOME, capacity=40)
    page.sections.show_section("needs")


def _pair(clerk: Clerk) -> None:
    """Each need with a branch: found by its name among those suggested, agreed to, in force."""
    with clerk.township.workspace.store.read() as reader:
        needs = sorted(reader.find(Need), key=lambda row: row.seq)
    page = clerk.show("pairings", PairingsView)
    for need, (_, _, branch) in zip(needs, PAIRED, strict=True):
        page.page.action_clicked.emit()
        clerk.settle()
        box = clerk.the(ProposalDialog)
        box.form.set_values({"need_id": need.id})
        box.form.changed.emit()
        box.search.setText(branch)
        box.search.returnPressed.emit()
        clerk.settle()
        found = [box.model.row(at) for at in range(box.model.rowCount())]
        box.table.select([one.name if one else "" for one in found].index(branch))
        assert box.partner is not None
        assert box.partner.reasons
        box.save_button.click()
        clerk.settle()
        rows = [page.page.model.row(at) for at in range(page.page.model.rowCount())]
        place = next(at for at, row in enumerate(rows) if row and row.row.need_id == need.id)
        page.page.table.select(place)
        clerk.settle()
        for side in Side:
            clerk.press(f"登记{side.label}同意")
            clerk.save(person="王主任", means=ConsentMeans.PHONE)
        clerk.press("生效")


def _import_roster(clerk: Clerk) -> None:
    page = clerk.show("roster", RosterView)
    page.page.action_clicked.emit()
    dialog = clerk.the(ImportDialog)
    dialog.look_at(clerk.township.roster)
    clerk.settle()
    dialog.import_button.click()
    clerk.settle()
    assert page.page.model.rowCount() == len(PAIRED) * EACH


def _pairings(clerk: Clerk) -> list[bytes]:
    with clerk.township.workspace.store.read() as reader:
        return [row.id for row in sorted(reader.find(Pairing), key=lambda row: row.lsn)]


def _projects(clerk: Clerk) -> None:
    page = clerk.show("activities", ActivitiesView)
    page.show_section("projects")
    clerk.settle()
    for number, pairing in enumerate(_pairings(clerk)):
        page.projects.action_clicked.emit()
        clerk.settle()
        clerk.save(
            pairing_id=pairing,
            name=f"项目{number}",
            community_owner="社区书记",
            campus_owner="团支书",
        )
        rows = [page.projects.model.row(at) for at in range(page.projects.model.rowCount())]
        names = [row.row.name if row else "" for row in rows]
        page.projects.table.select(names.index(f"项目{number}"))
        clerk.settle()
        for side in Side:
            clerk.press(f"登记{side.label}确认")
            clerk.save()
    page.show_section("list")


def _plan(clerk: Clerk, place: int, day: date) -> None:
    with clerk.township.workspace.store.read() as reader:
        (project,) = reader.find(Project, name=f"项目{place}")
    page = clerk.show("activities", ActivitiesView)
    page.show_section("list")
    page.activities.action_clicked.emit()
    clerk.settle()
    clerk.save(
        project_id=project.id,
        title=f"{day} 活动",
        starts_at=datetime(day.year, day.month, day.day, 9, 0),  # noqa: DTZ001 - as typed
        ends_at=datetime(day.year, day.month, day.day, 11, 0),  # noqa: DTZ001 - as typed
        place="党群服务中心",
    )
    rows = [page.activities.model.row(at) for at in range(page.activities.model.rowCount())]
    titles = [row.row.title if row else "" for row in rows]
    page.activities.table.select(titles.index(f"{day} 活动"))
    clerk.settle()


def _prepare(clerk: Clerk) -> None:
    """Tick the safeguards, put the branch on the list, print the sheet."""
    page = clerk.show("activities", ActivitiesView)
    for at in range(5):
        box = [one for one in page.activities.findChildren(QCheckBox) if one.isVisible()][at]
        if not box.isChecked():
            box.click()
            clerk.settle()
    clerk.press("报名")
    dialog = clerk.the(EnrolDialog)
    dialog.branch_button.click()
    clerk.settle()
    dialog.close_button.click()
    clerk.settle()
    clerk.press("打印签到表")
    clerk.save()
    clerk.the(PaperDialog).reject()
    clerk.settle()


def _hold(clerk: Clerk) -> None:
    """Enter the sheet: all but one came; close, and issue the certificates."""
    clerk.press("开始活动")
    clerk.press("录入签到")
    dialog = clerk.the(AttendanceDialog)
    dialog.all_button.click()
    dialog.grid.setFocus()
    dialog.grid.setCurrentIndex(dialog.model.index(0, 0))
    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
    dialog.save_button.click()
    clerk.settle()
    clerk.press("结束活动")
    clerk.press("颁发证书…")
    clerk.save()
    clerk.the(PaperDialog).reject()
    clerk.settle()


def _exchange(clerk: Clerk, usb: Path) -> None:
    usb.mkdir()
    page = clerk.show("exchange", ExchangeView)
    page.up.place._ask = lambda: usb  # noqa: SLF001 - the system's own dialog cannot be driven
    page.up.place.setCurrentIndex(page.up.place.findData(""))
    page.up.write()
    clerk.settle()
    (taken,) = take_in(clerk.township.province, [usb])
    assert taken.error is None
    merge_figures(clerk.township.province)
    (sent,) = send_down(clerk.township.province, usb / "down")
    page.take_in([sent.path])
    clerk.settle()


def _look_at_today(clerk: Clerk) -> None:
    """Every number equals plain SQL, and opens a list of just so many rows."""
    today = clerk.show("today", TodayView)
    with clerk.township.workspace.store.write() as writer:
        sql = plain(writer.connection, clerk.township.watch.now)

        def count(query: str) -> int:
            return int(sql.exec_driver_sql(query).scalar_one())

        numbers = {
            ("coverage", "paired"): count("SELECT COUNT(*) FROM paired"),
            ("coverage", "whole"): count("SELECT branches FROM denominator"),
            ("band", "within"): count("SELECT COUNT(*) FROM load WHERE each BETWEEN 2 AND 3"),
            ("band", "counted"): count("SELECT COUNT(*) FROM load"),
            ("reach", "came"): count("SELECT COUNT(*) FROM listed WHERE came > 0"),
            ("reach", "missing"): count("SELECT COUNT(*) FROM listed WHERE came = 0"),
            ("reach", "listed"): count("SELECT COUNT(*) FROM listed"),
        }
        todos = {
            row[0]: row[1]
            for row in sql.exec_driver_sql("SELECT kind, COUNT(*) FROM todo GROUP BY kind")
        }
    shown = {
        (key, part): int("".join(filter(str.isdigit, button.text())) or 0)
        for key, card in today.rings.items()
        for part, button in card.buttons.items()
    }
    assert shown == numbers
    assert numbers["reach", "came"] == 2 * (EACH - 1), "one of each branch had leave"
    assert todos == {"below": 2, "unprinted": 1}
    for (key, part), number in numbers.items():
        if number and part != "whole":
            today.rings[key].buttons[part].click()
            clerk.settle()
            assert _rows(clerk) == number, (key, part)
    for kind, number in todos.items():
        today.todos.buttons[kind].click()
        clerk.settle()
        assert _rows(clerk) == number, kind
    assert "全省合并" in today.rings["reach"].words()


def _rows(clerk: Clerk) -> int:
    """Return how many rows the list has that is open now."""
    return clerk.the(ListDetailPage).model.rowCount()

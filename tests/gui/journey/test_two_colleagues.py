"""Two PCs of one township and the province: both edit one record, one clerk chooses in the window.

Files travel by drop, several at once in any order; the choice reaches the province and the
colleague.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from desktop.gui.app import Start
from desktop.gui.doorbell import ring
from desktop.gui.drives import Drive
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import Memory
from desktop.gui.views.exchange import ExchangeView
from desktop.gui.widgets.text import Badge, Text
from desktop.gui.window import open_main_window
from desktop.store.tables import Student
from desktop.usecases.exchange.conflicts import list_conflicts
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in as province_take_in
from tests.gui.conftest import close_window, end_asides
from tests.unit.exchange_world import PASSPHRASE, Peer, World

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@dataclass
class Office:
    """One PC: its window, and the stick that is plugged in there, if any."""

    peer: Peer
    frame: MainFrame
    settle: Callable[[], None]
    sticks: list[Drive] = field(default_factory=list)

    @property
    def page(self) -> ExchangeView:
        page = self.frame.show_page("exchange")
        assert isinstance(page, ExchangeView)
        self.settle()
        return page

    def edit(self, student: bytes, **values: str) -> None:
        with self.peer.workspace.store.write() as writer:
            row = writer.get(Student, student)
            for name, value in values.items():
                setattr(row, name, value)

    def hand_up(self, stick: Path) -> Path:
        """Write to a stick that was just plugged in, and pull it out."""
        before = set(stick.glob("*.qqb"))
        self.sticks.append(Drive(stick, "U 盘 测试", "sdz1", 8_000_000_000))
        page = self.page
        page.watch.look_now()
        self.settle()
        assert page.up.place.currentText() == "U 盘 测试（空闲 8.0 GB）"
        page.up.button.click()
        self.settle()
        assert page.up.result.isVisible()
        self.sticks.clear()
        page.watch.look_now()
        self.settle()
        (made,) = set(stick.glob("*.qqb")) - before
        return made

    def drop(self, *paths: Path) -> None:
        """Drop files on whatever page is shown."""
        self.frame.show_page("today")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        given = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        self.frame.dragEnterEvent(QDragEnterEvent(QPointF(5, 5).toPoint(), *given, none))
        self.frame.dropEvent(QDropEvent(QPointF(5, 5), *given, none))
        self.settle()

    def row(self, student: bytes) -> tuple[str, str]:
        with self.peer.workspace.store.read() as reader:
            row = reader.get(Student, student)
            return row.name, row.phone

    def sign(self) -> str:
        """Return the number on 上报接收 in the navigation."""
        found = [b for b in self.frame.navigation.findChildren(Badge) if b.isVisible()]
        return found[0].text() if found else ""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def offices(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Office, Office]]:
    runners: list[JobRunner] = []
    crashes: list[str] = []

    def open_office(operator: str) -> Office:
        peer, jobs = world.join(), JobRunner()
        with peer.workspace.store.write() as writer:
            writer.replica.operator = operator
        runners.append(jobs)
        jobs.crashed.connect(crashes.append)

        def settle() -> None:
            for _ in range(3):
                end_asides()
                with qtbot.waitSignal(jobs.idle, timeout=20_000):
                    jobs.run(lambda _: None)
            end_asides()

        sticks: list[Drive] = []
        monkeypatch.setattr("desktop.gui.views.exchange.removable_drives", lambda: list(sticks))
        frame = open_main_window(peer.workspace, jobs, {})
        qtbot.addWidget(frame, before_close_func=close_window)
        frame.show()
        office = Office(peer, frame, settle, sticks)
        assert office.page.isVisible()
        return office

    yield open_office("王一"), open_office("李二")
    for runner in runners:
        runner.drain()
    assert crashes == []


def answers(world: World, stick: Path, *bundles: Path) -> list[Path]:
    """Let the province take bundles in and answer every PC; return the files."""
    results = province_take_in(world.province.workspace, bundles)
    assert [result.error for result in results] == [None] * len(bundles)
    return [sent.path for sent in send_down(world.province.workspace, stick)]


def test_both_edit_and_one_chooses(
    world: World, offices: tuple[Office, Office], tmp_path: Path
) -> None:
    one, two = offices
    stick = tmp_path / "stick"
    stick.mkdir()
    (student,) = one.peer.add("张䶮")
    for number in range(2):
        down = answers(world, tmp_path / f"d{number}", one.hand_up(stick), two.hand_up(stick))
        for office in offices:
            office.drop(*down)  # each takes its own, and is told about the other's
            assert office.page.down.said().startswith("共 2 个文件：接收 1 个，没有接收 1 个。")
    assert two.row(student) == ("张䶮", "")

    one.edit(student, name="张䶮甲", phone="13900000001")
    two.edit(student, name="张䶮乙", phone="13900000002")
    down = [
        path
        for number in range(2)
        for path in answers(world, tmp_path / f"e{number}", one.hand_up(stick), two.hand_up(stick))
    ]
    for office in offices:
        office.drop(*reversed(down))
        assert "接收 2 个" in office.page.down.said()
        assert office.sign() == "1", "one record to choose about"

    card = one.page.conflicts
    assert card.isVisible()
    assert "张䶮" in card.headline.text()
    (view,) = list_conflicts(one.peer.workspace)
    whose = " ".join(text.text() for text in card.findChildren(Text))
    assert view.now_by in whose
    assert view.other_by in whose
    fields = {choice.name: choice for choice in view.fields}
    (other,) = [
        radio
        for radio in card.findChildren(QRadioButton)
        if radio.accessibleName().startswith("姓名，另一份")
    ]
    other.click()
    QTest.mouseClick(card.settle_button, Qt.MouseButton.LeftButton)
    one.settle()
    chosen = fields["name"].other, fields["phone"].now
    assert one.row(student) == chosen
    assert one.sign() == ""

    down = answers(world, tmp_path / "last", one.hand_up(stick))
    two.drop(*down)
    assert two.row(student) == chosen
    assert list_conflicts(two.peer.workspace) == []
    assert not two.page.conflicts.isVisible()
    assert two.sign() == ""
    with world.province.workspace.store.read() as reader:
        row = reader.get(Student, student)
        assert (row.name, row.phone) == chosen


def test_a_double_clicked_answer_reaches_the_window_that_is_open(
    world: World, qtbot: QtBot, tmp_path: Path
) -> None:
    peer = world.join()
    world.up(peer)
    answer = world.answer(peer)
    root = peer.root
    peer.workspace.close()
    start = Start(root, Memory(tmp_path / "window.ini"))
    start.begin()
    start.window.open_with(PASSPHRASE)  # type: ignore[attr-defined]  # as the clerk types it
    qtbot.waitUntil(lambda: isinstance(start.window, MainFrame), timeout=20_000)
    qtbot.addWidget(start.window)
    start.window.showMinimized()
    heard: list[bool] = []
    caller = threading.Thread(target=lambda: heard.append(ring(root, [answer])))
    caller.start()

    def taken_in() -> None:
        words = [text.text() for text in start.window.findChildren(Text)]
        assert any(text.startswith("已接收第 1 包") for text in words)

    qtbot.waitUntil(taken_in, timeout=20_000)
    caller.join()
    assert heard == [True]
    assert not start.window.isMinimized()
    assert start.workspace is not None
    assert exchange_status(start.workspace).joined
    close_window(start.window)
    start.end()
    peer.reopen()

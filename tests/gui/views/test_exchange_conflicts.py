"""A clerk sees what two PCs changed differently, chooses, and sees the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from desktop.gui.desk import Desk
from desktop.gui.jobs import JobRunner
from desktop.gui.views.exchange import ExchangeView
from desktop.gui.views.exchange_conflicts import ConflictCard
from desktop.store.tables import Student
from desktop.usecases.exchange.conflicts import list_conflicts, settle_conflict
from tests.gui.views.conftest import Said
from tests.unit.exchange_world import Peer, World

Wait = Callable[[], None]


@pytest.fixture
def peer(tmp_path: Path) -> Peer:
    """A PC that knows of two students whom a colleague changed differently."""
    world = World(tmp_path)
    one, two = world.join(), world.join()
    students = one.add("张䶮", "李𬭎")
    for end in (one, two, one, two):
        world.round(end)
    for end, name, phone in ((one, "甲", "13900000001"), (two, "乙", "13900000002")):
        with end.workspace.store.write() as writer:
            writer.replica.operator = f"经办{name}"
            for student in students:
                row = writer.get(Student, student)
                row.name, row.phone = f"{row.name}{name}", phone
    for end in (one, two, one, two):
        world.round(end)
    assert len(list_conflicts(one.workspace)) == 2
    return one


@pytest.fixture
def desk(peer: Peer, jobs: JobRunner, said: Said) -> Desk:
    return Desk(peer.workspace, jobs, {}, said.toast, said.open_page)


@pytest.fixture
def view(
    desk: Desk, wait_idle: Wait, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> ExchangeView:
    monkeypatch.setattr("desktop.gui.views.exchange.removable_drives", list)
    made = ExchangeView(desk)
    qtbot.addWidget(made)
    made.resize(1092, 614)
    made.show()
    wait_idle()
    return made


def radios(card: ConflictCard) -> dict[str, QRadioButton]:
    return {
        button.accessibleName().partition("：")[0]: button
        for button in card.findChildren(QRadioButton)
        if button.isVisibleTo(card)
    }


def press(view: ExchangeView) -> None:
    QTest.mouseClick(view.conflicts.settle_button, Qt.MouseButton.LeftButton)


def row_of(peer: Peer, student: bytes) -> tuple[str, str]:
    with peer.workspace.store.read() as reader:
        row = reader.get(Student, student)
        return row.name, row.phone


def test_field_by_field_until_none_is_left(view: ExchangeView, peer: Peer, wait_idle: Wait) -> None:
    card = view.conflicts
    assert card.isVisibleTo(view)
    for left in (2, 1):
        first = list_conflicts(peer.workspace)[0]
        fields = {choice.name: choice for choice in first.fields}
        assert first.title in card.headline.text()
        assert ("还有 1 处" in card.headline.text()) == (left == 2)
        (student,) = [s for s, name in peer.students().items() if name == first.title]
        radios(card)["电话，另一份"].click()
        press(view)
        wait_idle()
        wait_idle()
        assert row_of(peer, student) == (fields["name"].now, fields["phone"].other)
    assert not card.isVisibleTo(view)
    assert not list_conflicts(peer.workspace)


def test_all_of_the_other_version(view: ExchangeView, peer: Peer, wait_idle: Wait) -> None:
    first = list_conflicts(peer.workspace)[0]
    fields = {choice.name: choice for choice in first.fields}
    (student,) = [s for s, name in peer.students().items() if name == first.title]
    view.conflicts.all_other.click()
    press(view)
    wait_idle()
    wait_idle()
    assert row_of(peer, student) == (fields["name"].other, fields["phone"].other)


def test_what_was_settled_elsewhere_meanwhile_is_said(
    view: ExchangeView, peer: Peer, wait_idle: Wait
) -> None:
    first, second = list_conflicts(peer.workspace)
    settle_conflict(peer.workspace, first.id)
    press(view)
    wait_idle()
    wait_idle()
    assert second.title in view.conflicts.headline.text()
    assert [view.id for view in list_conflicts(peer.workspace)] == [second.id]

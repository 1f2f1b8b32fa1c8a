"""工作台: empty, at work, and where each number leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.terms import Side
from desktop.gui.desk import Desk
from desktop.gui.dialogs.campuses import CampusesDialog
from desktop.gui.views.today import TodayView
from desktop.gui.widgets.text import Text
from desktop.usecases.activity.create_project import ProjectFields, create_project
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.pairing.change_pairing_state import activate_pairing
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.propose_pairing import BranchProposal, propose_pairing
from desktop.usecases.pairing.record_consent import Said as Word
from desktop.usecases.pairing.record_consent import record_consent
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import Said, branch_id, community_id, student_id

Wait = Callable[[], None]


@pytest.fixture
def view(desk: Desk, qtbot: QtBot, wait_idle: Wait) -> TodayView:
    made = TodayView(desk)
    qtbot.addWidget(made)
    made.resize(917, 560)
    made.show()
    wait_idle()
    return made


def words(widget: QWidget) -> str:
    shown = [text for text in widget.findChildren(Text) if text.isVisibleTo(widget)]
    return "\n".join(text.text() for text in shown)


def propose(workspace: Workspace, community: int = 1, branch: str = "2025级1班") -> bytes:
    record_need(workspace, NeedFields(community_id=community_id(community), title="缺课后辅导"))
    proposal = BranchProposal(community_id(community), branch_id(branch))
    return propose_pairing(workspace, proposal).pairing_id


def agree(workspace: Workspace, pairing: bytes) -> bytes:
    for side in Side:
        record_consent(workspace, pairing, Word(side, "某人", workspace.today()))
    activate_pairing(workspace, pairing)
    return pairing


def plan(workspace: Workspace, pairing: bytes, *, days: int = 3) -> bytes:
    fields = ProjectFields(pairing, "课后课堂", community_owner="甲", campus_owner="乙")
    project = create_project(workspace, fields).project_id
    start = workspace.now() + timedelta(days=days)
    return plan_activity(
        workspace,
        ActivityFields(
            project_id=project,
            title="作业辅导",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            pairing_ids=(pairing,),
        ),
    ).activity_id


def test_a_new_township_is_shown_the_first_four_steps(view: TodayView, said: Said) -> None:
    assert "开始的四步" in words(view)
    assert "还没有上报过" in words(view.todos)
    assert not any(card.isVisible() for card in view.rings.values())
    for key in ("needs", "pairings", "activities", "exchange"):
        QTest.mouseClick(view.steps.buttons[key], Qt.MouseButton.LeftButton)
    assert [page for page, _ in said.opened] == ["needs", "pairings", "activities", "exchange"]
    assert view.steps.buttons["needs"].property("kind") == "primary"
    assert view.steps.buttons["pairings"].property("kind") == "secondary"


def test_steps_taken_are_ticked_and_the_next_one_is_in_front(
    view: TodayView, desk: Desk, wait_idle: Wait
) -> None:
    desk.jobs.run(lambda _: propose(desk.workspace), topics=("need", "pairing"))
    wait_idle()
    wait_idle()
    assert view.steps.buttons["activities"].property("kind") == "primary"
    assert view.todos.isVisible()
    assert "1 个结对待双方确认" in words(view.todos)


def test_what_changed_while_another_page_was_open_is_counted_when_it_opens_again(
    view: TodayView, desk: Desk, wait_idle: Wait
) -> None:
    view.hide()
    desk.jobs.run(lambda _: propose(desk.workspace), topics=("need", "pairing"))
    wait_idle()
    wait_idle()
    assert "1 个结对待双方确认" not in words(view.todos)
    view.show()
    wait_idle()
    assert "1 个结对待双方确认" in words(view.todos)


def test_every_line_opens_its_rows(
    view: TodayView, desk: Desk, said: Said, wait_idle: Wait
) -> None:
    workspace = desk.workspace
    waiting = propose(workspace, 2, "2025级2班")
    active = agree(workspace, propose(workspace))
    soon = plan(workspace, active)
    desk.jobs.data_changed.emit(frozenset({"activity"}))
    wait_idle()
    expected = {
        "proposals": ("pairings", (waiting,)),
        "unprinted": ("activities", (soon,)),
        "below": ("pairings/branches", (branch_id(),)),
        "overdue": ("exchange", ()),
    }
    assert set(view.todos.buttons) == set(expected)
    for kind, where in expected.items():
        QTest.mouseClick(view.todos.buttons[kind], Qt.MouseButton.LeftButton)
        wait_idle()
        assert said.opened[-1] == where, kind


def test_rings_say_how_they_are_counted_and_open_their_rows(
    view: TodayView, desk: Desk, said: Said, wait_idle: Wait
) -> None:
    agree(desk.workspace, propose(desk.workspace))
    desk.jobs.data_changed.emit(frozenset({"pairing"}))
    wait_idle()
    coverage = view.rings["coverage"]
    assert coverage.ring.accessibleName() == "团支部参与面 0.8%"
    assert coverage.ring.accessibleDescription() == "1 / 120，本镇街可见"
    assert "团省委年报" in coverage.words()
    assert "2026-09-30" in coverage.words()
    assert "方案原文的口径" in coverage.words()
    QTest.keyClick(coverage.ring, Qt.Key.Key_Return)
    wait_idle()
    assert said.opened == [("pairings/branches", (branch_id(),))]
    QTest.keyClick(view.rings["reach"].ring, Qt.Key.Key_Return)
    assert len(said.opened) == 1, "nobody has come yet: there is nothing to show"
    everybody = tuple(student_id(n) for n in range(1, 9))
    for ring, part, where in (
        ("reach", "missing", ("roster", everybody)),
        ("reach", "listed", ("roster", everybody)),
        ("band", "counted", ("pairings/branches", (branch_id(),))),
    ):
        view.rings[ring].buttons[part].click()
        wait_idle()
        assert said.opened[-1] == where


def test_the_denominator_is_shown_university_by_university(
    view: TodayView, desk: Desk, wait_idle: Wait
) -> None:
    agree(desk.workspace, propose(desk.workspace))
    desk.jobs.data_changed.emit(frozenset({"pairing"}))
    wait_idle()
    view.rings["coverage"].buttons["whole"].click()
    wait_idle()
    (dialog,) = view.findChildren(CampusesDialog)
    assert dialog.total.text() == "合计：已结对 1 个，全部 120 个"
    row = dialog.model.row(0)
    assert row is not None
    assert (row.university, row.origin) == (
        "山东大学",
        "省里下发 120 个团支部（团省委年报，截至 2026-09-30）",
    )


def test_columns_are_the_months_of_the_semester_and_open_their_activities(
    view: TodayView, desk: Desk, said: Said, wait_idle: Wait
) -> None:
    active = agree(desk.workspace, propose(desk.workspace))
    november, december = (plan(desk.workspace, active, days=days) for days in (5, 20))
    desk.jobs.data_changed.emit(frozenset({"activity"}))
    wait_idle()
    said_by_chart = view.chart.accessibleDescription()
    assert said_by_chart == "8 月 0；9 月 0；10 月 0；11 月 1；12 月 1；1 月 0"
    view.chart.picked.emit(3, None)
    wait_idle()
    assert said.opened[-1] == ("activities", (november,))
    view.chart.picked.emit(4, 0)
    wait_idle()
    assert said.opened[-1] == ("activities", (december,))
    view.chart.picked.emit(None, 0)
    wait_idle()
    assert set(said.opened[-1][1]) == {november, december}
    view.chart.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):  # August
        QTest.keyClick(view.chart, key)
    wait_idle()
    assert len(said.opened) == 3, "an empty month leads nowhere"
    for _ in range(3):
        QTest.keyClick(view.chart, Qt.Key.Key_Right)
    QTest.keyClick(view.chart, Qt.Key.Key_Return)
    wait_idle()
    assert said.opened[-1] == ("activities", (november,))

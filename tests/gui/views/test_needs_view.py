"""The page 需求, used as a clerk would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.terms import NeedState, ReportMode, Theme
from desktop.gui.desk import Desk
from desktop.gui.dialogs.pairing_proposal import ProposalDialog
from desktop.gui.views.needs import NeedsView
from desktop.gui.views.needs_rows import WITHOUT, validity
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries import needs, pairings
from desktop.store.queries.needs import NeedRow
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import (
    COMMUNITIES,
    NEAR,
    Said,
    branch_id,
    community_id,
    press,
    type_in,
)

Wait = Callable[[], None]

# the offscreen platform says so of every dialog
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def view(qtbot: QtBot, desk: Desk, settle: Wait) -> NeedsView:
    made = NeedsView(desk)
    qtbot.addWidget(made)
    made.resize(1092, 614)
    made.show()
    settle()
    return made


def kept(township: Workspace) -> list[NeedRow]:
    with township.store.read() as reader:
        return needs.page(reader)


def shown(view: NeedsView) -> list[tuple[str, str, str]]:
    lines = [view.page.model.row(at) for at in range(view.page.model.rowCount())]
    return [(line.community, line.title, line.state) for line in lines if line is not None]


def dialog(view: NeedsView) -> FormDialog:
    (found,) = [one for one in view.findChildren(FormDialog) if one.isVisible()]
    return found


def select(view: NeedsView, title: str) -> None:
    titles = [line[1] for line in shown(view)]
    view.page.table.select(titles.index(title))


def test_every_community_without_a_need_is_shown_as_such(view: NeedsView) -> None:
    assert shown(view) == [(name, "暂无征集中的需求", "无需求") for name in COMMUNITIES]
    view.page.table.select(1)
    press(view, "登记需求…")
    assert dialog(view).form.control("community_id").property("currentText") == COMMUNITIES[1]
    dialog(view).reject()


def test_a_need_is_recorded_with_the_keyboard(
    view: NeedsView, township: Workspace, said: Said, settle: Wait
) -> None:
    view.page.table.select(0)
    action = view.page.header.action
    assert action is not None
    action.click()
    form = dialog(view).form
    type_in(form.control("title"), "缺课后辅导老师")
    form.set_values({"theme": Theme.VOLUNTEER})
    type_in(form.control("headcount"), "12")
    type_in(form.control("valid_until"), "2027-6-30")
    QTest.keyClick(form.control("support"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    (need,) = kept(township)
    assert need.community_id == community_id(1)
    assert (need.title, need.headcount) == ("缺课后辅导老师", 12)
    assert (need.mode, need.valid_until) == (ReportMode.REGULAR, date(2027, 6, 30))
    assert said.toasts == ["已登记需求“缺课后辅导老师”"]
    assert shown(view)[0] == (COMMUNITIES[0], "缺课后辅导老师", "征集中")
    assert len(shown(view)) == len(COMMUNITIES)


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_kept(
    view: NeedsView, township: Workspace
) -> None:
    view.page.action_clicked.emit()
    form = dialog(view).form
    dialog(view).save_button.click()
    assert form.control("title").accessibleDescription() == "请填写标题。"
    assert form.control("theme").accessibleDescription() == "请选择主题。"
    assert kept(township) == []
    dialog(view).reject()


def test_an_end_before_the_start_is_refused_in_words(
    view: NeedsView, township: Workspace, settle: Wait
) -> None:
    view.page.table.select(0)
    view.page.action_clicked.emit()
    box = dialog(view)
    box.form.set_values({"title": "缺人", "theme": Theme.THEORY, "valid_until": date(2026, 1, 1)})
    box.save_button.click()
    settle()
    assert box.isVisible()
    assert box.save_button.isEnabled()
    assert kept(township) == []
    box.reject()


def test_a_need_is_edited_withdrawn_and_taken_back(
    view: NeedsView, township: Workspace, said: Said, settle: Wait
) -> None:
    record_need(township, NeedFields(community_id(1), "缺人手"))
    view.page.model.refresh()
    settle()
    select(view, "缺人手")
    press(view, "修改…")
    type_in(dialog(view).form.control("title"), "缺讲解员")
    dialog(view).save_button.click()
    settle()
    press(view, "撤回")
    settle()
    (need,) = kept(township)
    assert (need.title, need.state) == ("缺讲解员", NeedState.WITHDRAWN)
    assert ("缺讲解员", "已撤回") in [line[1:] for line in shown(view)]
    assert said.undo is not None
    said.undo()
    settle()
    assert kept(township)[0].state is NeedState.OPEN
    assert said.toasts == ["已修改需求“缺讲解员”", "已撤回需求", "已撤销：已撤回需求"]


def test_filters_show_one_community_or_those_without_a_need(
    view: NeedsView, township: Workspace, settle: Wait
) -> None:
    need = record_need(township, NeedFields(community_id(1), "缺人手")).need_id
    record_need(township, NeedFields(community_id(2), "要宣讲"))
    view.page.choose("community", community_id(2).hex())
    settle()
    assert [line[1] for line in shown(view)] == ["要宣讲"]
    view.page.choose("community", "")
    view.page.choose("state", WITHOUT)
    settle()
    assert [line[0] for line in shown(view)] == sorted(COMMUNITIES[2:], key=COMMUNITIES.index)
    view.show_rows((need,))
    settle()
    assert [line[1] for line in shown(view)] == ["缺人手"]
    view.show_rows()
    settle()
    assert len(shown(view)) == len(COMMUNITIES)


def test_a_need_past_its_end_is_shown_expired_and_not_paired(
    view: NeedsView, township: Workspace, settle: Wait
) -> None:
    record_need(township, NeedFields(community_id(1), "过期的", valid_until=date(2026, 11, 19)))
    view.page.model.refresh()
    settle()
    select(view, "过期的")
    assert shown(view)[0][2] == "已过期"
    (button,) = [
        one for one in view.findChildren(QPushButton) if one.accessibleName() == "为它结对…"
    ]
    assert not button.isEnabled()


def test_from_a_need_the_proposal_opens_with_it_chosen(
    view: NeedsView, township: Workspace, said: Said, settle: Wait
) -> None:
    sooner = date(2026, 12, 1)  # the one taken when none is named
    record_need(township, NeedFields(community_id(2), "别的", valid_until=sooner))
    need = record_need(township, NeedFields(community_id(2), "缺人手")).need_id
    view.page.model.refresh()
    settle()
    select(view, "缺人手")
    press(view, "为它结对…")
    settle()
    (box,) = view.findChildren(ProposalDialog)
    box.search.setText(f"2025级2班 计算机 {NEAR}")
    box.search.returnPressed.emit()
    settle()
    box.table.select(0)
    box.save_button.click()
    settle()
    with township.store.read() as reader:
        (pairing,) = pairings.page(reader)
    assert (pairing.need_id, pairing.community_id) == (need, community_id(2))
    assert pairing.branch_id == branch_id("2025级2班")
    assert said.toasts == ["已提出结对，等待双方确认"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "长期"),
        (date(2026, 1, 2), None, "2026-01-02 起长期"),
        (None, date(2026, 1, 2), "至 2026-01-02"),
        (date(2026, 1, 2), date(2026, 2, 3), "2026-01-02 至 2026-02-03"),
    ],
)
def test_validity_is_said_in_words(first: date | None, last: date | None, words: str) -> None:
    assert validity(first, last) == words

"""The page 结对, used as a clerk would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.terms import ConsentMeans, PairingLevel, PairingState, Side
from desktop.gui.desk import Desk
from desktop.gui.dialogs.pairing_proposal import ProposalDialog
from desktop.gui.dialogs.picture import PictureDialog
from desktop.gui.views.pairings import PairingsView
from desktop.gui.views.photos import PhotoSection
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries import pairings
from desktop.store.queries.attachments import papers
from desktop.store.queries.pairings import PairingRow
from desktop.usecases.pairing.change_pairing_state import activate_pairing
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.propose_pairing import BranchProposal, propose_pairing
from desktop.usecases.pairing.record_consent import Said as Word
from desktop.usecases.pairing.record_consent import record_consent
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import (
    FAR,
    NEAR,
    Said,
    branch_id,
    community_id,
    department_id,
    press,
    type_in,
)
from tests.unit.photo_files import noise

Settle = Callable[[], None]

TODAY = date(2026, 11, 20)

# the offscreen platform says so of every dialog
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def view(qtbot: QtBot, desk: Desk, settle: Settle) -> PairingsView:
    made = PairingsView(desk)
    qtbot.addWidget(made)
    made.resize(1092, 614)
    made.show()
    settle()
    return made


@pytest.fixture
def proposed(township: Workspace) -> bytes:
    record_need(township, NeedFields(community_id(1), "缺课后辅导"))
    return propose_pairing(township, BranchProposal(community_id(1), branch_id())).pairing_id


def kept(township: Workspace) -> list[PairingRow]:
    with township.store.read() as reader:
        return pairings.page(reader)


def words(view: PairingsView) -> list[str]:
    """Return all that the page says in labels now."""
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def shown_states(view: PairingsView) -> list[str]:
    """Return the state of the first pairing as its line and its pane have it."""
    model = view.page.model
    at = next(at for at, one in enumerate(model.columns) if one.key == "state")
    badges = {"待双方确认", "待生效"} & set(words(view))
    return [str(model.index(0, at).data()), *badges]


def form(view: PairingsView) -> FormDialog:
    (found,) = [one for one in view.findChildren(FormDialog) if one.isVisible()]
    return found


def proposal(view: PairingsView) -> ProposalDialog:
    (found,) = [one for one in view.findChildren(ProposalDialog) if one.isVisible()]
    return found


def agree(view: PairingsView, side: Side, settle: Settle) -> None:
    press(view, f"登记{side.label}同意")
    type_in(form(view).form.control("person"), "王主任")
    form(view).form.set_values({"means": ConsentMeans.PHONE})
    form(view).save_button.click()
    settle()


def test_without_an_open_need_the_clerk_is_led_to_the_needs(
    view: PairingsView, said: Said, settle: Settle
) -> None:
    view.page.action_clicked.emit()
    settle()
    assert said.opened == [("needs", ())]
    assert "还没有征集中的需求" in said.toasts[0]


def test_a_branch_nearby_is_proposed_to(
    view: PairingsView, township: Workspace, said: Said, settle: Settle
) -> None:
    need = record_need(township, NeedFields(community_id(2), "要宣讲")).need_id
    record_need(township, NeedFields(community_id(1), "要护绿"))
    view.page.action_clicked.emit()
    settle()
    box = proposal(view)
    near = [one for at in range(6) if (one := box.model.row(at)) is not None]
    assert all(NEAR in row.campus for row in near)
    why = next(at for at, one in enumerate(box.model.columns) if one.key == "why")
    assert "选好需求" in box.model.index(0, why).data()
    box.save_button.click()
    assert box.form.control("need_id").accessibleDescription() == "请选择社区的需求。"
    box.form.set_values({"need_id": need})
    box.save_button.click()
    assert "请在右边选一个团支部。" in [label.text() for label in box.findChildren(QLabel)]
    box.table.select(0)
    type_in(box.contact.control("campus_contact"), "陈老师")
    box.save_button.click()
    settle()
    (saved,) = kept(township)
    assert (saved.need_id, saved.branch_id) == (need, near[0].id)
    assert (saved.campus_contact, saved.state) == ("陈老师", PairingState.PROPOSED)
    assert said.toasts == ["已提出结对，等待双方确认"]
    assert view.page.model.rowCount() == 1


def test_a_long_way_asks_for_a_reason_in_place(
    view: PairingsView, township: Workspace, settle: Settle
) -> None:
    need = record_need(township, NeedFields(community_id(1), "要宣讲")).need_id
    view.page.action_clicked.emit()
    settle()
    box = proposal(view)
    assert box.form.values() == {"need_id": need}, "the only one is chosen"
    assert not box.reason.isVisible()
    box.search.setText(FAR)
    box.search.returnPressed.emit()
    settle()
    box.table.select(0)
    assert box.reason.isVisible()
    box.save_button.click()
    settle()
    assert kept(township) == []
    assert box.isVisible()
    reason = box.reason.control("distance_reason")
    assert isinstance(reason, QPlainTextEdit)
    reason.setPlainText("海洋科普特色")
    box.save_button.click()
    settle()
    assert kept(township)[0].distance_reason == "海洋科普特色"


def test_a_branch_paired_with_the_community_is_said_to_be_and_not_proposed_twice(
    view: PairingsView, township: Workspace, proposed: bytes, settle: Settle
) -> None:
    with township.store.read() as reader:
        need = pairings.page(reader, only={"id": proposed})[0].need_id
    view.page.action_clicked.emit()
    settle()
    box = proposal(view)
    box.form.set_values({"need_id": need})
    box.form.changed.emit()
    settle()
    partners = [box.model.row(at) for at in range(box.model.rowCount())]
    at = next(at for at, one in enumerate(partners) if one is not None and one.paired)
    box.table.select(at)
    box.save_button.click()
    settle()
    said_so = [label.text() for label in box.findChildren(QLabel) if label.isVisible()]
    assert "双方已有一个没有结束的结对，请在结对列表里打开它。" in said_so
    assert not any("进行中或已中止" in words for words in said_so), "told before asking"
    assert len(kept(township)) == 1
    box.reject()


def test_both_sides_agree_then_it_comes_into_force(
    view: PairingsView, township: Workspace, proposed: bytes, said: Said, settle: Settle
) -> None:
    view.show_rows((proposed,))
    settle()
    assert "还缺社区方、高校方的确认，登记后才能生效。" in words(view)
    assert shown_states(view) == ["待双方确认", "待双方确认"]
    agree(view, Side.COMMUNITY, settle)
    assert "还缺高校方的确认，登记后才能生效。" in words(view)
    (button,) = [
        one
        for one in view.findChildren(QPushButton)
        if one.accessibleName() == "生效" and one.isVisible()
    ]
    assert not button.isEnabled()
    assert button.toolTip() == "还缺高校方的确认"
    agree(view, Side.CAMPUS, settle)
    assert "王主任，2026-11-20，电话" in words(view)
    assert shown_states(view) == ["待生效", "待生效"]
    press(view, "生效")
    settle()
    (row,) = kept(township)
    assert (row.state, row.active_from) == (PairingState.ACTIVE, TODAY)
    assert said.toasts == [
        "已登记社区方同意，还等高校方",
        "双方都已同意，可以生效了",
        "结对已生效",
    ]


def test_a_refusal_needs_its_reason_and_ends_the_proposal(
    view: PairingsView, township: Workspace, proposed: bytes, settle: Settle
) -> None:
    view.show_rows((proposed,))
    settle()
    press(view, "登记高校方不同意")
    box = form(view)
    type_in(box.form.control("person"), "辅导员")
    box.save_button.click()
    assert box.form.control("note").accessibleDescription() == "请填写不同意的原因。"
    box.form.set_values({"note": "实习期间抽不出人"})
    box.save_button.click()
    settle()
    (row,) = kept(township)
    assert (row.state, row.reason) == (PairingState.DECLINED, "实习期间抽不出人")
    assert "未同意" in words(view)


def test_a_day_in_the_future_is_refused_beside_the_field(
    view: PairingsView, township: Workspace, proposed: bytes, settle: Settle
) -> None:
    view.show_rows((proposed,))
    settle()
    press(view, "登记社区方同意")
    box = form(view)
    type_in(box.form.control("person"), "王主任")
    type_in(box.form.control("given_on"), "2026-11-21")
    box.save_button.click()
    assert "今天之后" in box.form.control("given_on").accessibleDescription()
    with township.store.read() as reader:
        assert pairings.consents(reader, [proposed]) == {proposed: ()}
    box.reject()


def test_an_active_pairing_is_suspended_resumed_and_ended_with_reasons(
    view: PairingsView, township: Workspace, proposed: bytes, said: Said, settle: Settle
) -> None:
    for side in Side:
        record_consent(township, proposed, Word(side, "某人", TODAY))
    activate_pairing(township, proposed)
    view.show_rows((proposed,))
    settle()
    for name, reason, state in (
        ("中止…", "放假", PairingState.SUSPENDED),
        ("恢复结对", "", PairingState.ACTIVE),
        ("结束…", "毕业", PairingState.ENDED),
    ):
        press(view, name)
        if reason:
            box = form(view)
            box.save_button.click()
            assert box.form.control("reason").accessibleDescription() == "请填写原因。"
            box.form.set_values({"reason": reason})
            box.save_button.click()
        settle()
        (row,) = kept(township)
        assert (row.state, row.reason) == (state, reason)
    assert said.toasts == ["已中止结对", "已恢复结对", "已结束结对"]
    assert "毕业" in words(view)


def test_the_contact_on_campus_is_changed(
    view: PairingsView, township: Workspace, proposed: bytes, settle: Settle
) -> None:
    view.show_rows((proposed,))
    settle()
    press(view, "改联络人…")
    type_in(form(view).form.control("campus_contact"), "陈老师")
    type_in(form(view).form.control("campus_phone"), "0531-88888888")
    form(view).save_button.click()
    settle()
    (row,) = kept(township)
    assert (row.campus_contact, row.campus_phone) == ("陈老师", "0531-88888888")
    assert "陈老师 0531-88888888" in words(view)


def test_the_township_itself_pairs_with_a_department(
    view: PairingsView, proposed: bytes, settle: Settle
) -> None:
    view.department_button.click()
    settle()
    box = proposal(view)
    rows = [row for at in range(4) if (row := box.model.row(at)) is not None]
    box.table.select(next(at for at, row in enumerate(rows) if row.id == department_id()))
    box.save_button.click()
    settle()
    view.page.choose("level", PairingLevel.TOWNSHIP.value)
    settle()
    line = view.page.model.row(0)
    assert view.page.model.rowCount() == 1
    assert line is not None
    assert line.row.id != proposed
    assert (line.community, line.campus) == ("解放路街道", "计算机学院")
    assert not [one for one in view.findChildren(QDialog) if one.isVisible()]


@pytest.fixture
def consent(township: Workspace, proposed: bytes) -> bytes:
    return record_consent(township, proposed, Word(Side.COMMUNITY, "王主任", TODAY)).consent_id


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "新确认书.jpg"
    noise(80, 120, 2).save(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def test_the_signed_paper_is_attached_seen_replaced_and_that_is_taken_back(
    consent: bytes, view: PairingsView, desk: Desk, chosen: Path, settle: Settle
) -> None:
    view.page.table.selectRow(0)
    settle()
    (section,) = view.findChildren(PhotoSection)
    noise(80, 120, 1).save(chosen.with_name("确认书.jpg"))
    section.area.dropped.emit(chosen.with_name("确认书.jpg"))
    settle()
    assert paper_names(desk, consent) == ["确认书.jpg"]
    press(view, "看大图 确认书.jpg")
    (picture,) = [one for one in view.findChildren(PictureDialog) if one.isVisible()]
    assert picture.picture.pixmap().width() == 80
    picture.close()
    press(view, "换一张签字件 确认书.jpg")
    settle()
    assert paper_names(desk, consent) == ["新确认书.jpg"]
    desk.take_back()
    settle()
    assert paper_names(desk, consent) == ["确认书.jpg"]


def paper_names(desk: Desk, consent: bytes) -> list[str]:
    with desk.workspace.store.read() as reader:
        return [row.file_name for row in papers(reader, consent)]

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from desktop.documents.blocks import Column, Table
from desktop.documents.letter import render_document
from desktop.documents.template import standard_text
from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import ActivityState, SafeguardKind
from desktop.foundation.files import read_bytes
from desktop.store.store import MissingRowError
from desktop.store.tables import Student
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import enrol_students
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.record_attendance import mark_all_present
from desktop.usecases.paper.draft_insured import draft_insured, read_numbers, write_form
from desktop.usecases.paper.draft_notice import draft_notice
from desktop.usecases.paper.draft_pairing import draft_pairing
from desktop.usecases.paper.draft_proof import NothingAttendedError, draft_proof
from desktop.usecases.paper.draft_subsidy import Per, Rate, draft_subsidy
from desktop.usecases.paper.print_draft import Draft, PaperKind, compose_draft
from desktop.usecases.paper.print_listing import (
    LIMIT,
    Listed,
    ListingTooLongError,
    compose_listing,
)
from desktop.workbooks.sheet import Layout, write_sheet
from tests.unit.township_sample import Sample

CARD = "11010519491231002X"


def printed(draft: Draft, **answers: str) -> str:
    pdf = render_document(compose_draft(draft, standard_text(draft.kind), answers))
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.fixture
def activity(sample: Sample) -> bytes:
    planned = sample.activity(sample.project(sample.active()))
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, planned, kind, done=True)
    return planned


@pytest.fixture
def held(sample: Sample, activity: bytes) -> bytes:
    enrol_students(sample.workspace, activity, sample.students(3))
    change_activity_state(sample.workspace, activity, ActivityState.ONGOING)
    mark_all_present(sample.workspace, activity)
    return activity


def students(sample: Sample) -> list[Student]:
    with sample.workspace.store.read() as reader:
        return sorted(reader.find(Student), key=lambda one: one.student_number)


def test_a_confirmation_asks_both_sides(sample: Sample) -> None:
    pairing = sample.proposed()
    text = printed(draft_pairing(sample.workspace, pairing, PaperKind.CONFIRMATION))
    for words in (
        "东社区",
        "近处大学学院1班",
        "缺课后辅导",
        "社区意见",
        "高校意见",
        "不同意",
        "公里",
    ):
        assert words in text


def test_an_agreement_names_both_sides_and_can_be_changed(sample: Sample) -> None:
    draft = draft_pairing(sample.workspace, sample.active(), PaperKind.AGREEMENT)
    text = printed(draft, 止="2027年7月1日")
    assert "甲方：东社区乙方：近处大学学院1班" in text
    assert "至2027年7月1日止" in text
    assert "当前以“缺课后辅导”为重点" in text
    with pytest.raises(MissingRowError):
        draft_pairing(sample.workspace, bytes(16), PaperKind.AGREEMENT)


def test_a_notice_says_what_the_activity_is(sample: Sample, activity: bytes) -> None:
    draft = draft_notice(sample.workspace, activity)
    text = printed(draft, 主送="各团支部")
    assert text.startswith(f"关于开展“{draft.values['活动']}”活动的通知各团支部：")
    assert "近处大学学院1班团员青年" in text
    assert "五山街道青年工作委员会2026年11月20日" in text
    assert "统一投保" in text


def test_a_proof_adds_up_what_a_student_did(sample: Sample, held: bytes) -> None:
    (first, *_) = students(sample)
    draft = draft_proof(sample.workspace, first.id)
    assert draft.values["次数"] == "1"
    text = printed(draft)
    assert f"兹证明{first.name}同学（学号：{first.student_number}）" in text
    assert f"累计实践{draft.values['时长']}" in text
    assert held


def test_who_did_nothing_gets_no_proof(sample: Sample) -> None:
    (someone,) = sample.students(1)
    with pytest.raises(NothingAttendedError):
        draft_proof(sample.workspace, someone)


def test_a_subsidy_is_paid_to_those_who_came(sample: Sample, held: bytes) -> None:
    draft = draft_subsidy(sample.workspace, held, Rate("交通补贴", 1550))
    text = printed(draft)
    assert "交通补贴发放表" in text
    assert "合计46.50" in text
    assert "肆拾陆元伍角整" in text
    assert Rate("用餐补贴", 1000, Per.HOUR).amount(90) == 1500
    assert Rate("用餐补贴", 1, Per.HOUR).amount(30) == 1  # half a 分 is rounded up


def test_nobody_came_nobody_is_paid(sample: Sample, activity: bytes) -> None:
    with pytest.raises(ActivityRuleError, match="到场"):
        draft_subsidy(sample.workspace, activity, Rate("交通补贴", 1000))


def test_cards_go_onto_paper_and_nowhere_else(
    sample: Sample, activity: bytes, tmp_path: Path
) -> None:
    enrol_students(sample.workspace, activity, sample.students(2))
    first, second = students(sample)
    path = tmp_path / "参保.xlsx"
    assert write_form(sample.workspace, activity, path) == 2
    write_sheet(
        path,
        Layout("参保名单", (("姓名", 10), ("学号", 20), ("身份证号", 24))),
        [
            (first.name, first.student_number, CARD.lower()),
            ("路人", "", "440524188001010014"),
            (second.name, second.student_number, CARD.replace("X", "1")),
        ],
    )
    lsn = sample.lsn
    numbers = read_numbers(sample.workspace, activity, path)
    assert numbers.by_student == {first.id: CARD}
    assert (numbers.missing, numbers.strangers) == ((second.name,), ("路人",))
    (error,) = numbers.errors
    assert "校验位" in error.message
    text = printed(draft_insured(sample.workspace, activity, numbers.by_student))
    assert f"{first.name}{CARD}" in text
    assert "参保人数2人" in text
    assert sample.lsn == lsn
    for file in sample.workspace.folder.root.rglob("*"):
        assert not file.is_file() or CARD.encode() not in read_bytes(file, 1 << 30)


def test_two_of_one_name_are_told_apart_by_number(
    sample: Sample, activity: bytes, tmp_path: Path
) -> None:
    ids = sample.students(2)
    with sample.workspace.store.write() as writer:
        for one in ids:
            writer.get(Student, one).name = "刘洋"
    enrol_students(sample.workspace, activity, ids)
    path = tmp_path / "参保.xlsx"
    layout = Layout("参保名单", (("姓名", 10), ("身份证号", 24)))
    write_sheet(path, layout, [("刘洋", CARD)])
    assert read_numbers(sample.workspace, activity, path).by_student == {}


def test_a_list_is_printed_as_it_is_shown(sample: Sample) -> None:
    columns = (Column("姓名", 100), Column("学号", 80))
    listed = Listed("名册", "团支部：1班", columns, [("张䶮", "01"), ("李𬭎", "02")])
    sizes = []
    for wide in (False, True):
        pdf = render_document(compose_listing(sample.workspace, listed, wide=wide))
        (page,) = pypdf.PdfReader(BytesIO(pdf)).pages
        text = re.sub(r"\s", "", page.extract_text())
        assert "1张䶮012李𬭎02" in text
        assert "第1页共1页" in text
        sizes.append(float(page.mediabox.width))
    assert sizes[0] < sizes[1]
    endless = Listed("名册", "", columns, [("张", "1")] * (LIMIT + 1))
    with pytest.raises(ListingTooLongError):
        compose_listing(sample.workspace, endless, wide=False)


def test_what_is_attached_is_named_in_the_template(sample: Sample, held: bytes) -> None:
    draft = draft_subsidy(sample.workspace, held, Rate("交通补贴", 1000))
    assert isinstance(draft.attached["名单"], Table)
    for name in draft.attached:
        assert f"[表 {name}]" in standard_text(draft.kind)

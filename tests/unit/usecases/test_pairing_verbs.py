from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.indicators import semester_bounds
from desktop.domain.pairing import PairingRuleError, distance_km
from desktop.domain.terms import NeedState, PairingState, Side
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import new_id
from desktop.store.queries import communities, nearby, needs, pairings
from desktop.store.store import MissingRowError
from desktop.usecases.account.township_profile import (
    ProfileFields,
    ProfileRuleError,
    edit_profile,
    show_profile,
)
from desktop.usecases.pairing.change_need_state import change_need_state
from desktop.usecases.pairing.change_pairing_state import activate_pairing, change_pairing_state
from desktop.usecases.pairing.edit_need import edit_need
from desktop.usecases.pairing.edit_pairing import edit_pairing
from desktop.usecases.pairing.need_fields import NeedFields, NeedRuleError
from desktop.usecases.pairing.propose_pairing import (
    BranchProposal,
    DepartmentProposal,
    propose_pairing,
)
from desktop.usecases.pairing.record_consent import Said, record_consent
from desktop.usecases.pairing.record_need import record_need
from tests.unit.township_sample import (
    FAR,
    NEAR,
    NOW,
    NOWHERE,
    Sample,
    branch_id,
    community_id,
    department_id,
)

TODAY = date(2026, 11, 20)
SEMESTER = semester_bounds(TODAY)


def only_pairing(sample: Sample) -> pairings.PairingRow:
    with sample.workspace.store.read() as reader:
        (row,) = pairings.page(reader)
    return row


def test_a_need_is_recorded_edited_withdrawn_and_taken_back(sample: Sample) -> None:
    need = sample.need()
    edit_need(
        sample.workspace,
        need,
        NeedFields(community_id(2), "缺人手", headcount=5, valid_until=TODAY),
    )
    with sample.workspace.store.read() as reader:
        (row,) = needs.page(reader, text="西社 人手")
        assert (row.community, row.headcount, row.valid_until) == ("西社区", 5, TODAY)
        assert needs.page(reader, text="东") == []
        assert {c.name: c.needs for c in communities.page(reader)} == {
            "东社区": 0,
            "西社区": 1,
            "南村": 0,
        }
    withdrawn = change_need_state(sample.workspace, need, NeedState.WITHDRAWN)
    assert withdrawn.before is NeedState.OPEN
    with pytest.raises(NeedRuleError):
        change_need_state(sample.workspace, need, NeedState.WITHDRAWN)
    with pytest.raises(NeedRuleError):
        edit_need(sample.workspace, need, NeedFields(community_id(1), "又改"))
    change_need_state(sample.workspace, need, NeedState.OPEN)
    with sample.workspace.store.read() as reader:
        assert needs.page(reader)[0].state is NeedState.OPEN


@pytest.mark.parametrize(
    "fields",
    [
        NeedFields(community_id(1), "  "),
        NeedFields(community_id(1), "好", headcount=-1),
        NeedFields(community_id(1), "好", valid_from=TODAY, valid_until=date(2026, 1, 1)),
    ],
)
def test_a_need_that_makes_no_sense_is_refused(sample: Sample, fields: NeedFields) -> None:
    with pytest.raises(NeedRuleError):
        record_need(sample.workspace, fields)
    assert sample.lsn == 0


def test_a_need_of_an_unknown_community_is_refused(sample: Sample) -> None:
    with pytest.raises(MissingRowError):
        record_need(sample.workspace, NeedFields(new_id(), "好"))


def test_a_proposal_keeps_its_distance_and_the_need_that_ends_first(sample: Sample) -> None:
    sample.need()
    dated = record_need(
        sample.workspace, NeedFields(community_id(1), "快截止", valid_until=TODAY)
    ).need_id
    proposed = propose_pairing(
        sample.workspace, BranchProposal(community_id(1), branch_id(NEAR, "1班"))
    )
    row = only_pairing(sample)
    expected = distance_km((23.13, 113.33), (23.14, 113.34))
    assert proposed.distance_km == row.distance_km == pytest.approx(expected)
    assert (row.need_id, row.state, row.proposed_on) == (dated, PairingState.PROPOSED, TODAY)
    assert (row.community, row.branch, row.university) == ("东社区", "1班", NEAR)


def test_a_community_without_an_open_need_is_refused(sample: Sample) -> None:
    record_need(sample.workspace, NeedFields(community_id(1), "过期", valid_until=date(2026, 1, 1)))
    change_need_state(sample.workspace, sample.need(1), NeedState.WITHDRAWN)
    lsn = sample.lsn
    with pytest.raises(PairingRuleError, match="没有征集中的需求") as refused:
        propose_pairing(sample.workspace, BranchProposal(community_id(1), branch_id(NEAR, "1班")))
    assert refused.value.hint
    assert sample.lsn == lsn


def test_a_need_of_another_community_is_refused(sample: Sample) -> None:
    other = sample.need(2)
    sample.need(1)
    with pytest.raises(PairingRuleError, match="所选需求"):
        propose_pairing(
            sample.workspace,
            BranchProposal(community_id(1), branch_id(NEAR, "1班"), need_id=other),
        )


def test_a_long_way_asks_for_a_reason(sample: Sample) -> None:
    with pytest.raises(PairingRuleError, match="就近就便"):
        sample.proposed(university=FAR)
    sample.proposed(university=FAR, reason="专业对口")
    assert only_pairing(sample).distance_reason == "专业对口"


def test_an_unknown_distance_asks_for_nothing(sample: Sample) -> None:
    sample.proposed(university=NOWHERE)
    assert only_pairing(sample).distance_km is None


def test_the_same_pair_is_refused_until_it_is_over(sample: Sample) -> None:
    pairing = sample.active()
    for then in (PairingState.SUSPENDED, PairingState.ACTIVE):
        with pytest.raises(PairingRuleError, match="双方已有"):
            sample.proposed()
        change_pairing_state(sample.workspace, pairing, then, "寒假")
    change_pairing_state(sample.workspace, pairing, PairingState.ENDED, "毕业")
    assert sample.proposed() != pairing


def test_a_township_pairs_with_a_department_without_a_need(sample: Sample) -> None:
    proposal = DepartmentProposal(department_id(NEAR))
    propose_pairing(sample.workspace, proposal)
    row = only_pairing(sample)
    assert (row.community, row.branch, row.department, row.university) == (
        "",
        "",
        "学院",
        NEAR,
    )
    with pytest.raises(PairingRuleError, match="双方已有"):
        propose_pairing(sample.workspace, proposal)


def test_both_sides_agree_before_it_is_active(sample: Sample) -> None:
    pairing = sample.proposed()
    said = Said(Side.COMMUNITY, "王主任", TODAY)
    assert record_consent(sample.workspace, pairing, said).missing == (Side.CAMPUS,)
    with pytest.raises(PairingRuleError, match="高校方"):
        activate_pairing(sample.workspace, pairing)
    campus = Said(Side.CAMPUS, "李书记", TODAY)
    assert record_consent(sample.workspace, pairing, campus).missing == ()
    activate_pairing(sample.workspace, pairing)
    row = only_pairing(sample)
    assert (row.state, row.active_from) == (PairingState.ACTIVE, TODAY)
    assert (row.community_agreed, row.campus_agreed) == (True, True)
    with pytest.raises(PairingRuleError, match="不再登记确认"):
        record_consent(sample.workspace, pairing, campus)


def test_saying_it_again_replaces_what_was_said(sample: Sample) -> None:
    pairing = sample.proposed()
    for person in ("甲", "乙"):
        record_consent(sample.workspace, pairing, Said(Side.COMMUNITY, person, TODAY))
    with sample.workspace.store.read() as reader:
        (consent,) = pairings.consents(reader, [pairing])[pairing]
    assert consent.person == "乙"


def test_a_refusal_declines_with_its_reason(sample: Sample) -> None:
    pairing = sample.proposed()
    lsn = sample.lsn
    silent = Said(Side.CAMPUS, "李书记", TODAY, agreed=False)
    with pytest.raises(PairingRuleError, match="原因"):
        record_consent(sample.workspace, pairing, silent)
    assert sample.lsn == lsn  # not even the consent stays
    with_reason = Said(Side.CAMPUS, "李书记", TODAY, agreed=False, note="课程太满")
    said = record_consent(sample.workspace, pairing, with_reason)
    row = only_pairing(sample)
    assert said.state is row.state is PairingState.DECLINED
    assert (row.reason, row.campus_agreed, row.community_agreed) == ("课程太满", False, None)


@pytest.mark.parametrize("said", [Said(Side.CAMPUS, " ", TODAY), Said(Side.CAMPUS, "李", date.max)])
def test_a_consent_names_a_person_and_a_past_day(sample: Sample, said: Said) -> None:
    pairing = sample.proposed()
    with pytest.raises(PairingRuleError):
        record_consent(sample.workspace, pairing, said)


def test_suspending_and_ending_take_a_reason(sample: Sample) -> None:
    pairing = sample.active()
    with pytest.raises(PairingRuleError, match="原因"):
        change_pairing_state(sample.workspace, pairing, PairingState.SUSPENDED)
    change_pairing_state(sample.workspace, pairing, PairingState.SUSPENDED, "考试周")
    sample.now = NOW + timedelta(days=9)
    change_pairing_state(sample.workspace, pairing, PairingState.ACTIVE)
    change_pairing_state(sample.workspace, pairing, PairingState.ENDED, "毕业")
    row = only_pairing(sample)
    assert (row.active_from, row.active_until) == (TODAY, TODAY + timedelta(days=9))
    with pytest.raises(PairingRuleError):
        activate_pairing(sample.workspace, pairing)


def test_the_contact_on_campus_can_be_changed(sample: Sample) -> None:
    edit_pairing(sample.workspace, sample.proposed(), campus_contact="张老师", campus_phone="020-1")
    assert only_pairing(sample).campus_contact == "张老师"


def test_branches_come_nearest_first_and_unknown_last(sample: Sample) -> None:
    sample.active(community=1, branch="2班")
    sample.proposed(community=2, branch="2班")
    with sample.workspace.store.read() as reader:
        rows = nearby.branches(reader, community_id=community_id(1), semester=SEMESTER)
        assert [row.university for row in rows] == [NEAR] * 3 + [FAR] * 3 + [NOWHERE] * 3
        assert {row.branch: (row.pairings, row.paired_here) for row in rows[:3]} == {
            "1班": (0, False),
            "2班": (2, True),
            "公益社": (0, False),
        }
        assert [r.distance_km is None for r in rows] == [False] * 6 + [True] * 3
        second = nearby.branches(
            reader, community_id=None, semester=SEMESTER, text="公益", offset=1, limit=1
        )
        assert [(row.university, row.branch) for row in second] == [(FAR, "公益社")]
        assert [d.university for d in nearby.departments(reader)] == [NEAR, FAR, NOWHERE]


def test_the_committees_own_place_comes_before_the_provinces(sample: Sample) -> None:
    shown = edit_profile(
        sample.workspace, ProfileFields(committee="五山青工委", latitude=24.81, longitude=113.61)
    )
    assert (shown.name, shown.profile.committee) == ("五山街道", "五山青工委")
    with sample.workspace.store.read() as reader:
        rows = nearby.branches(reader, community_id=None, semester=SEMESTER)
    assert rows[0].university == FAR
    lsn = sample.lsn
    assert edit_profile(sample.workspace, shown.profile) == show_profile(sample.workspace)
    assert sample.lsn == lsn


@pytest.mark.parametrize(
    "fields", [ProfileFields(latitude=23.0), ProfileFields(latitude=113.0, longitude=23.0)]
)
def test_half_a_place_is_refused(sample: Sample, fields: ProfileFields) -> None:
    with pytest.raises(ProfileRuleError):
        edit_profile(sample.workspace, fields)


def test_lists_are_sorted_cut_and_counted(sample: Sample) -> None:
    for branch in ("1班", "2班", "公益社"):
        sample.proposed(branch=branch)
    with sample.workspace.store.read() as reader:
        names = [row.branch for row in pairings.page(reader, sort="branch", descending=True)]
        assert names == ["公益社", "2班", "1班"]
        assert [r.branch for r in pairings.page(reader, sort="branch", offset=1, limit=1)] == [
            "2班"
        ]
        assert pairings.count(reader) == 3
        assert pairings.count(reader, text="%") == 0
        only = {"state": [PairingState.ACTIVE, PairingState.PROPOSED], "branch": "1班"}
        assert pairings.count(reader, only=only) == len(pairings.page(reader, only=only)) == 1


def test_errors_speak_to_the_user(sample: Sample) -> None:
    with pytest.raises(QingqiaoError) as missing:
        activate_pairing(sample.workspace, new_id())
    assert missing.value.message
    assert missing.value.hint

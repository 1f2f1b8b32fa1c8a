"""推荐: who comes first for a need, and the words that say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.definitions import Band, Nearness
from desktop.domain.suggestion import Candidate, Wanted, score, urgency, weigh
from desktop.domain.terms import ActivityState, Theme
from desktop.store.store import MissingRowError
from desktop.store.tables import Activity
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.pairing.suggest_branches import Suggestion, suggest_branches
from tests.unit.township_sample import FAR, NEAR, NOWHERE, Sample, branch_id, community_id

WANTED = Wanted("文明城市创建", 20, "居民普法与反诈")
PLAIN = Candidate("计算机学院 1班", 30, 4.0, 0, 2, 0)


def points(candidate: Candidate) -> int:
    return score(weigh(WANTED, candidate, Band(), Nearness()))


def better(**change: Any) -> int:  # noqa: ANN401 - fields of Candidate
    return points(replace(PLAIN, **change)) - points(PLAIN)


def test_each_thing_weighs_on_its_own_side() -> None:
    assert better(distance_km=2.0) > 0 > better(distance_km=10.0) > better(distance_km=20.0)
    assert better(activities=0) > 0 > better(activities=3)
    assert better(themed=2) > 0
    assert better(name="法学院 普法志愿社团") > 0
    assert better(name="文学院 志愿社团") == 0, "words that every branch has say nothing"
    assert better(headcount=10) < 0 > better(pairings=1) > better(pairings=3)
    assert better(distance_km=None) < 0


@given(
    st.builds(
        Candidate,
        st.text("法学普计算机院团支部", max_size=8),
        st.integers(0, 60),
        st.none() | st.floats(0, 400),
        st.integers(0, 5),
        st.integers(0, 9),
        st.integers(0, 9),
    )
)
def test_every_point_has_its_words(candidate: Candidate) -> None:
    reasons = weigh(WANTED, candidate, Band(), Nearness())
    assert all(reason.words for reason in reasons)
    assert score(reasons) == sum(reason.points for reason in reasons)
    weights = [abs(reason.points) for reason in reasons]
    assert weights == sorted(weights, reverse=True)


def test_the_townships_priorities_go_first_then_what_ends_first() -> None:
    priorities = ("基层治理", "安全生产")
    soon, late = date(2026, 12, 1), date(2027, 5, 1)
    needs = [("", None), ("安全生产", late), ("", soon), ("别的", late), ("基层治理", None)]
    ordered = sorted(needs, key=lambda one: urgency(one[0], one[1], priorities))
    assert ordered == [
        ("基层治理", None),
        ("安全生产", late),
        ("", soon),
        ("别的", late),
        ("", None),
    ]


def names(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(one.branch.university, one.branch.branch) for one in found]


def test_branches_are_suggested_for_a_need_and_nothing_is_written(sample: Sample) -> None:
    done = sample.active(2, "2班")
    activity = sample.activity(sample.project(done), starts=timedelta(days=-300))
    with sample.workspace.store.write() as writer:
        row = writer.get(Activity, activity)
        row.theme, row.state = Theme.THEORY, ActivityState.CLOSED
    sample.active(1, "公益社")
    need = record_need(
        sample.workspace, NeedFields(community_id(1), "理论宣讲", Theme.THEORY, headcount=20)
    ).need_id
    before = sample.lsn
    found = suggest_branches(sample.workspace, need)
    assert sample.lsn == before
    assert names(found)[0] == (NEAR, "2班"), "it has held the theme before"
    assert names(found)[-1] == (NEAR, "公益社"), "it is paired with this community already"
    words = "；".join(reason.words for reason in found[0].reasons)
    assert "做过 1 次“理论普及宣讲”" in words
    assert "30 人，够需要的 20 人" in words
    assert "本镇街已有 1 个结对" in words
    by_name = dict(zip(names(found), found, strict=True))
    far = by_name[FAR, "1班"]
    assert far.far
    assert "较远，要写理由" in far.reasons[0].words
    assert not by_name[NOWHERE, "1班"].far
    assert found.index(by_name[NEAR, "1班"]) < found.index(by_name[NOWHERE, "1班"])
    assert found.index(by_name[NOWHERE, "1班"]) < found.index(far)


def test_without_a_need_there_is_nothing_to_weigh(sample: Sample) -> None:
    found = suggest_branches(sample.workspace, None)
    assert found[0].branch.id in {branch_id(NEAR, name) for name in ("1班", "2班", "公益社")}
    assert not any(one.reasons for one in found)
    with pytest.raises(MissingRowError):
        suggest_branches(sample.workspace, bytes(16))

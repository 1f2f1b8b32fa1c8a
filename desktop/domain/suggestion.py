"""推荐: what speaks for and against a branch for a need, in words; it only ever suggests.

The points settle the order and nothing else: every point has its reason beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.definitions import Band, Nearness

NEAR_KM = 5.0
"""Within this one gets there and back in an afternoon."""

_WORD = re.compile(r"[\u4e00-\u9fff]+")
_GENERAL = frozenset(
    ("学院", "大学", "学生", "团支", "支部", "社团", "专业", "学部", "班级", "志愿", "活动", "青年")
)


@dataclass(frozen=True)
class Wanted:
    """The need: its theme in words, how many people (0: any), and all that it says."""

    theme: str
    headcount: int
    text: str


@dataclass(frozen=True)
class Candidate:
    """A branch as seen from the need.

    `pairings` are its open ones here, `activities` those of this semester, `themed` those of the
    need's theme at any time; `name` is its own, its department's and its university's.
    """

    name: str
    headcount: int
    distance_km: float | None
    pairings: int
    activities: int
    themed: int


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for (`points` > 0) or against a branch."""

    points: int
    words: str


def weigh(
    wanted: Wanted, candidate: Candidate, band: Band, nearness: Nearness
) -> tuple[Reason, ...]:
    """Return all that speaks for and against, what weighs most first."""
    found = (
        _distance(candidate.distance_km, nearness),
        _load(candidate, band),
        _theme(wanted, candidate),
        _subject(wanted, candidate),
        _capacity(wanted, candidate),
        _bound(candidate),
    )
    said = [reason for reason in found if reason is not None]
    return tuple(sorted(said, key=lambda reason: -abs(reason.points)))


def score(reasons: tuple[Reason, ...]) -> int:
    """Return the points by which branches are put in order."""
    return sum(reason.points for reason in reasons)


def urgency(serves: str, valid_until: date | None, priorities: Sequence[str]) -> tuple[int, date]:
    """Return by what needs are put in order: the township's priorities, then what ends first."""
    ranks = [priorities.index(one) for one in serves.splitlines() if one in priorities]
    return min(ranks, default=len(priorities)), valid_until or date.max


def _distance(km: float | None, rule: Nearness) -> Reason:
    if km is None:
        return Reason(-5, "距离不清楚")
    if km > rule.long_km:
        return Reason(-40, f"{km:.1f} 公里，较远，要写理由")
    near = km <= NEAR_KM
    return Reason(
        round(30 * (1 - km / rule.long_km)), f"{'很近' if near else '较近'}，{km:.1f} 公里"
    )


def _load(candidate: Candidate, band: Band) -> Reason:
    done = candidate.activities
    if band.ceiling and done >= band.ceiling:
        return Reason(-30, f"本学期已有 {done} 次，再加会增加学生负担")
    if done < band.floor:
        return Reason(20, f"本学期只有 {done} 次，还不足 {band.floor} 次")
    return Reason(0, f"本学期 {done} 次，合适")


def _theme(wanted: Wanted, candidate: Candidate) -> Reason | None:
    if not candidate.themed:
        return None
    return Reason(15, f"做过 {candidate.themed} 次“{wanted.theme}”")


def _subject(wanted: Wanted, candidate: Candidate) -> Reason | None:
    shared = sorted(_pairs(wanted.text) & _pairs(candidate.name) - _GENERAL)
    return Reason(15, f"专业对口：{'、'.join(shared[:3])}") if shared else None


def _capacity(wanted: Wanted, candidate: Candidate) -> Reason | None:
    if not wanted.headcount or not candidate.headcount:
        return None
    if candidate.headcount >= wanted.headcount:
        return Reason(10, f"{candidate.headcount} 人，够需要的 {wanted.headcount} 人")
    return Reason(-10, f"只有 {candidate.headcount} 人，需要 {wanted.headcount} 人")


def _bound(candidate: Candidate) -> Reason | None:
    if not candidate.pairings:
        return Reason(5, "在本镇街还没有结对")
    return Reason(-8 * candidate.pairings, f"在本镇街已有 {candidate.pairings} 个结对")


def _pairs(text: str) -> frozenset[str]:
    """Return all two neighbouring characters: what Chinese words are mostly made of."""
    return frozenset(run[at : at + 2] for run in _WORD.findall(text) for at in range(len(run) - 1))

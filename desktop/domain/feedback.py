"""获得感: what feedback forms ask, how they are keyed, and what they say on average."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from desktop.domain.terms import FeedbackGiver
from desktop.foundation.errors import QingqiaoError

BEST = 5
"""Scores are 1 to 5; 0 stands for a question that was not answered."""

SCALE = ("很不满意", "不太满意", "一般", "满意", "很满意")

QUESTIONS: dict[FeedbackGiver, tuple[str, ...]] = {
    FeedbackGiver.STUDENT: (
        "活动的组织和安排",
        "对社区和群众有实际帮助",
        "自己在活动中的收获和成长",
        "安全、交通、用餐等保障",
        "愿意再参加这样的活动",
    ),
    FeedbackGiver.RESIDENT: (
        "大学生的服务态度",
        "活动解决了身边的实际问题",
        "活动的时间和方式合适",
        "希望今后常来",
    ),
}


class FeedbackError(QingqiaoError):
    """A form that was not keyed as it can stand."""


def scores_typed(giver: FeedbackGiver, text: str) -> str:
    """Return the digits of a form as keyed; spaces are left out.

    Raises `FeedbackError` unless there is a digit from 0 to 5 for each question, not all 0.
    """
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    asked = len(QUESTIONS[giver])
    if len(digits) != asked:
        raise FeedbackError(
            f"{giver.label}反馈表有 {asked} 题，现在有 {len(digits)} 个数字。",
            f"每题一个数字（1—{BEST}），没有勾的打 0，例如 {str(BEST) * asked}。",
        )
    if not digits.isascii() or any(digit not in "012345" for digit in digits):
        raise FeedbackError(
            "只能是 0 到 5 的数字。", f"1 是{SCALE[0]}，5 是{SCALE[-1]}，0 是没有勾。"
        )
    if not digits.strip("0"):
        raise FeedbackError("一题也没有勾的表不录入。", "空白的反馈表不计入份数。")
    return digits


def averages(giver: FeedbackGiver, forms: Collection[str]) -> tuple[float | None, ...]:
    """Return the average score of each question, None where nobody answered."""
    return tuple(
        _average([int(form[at]) for form in forms if at < len(form)])
        for at in range(len(QUESTIONS[giver]))
    )


def overall(forms: Collection[str]) -> float | None:
    """Return the average of all answers, None without any."""
    return _average([int(digit) for form in forms for digit in form])


def _average(scores: Collection[int]) -> float | None:
    given = [score for score in scores if score]
    return sum(given) / len(given) if given else None

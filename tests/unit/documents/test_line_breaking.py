from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.fonts import width
from desktop.documents.line_breaking import break_lines, fit
from desktop.documents.page import fitted

WORDS = st.sampled_from(
    [
        *("青年", "社区", "阿", "36小时", "2026年3月14日", "9:00—11:30", "WPS", "138-0000-0000"),
        *("，", "。", "（", "）", "“", "”", "、", "3.5", "·"),
    ]
)
TEXTS = st.lists(WORDS | st.just(" "), max_size=40).map("".join)


@given(TEXTS, st.integers(110, 400))
def test_nothing_is_lost_and_lines_fit(text: str, room: int) -> None:
    lines = break_lines(text, "sans", 10, room)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(width(line, "sans", 10) <= room + 1e-6 for line in lines)


@given(st.lists(st.sampled_from(["青年", "社区", "，", "。", "（甲）", "“乙”", "12"]), max_size=40))
def test_punctuation_keeps_its_side(words: list[str]) -> None:
    # One mark between words, as people write; a row of twenty commas must break somewhere.
    text = re.sub(r"([，。])[，。]+", r"\1", "".join(words)).lstrip("，。")
    lines = break_lines(text, "sans", 10, 90)
    assert not [line for line in lines[1:] if line[0] in "，。）”"]
    assert not [line for line in lines[:-1] if line[-1] in "（“"]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.integers(80, 200))
def test_numbers_stay_whole(numbers: list[int], room: int) -> None:
    text = "人，".join(map(str, numbers))
    whole = [
        found for line in break_lines(text, "sans", 10, room) for found in re.findall(r"\d+", line)
    ]
    assert whole == [str(number) for number in numbers]


def test_units_stay_with_their_numbers() -> None:
    assert break_lines("自二〇二六年起于2026年", "sans", 10, 105) == ["自二〇二六年起于", "2026年"]


def test_line_feeds_break() -> None:
    assert break_lines("甲\n乙", "sans", 10, 500) == ["甲", "乙"]


def test_first_line_leaves_room_for_the_indent() -> None:
    assert break_lines("一二三四五六七八", "sans", 10, 50, indent=20) == ["一二三", "四五六七八"]


def test_a_piece_wider_than_the_line_is_cut() -> None:
    lines = break_lines("A" * 40, "sans", 10, 50)
    assert "".join(lines) == "A" * 40
    assert all(width(line, "sans", 10) <= 50 for line in lines)


def test_shrinks_then_wraps_then_gives_up() -> None:
    name = "一二三四五六七八九十"
    assert fit(name, "sans", (100, 30), size=12, floor=7) == (10, (name,))
    wrapped = fit(name, "sans", (60, 30), size=10, floor=7, rows=2)
    assert wrapped == (10, ("一二三四五六", "七八九十"))
    assert fit(name * 3, "sans", (60, 30), size=10, floor=7, rows=2) is None
    assert fit(name, "sans", (60, 20), size=10, floor=9, rows=2) is None


def test_what_cannot_fit_ends_with_dots() -> None:
    size, lines = fitted("一二三四五六七八九十" * 3, "sans", (60, 30), 10, 7, 2)
    assert size == 7
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert width(lines[-1], "sans", 7) <= 60

from __future__ import annotations

import pytest

from desktop.domain.identity_card import problem, tidy_number
from desktop.domain.money import in_capitals, in_figures


@pytest.mark.parametrize(
    ("fen", "figures", "capitals"),
    [
        (0, "0.00", "零元整"),
        (5, "0.05", "伍分"),
        (50, "0.50", "伍角整"),
        (105, "1.05", "壹元零伍分"),
        (12345, "123.45", "壹佰贰拾叁元肆角伍分"),
        (10_010_000, "100,100.00", "壹拾万零壹佰元整"),
        (20_300_000, "203,000.00", "贰拾万叁仟元整"),
        (10_000_000_300, "100,000,003.00", "壹亿零叁元整"),
        (1_234_567_890, "12,345,678.90", "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整"),
    ],
)
def test_amounts_are_written_as_forms_want_them(fen: int, figures: str, capitals: str) -> None:
    assert (in_figures(fen), in_capitals(fen)) == (figures, capitals)


def test_no_amount_is_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        in_capitals(-1)


# the standard's own examples
@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_right_numbers_pass(number: str) -> None:
    assert problem(number) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "校验位"),
        ("11010519491331002X", "不是一个日期"),
        ("1.10105194912E+17", "18 位"),
        ("", "18 位"),
    ],
)
def test_wrong_numbers_are_told(number: str, words: str) -> None:
    assert words in problem(number)


def test_a_number_is_kept_without_spaces_and_with_a_large_x() -> None:
    assert tidy_number(" 110105 19491231 002x") == "11010519491231002X"

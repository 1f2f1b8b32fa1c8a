from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle.sheet_code import (
    GROUPS,
    LENGTH,
    MistypedSheetError,
    new_sheet_code,
    parse_sheet_code,
    read_sheet_code,
)

CODE = "26108 40287 05785 80343 76415 55402 27552 48318"
FLAT = CODE.replace(" ", "")


def test_a_sheet_has_eight_groups_of_five() -> None:
    assert [len(group) for group in new_sheet_code().split()] == [5] * GROUPS
    assert new_sheet_code() != CODE


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        FLAT,
        CODE.replace(" ", "-"),
        CODE.replace(" ", "\n  "),
        CODE.replace(" ", "，"),
        f"  {CODE}  ",
        CODE.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        CODE.replace("0", "O").replace("1", "l"),
        f"{FLAT[:13]} {FLAT[13:]}",
    ],
)
def test_however_it_is_parted_it_is_the_same(typed: str) -> None:
    assert parse_sheet_code(typed) == FLAT


@given(st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_a_wrong_digit_is_found_in_its_group(at: int, by: int) -> None:
    wrong = f"{FLAT[:at]}{(int(FLAT[at]) + by) % 10}{FLAT[at + 1 :]}"
    assert read_sheet_code(wrong).wrong == (at // 5 + 1,)
    with pytest.raises(MistypedSheetError, match=f"第 {at // 5 + 1} 组输错"):
        parse_sheet_code(wrong)


def test_two_groups_in_each_others_place_are_found() -> None:
    groups = CODE.split()
    if groups[2][:4] == groups[5][:4]:  # pragma: no cover - once in 10,000
        return
    groups[2], groups[5] = groups[5], groups[2]
    assert read_sheet_code(" ".join(groups)).wrong == (3, 6)


def test_a_digit_left_out_of_one_group_is_found_there() -> None:
    groups = CODE.split()
    groups[3] = groups[3][:-1]
    assert read_sheet_code(" ".join(groups)).wrong == (4,)


def test_while_it_is_typed_only_finished_groups_are_judged() -> None:
    for length in range(LENGTH):
        typed = read_sheet_code(FLAT[:length])
        assert not typed.wrong
        assert not typed.whole
    assert read_sheet_code(CODE).whole
    with pytest.raises(MistypedSheetError, match="输入了 39 位"):
        parse_sheet_code(FLAT[:-1])
    with pytest.raises(MistypedSheetError):
        parse_sheet_code(f"{FLAT}7")
    with pytest.raises(MistypedSheetError, match="输入了 0 位"):
        parse_sheet_code("恢复单")

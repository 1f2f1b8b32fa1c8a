from __future__ import annotations

import re

import pytest

from desktop.bundle.code import (
    MistypedCodeError,
    new_code,
    normalise_code,
    parse_code,
    receipt_code,
)

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_is_seven_groups_of_four_and_never_the_same() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(re.fullmatch(f"[{LETTERS}]{{4}}(-[{LETTERS}]{{4}}){{6}}", code) for code in codes)
    assert {len(parse_code(code)) for code in codes} == {16}
    assert len({parse_code(code) for code in codes}) == 50


def test_all_128_bits_are_drawn() -> None:
    ones = zeros = 0
    for _ in range(100):
        value = int.from_bytes(parse_code(new_code()), "big")
        ones |= value
        zeros |= ~value
    assert ones & zeros & (2**128 - 1) == 2**128 - 1


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code.replace('-', ' ')}\n"],
)
def test_case_spaces_and_dashes_do_not_matter(typed: object) -> None:
    code = new_code()
    assert callable(typed)
    assert parse_code(typed(code)) == parse_code(code)


def test_full_width_letters_and_dashes_are_taken() -> None:
    code = new_code()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert parse_code(wide) == parse_code(code)
    assert parse_code(code.replace("-", "\u2014")) == parse_code(code)


def test_letters_that_look_alike_are_one() -> None:
    assert normalise_code("oO0 iIlL1") == "00011111"
    code = next(code for code in iter(new_code, "") if "0" in code and "1" in code)
    for alike in (code.replace("0", "O").replace("1", "I"), code.replace("1", "l")):
        assert parse_code(alike) == parse_code(code)


def test_every_wrong_letter_and_every_swap_of_neighbours_is_found() -> None:
    letters = normalise_code(new_code())
    for place, right in enumerate(letters):
        for wrong in LETTERS.replace(right, ""):
            with pytest.raises(MistypedCodeError, match="口令码输入有误"):
                parse_code(letters[:place] + wrong + letters[place + 1 :])
    for place in range(len(letters) - 1):
        swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        if swapped != letters:
            with pytest.raises(MistypedCodeError):
                parse_code(swapped)


@pytest.mark.parametrize("text", ["", "0" * 28, "你好", "U" * 28, "7" * 27, "7" * 29, "7" * 5000])
def test_what_cannot_be_a_code_is_mistyped(text: str) -> None:
    with pytest.raises(MistypedCodeError):
        parse_code(text)


def test_a_receipt_code_depends_on_number_and_hash_alone() -> None:
    code = receipt_code(7, b"d" * 32)
    assert code == receipt_code(7, b"d" * 32) == normalise_code(code.lower())
    assert re.fullmatch(f"[{LETTERS}]{{8}}", code)
    others = {receipt_code(n, bytes([n]) * 32) for n in range(200)}
    assert len(others | {code, receipt_code(8, b"d" * 32), receipt_code(7, b"e" * 32)}) == 203


def test_receipt_codes_never_change() -> None:
    assert receipt_code(1, bytes(32)) == "VZJA63HW"

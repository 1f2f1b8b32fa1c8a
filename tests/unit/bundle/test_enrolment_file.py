from __future__ import annotations

import hashlib
import json
from datetime import date

import msgspec
import pytest

from desktop.bundle.code import MistypedCodeError, new_code
from desktop.bundle.enrolment import (
    DamagedEnrolmentError,
    EnrolmentNotice,
    NotAnEnrolmentError,
    WrongCodeError,
    check_join_proof,
    join_proof,
    open_enrolment,
    read_notice,
    seal_enrolment,
)
from desktop.bundle.errors import NewerVersionError

NOTICE = EnrolmentNotice(370_102_001, "历下区解放路街道", "1f" * 16, date(2026, 12, 31))
FRAMES: list[object] = [{"token": b"t" * 32}, ["阳信县", 1]]
CODE = new_code()
CONTENT = seal_enrolment(NOTICE, FRAMES, CODE)


def _mended(content: bytes, line: bytes | None = None, rest: bytes | None = None) -> bytes:
    """Return the file changed, its clear checksum right again."""
    first, old_line, _, old_rest = content.split(b"\n", 3)
    line = old_line if line is None else line
    rest = old_rest if rest is None else rest
    lines = first + b"\n" + line + b"\n"
    return lines + hashlib.sha256(lines + rest).hexdigest().encode() + b"\n" + rest


def test_the_code_opens_the_file_however_it_is_typed() -> None:
    for typed in (CODE, CODE.lower().replace("-", " ")):
        assert [msgspec.msgpack.decode(raw) for raw in open_enrolment(CONTENT, typed)] == FRAMES


def test_the_cover_is_clear_and_the_rest_is_not() -> None:
    assert read_notice(CONTENT) == NOTICE
    assert CONTENT.startswith(b"qingqiao-enrolment/1\n")
    assert json.loads(CONTENT.split(b"\n")[1]) == {
        "device": "1f" * 16,
        "expires": "2026-12-31",
        "name": "历下区解放路街道",
        "township": 370_102_001,
    }
    assert b"t" * 32 not in CONTENT
    again = seal_enrolment(NOTICE, FRAMES, CODE)
    assert again.split(b"\n", 3)[3][:28] != CONTENT.split(b"\n", 3)[3][:28]


def test_another_code_is_wrong_and_a_typo_is_a_typo() -> None:
    with pytest.raises(WrongCodeError, match="不配套"):
        open_enrolment(CONTENT, new_code())
    with pytest.raises(MistypedCodeError):
        open_enrolment(CONTENT, CODE[:-1] + ("0" if CODE[-1] != "0" else "2"))


def test_every_bit_counts() -> None:
    for position in range(0, len(CONTENT), 3):
        for bit in (0, 5):
            broken = bytearray(CONTENT)
            broken[position] ^= 1 << bit
            with pytest.raises((DamagedEnrolmentError, NotAnEnrolmentError, NewerVersionError)):
                open_enrolment(bytes(broken), CODE)


def test_cut_short_or_appended_is_damage() -> None:
    for length in range(len(b"qingqiao-enrolment/1\n"), len(CONTENT), 7):
        with pytest.raises(DamagedEnrolmentError):
            read_notice(CONTENT[:length])
    with pytest.raises(DamagedEnrolmentError, match="已损坏"):
        read_notice(CONTENT + b"\0")


@pytest.mark.parametrize("other", [b"", b"PK\3\4", b"qingqiao-bundle/1\n", b"qingqiao-enrolment/1"])
def test_other_files_are_named(other: bytes) -> None:
    with pytest.raises(NotAnEnrolmentError, match="入网文件"):
        read_notice(other)


def test_a_newer_file_asks_for_an_upgrade() -> None:
    with pytest.raises(NewerVersionError):
        read_notice(CONTENT.replace(b"/1\n", b"/2\n", 1))


def test_a_forged_cover_or_content_does_not_open_even_with_its_checksum_mended() -> None:
    line, rest = CONTENT.split(b"\n", 3)[1], CONTENT.split(b"\n", 3)[3]
    for forged in (
        _mended(CONTENT, line=line.replace(b"2026", b"2036")),
        _mended(CONTENT, rest=rest[:-1] + bytes([rest[-1] ^ 1])),
    ):
        read_notice(forged)
        with pytest.raises(WrongCodeError):
            open_enrolment(forged, CODE)


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"{",
        b"[" * 3000,
        b'{"name":"\xff"}',
        CONTENT.split(b"\n")[1].replace(b"370102001", b"37"),
        CONTENT.split(b"\n")[1].replace(b"1f1f", b"../."),
        b" " * 5000,
        b'{"x":' + b"[" * 3000,
    ],
)
def test_a_cover_beyond_recognition_is_damage(line: bytes) -> None:
    with pytest.raises(DamagedEnrolmentError):
        read_notice(_mended(CONTENT, line=line))


def test_too_little_behind_the_cover_is_damage() -> None:
    with pytest.raises(DamagedEnrolmentError):
        open_enrolment(_mended(CONTENT, rest=b"x" * 27), CODE)
    with pytest.raises(WrongCodeError):
        open_enrolment(_mended(CONTENT, rest=b"x" * 28), CODE)


def test_a_join_proof_is_bound_to_token_and_both_keys() -> None:
    proof = join_proof(b"t" * 32, b"v" * 32, "age1a")
    assert len(proof) == 32
    assert check_join_proof(proof, b"t" * 32, b"v" * 32, "age1a")
    assert not check_join_proof(proof, b"u" * 32, b"v" * 32, "age1a")
    assert not check_join_proof(proof, b"t" * 32, b"w" * 32, "age1a")
    assert not check_join_proof(proof, b"t" * 32, b"v" * 32, "age1b")
    assert not check_join_proof(proof[:-1], b"t" * 32, b"v" * 32, "age1a")
    assert not check_join_proof(b"", b"t" * 32, b"v" * 32, "age1a")

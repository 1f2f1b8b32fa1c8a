from __future__ import annotations

import hashlib
import tracemalloc
import zlib
from datetime import date

import msgspec
import pytest

from desktop.bundle import base45, credential
from desktop.bundle.credential import (
    PREFIX,
    AlteredCredentialError,
    CredentialFacts,
    NotACredentialError,
    UnknownIssuerError,
    read_credential,
    sign_credential,
    verify_credential,
)
from desktop.bundle.identity import Identity

ISSUER = Identity(b"\x07" * 32, "AGE-SECRET-KEY-NOT-USED-HERE")
KEYS = {ISSUER.key_id: ISSUER.verify_key}
FACTS = CredentialFacts(
    name="张䶮",
    serial="370102001-2026-000123",
    activity="社区四点半课堂志愿服务",
    minutes=150,
    first_day=date(2026, 3, 1),
    last_day=date(2026, 6, 30),
    township=370_102_001,
    issued_on=date(2026, 7, 1),
)
TEXT = sign_credential(FACTS, ISSUER)
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def _content() -> bytes:
    return base45.decode(TEXT[len(PREFIX) :])


def _text(content: bytes) -> str:
    return PREFIX + base45.encode(content)


def _pack(array: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=credential.DICTIONARY)
    return deflate.compress(array) + deflate.flush()


@pytest.mark.parametrize("name", ["张䶮", "李𬭎", "赵𠅤", "买买提·艾合买提", "Ó Súilleabháin"])
def test_rare_names_survive(name: str) -> None:
    facts = msgspec.structs.replace(FACTS, name=name)
    assert verify_credential(sign_credential(facts, ISSUER), KEYS) == facts


def test_a_serial_is_cut_by_the_township_and_comes_back_whole() -> None:
    for serial in ("370102001-MFR00-00001", "370102002-MFR00-00001", "370102001", "37"):
        facts = msgspec.structs.replace(FACTS, serial=serial)
        assert verify_credential(sign_credential(facts, ISSUER), KEYS) == facts
    assert b"370102001" not in read_credential(TEXT).array


def test_the_text_is_short_and_in_qrs_tight_letters() -> None:
    assert set(TEXT) <= ALPHANUMERIC
    assert TEXT.startswith("QQ1:")
    assert len(TEXT) <= 178  # what a QR code of version 7-M holds


def test_a_certificate_printed_today_is_read_for_ever() -> None:
    # Signed by the first version: this text must verify in every later one.
    printed = (
        "QQ1:FB0%EG H2MTLW8TL677K0HHEKJHGFPLQA9 6TLGKEE4%P79WS 8L9OR+JBPU F7.Z4T*QM-0AQH."
        "PGD3OL.9.NI.VGWRMPJ6C:VUG08LME%D1L18MM1OT9U0A4N4VRTUU4HGXGGSC4YC8S.8G/64A4TNQ-W1"
        "ZW4%2LXU1$YLC156FUCFI00"
    )
    assert verify_credential(printed, KEYS) == FACTS


def test_the_dictionary_is_frozen() -> None:
    digest = hashlib.sha256(credential.DICTIONARY).hexdigest()
    assert digest == "85ea9ed66654ad30aaac7ea5b851896e4e10ab9508dd6ac2f0c8ae39ae07c084"


def test_the_claims_can_be_read_without_keys() -> None:
    read = read_credential(f"  {TEXT}\n")
    assert (read.facts, read.key_id) == (FACTS, ISSUER.key_id)


def test_days_before_1970_and_far_ahead_are_days() -> None:
    facts = msgspec.structs.replace(FACTS, first_day=date(1, 1, 1), last_day=date(9999, 12, 31))
    assert verify_credential(sign_credential(facts, ISSUER), KEYS) == facts


def test_an_unknown_issuer_is_neither_genuine_nor_forged() -> None:
    with pytest.raises(UnknownIssuerError, match="无法判断"):
        verify_credential(TEXT, {})
    other = sign_credential(FACTS, Identity(b"\x08" * 32, ""))
    with pytest.raises(UnknownIssuerError):
        verify_credential(other, KEYS)


def test_altered_content_under_a_known_key_is_said_to_be_altered() -> None:
    content = _content()
    array = read_credential(TEXT).array
    for forged in (
        content[:73] + _pack(array.replace("张".encode(), "王".encode())),
        content[:73] + _pack(array.replace(b"000123", b"000124")),
        content[:72] + bytes([content[72] ^ 1]) + content[73:],
        _content()[:9] + Identity(b"\x08" * 32, "").sign(b"anything") + content[73:],
    ):
        with pytest.raises(AlteredCredentialError, match="改动"):
            verify_credential(_text(forged), KEYS)


def test_a_key_id_cannot_be_lent_to_another_key() -> None:
    content = _content()
    other = Identity(b"\x08" * 32, "")
    keys = KEYS | {other.key_id: ISSUER.verify_key}
    with pytest.raises(AlteredCredentialError):
        verify_credential(_text(content[:1] + other.key_id + content[9:]), keys)


def test_every_changed_letter_is_an_error_or_changes_nothing() -> None:
    for place in range(len(TEXT)):
        for letter in "0A:":
            altered = TEXT[:place] + letter + TEXT[place + 1 :]
            try:
                facts = verify_credential(altered, KEYS)
            except (NotACredentialError, UnknownIssuerError, AlteredCredentialError):
                continue
            assert facts == FACTS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "QQ1:",
        "QQ2:" + TEXT[4:],
        TEXT[4:],
        TEXT[:-1],
        TEXT[:-30],
        TEXT + "0",
        TEXT + "000",
        TEXT.lower(),
        "QQ1:" + "0" * 5000,
        "QQ1:你好",
        "https://example.org/verify?id=1",
        _text(b"\2" + _content()[1:]),
        _text(_content()[:72]),
        _text(_content() + b"\0"),
        _text(_content()[:73]),
        _text(_content()[:73] + b"\xff\xff\xff"),
    ],
)
def test_other_texts_are_not_certificates(text: str) -> None:
    with pytest.raises(NotACredentialError, match="不是青桥证书"):
        verify_credential(text, KEYS)


@pytest.mark.parametrize(
    "array",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"name": "x"}),
        msgspec.msgpack.encode(["a", "b", "c", 1, 1, 1, 370_102_001]),
        msgspec.msgpack.encode(["a", "b", "c", 1, 1, 1, 370_102_001, 1, 1]),
        msgspec.msgpack.encode(["a", "b", "c", -1, 1, 1, 370_102_001, 1]),
        msgspec.msgpack.encode(["a", "b", "c", 1, 1, 1, 37, 1]),
        msgspec.msgpack.encode(["a" * 101, "b", "c", 1, 1, 1, 370_102_001, 1]),
        msgspec.msgpack.encode(["a", "b", "c", 1, 2**40, 1, 370_102_001, 1]),
        msgspec.msgpack.encode(["a", "b", "c", 1, 2**63, 1, 370_102_001, 1]),
        msgspec.msgpack.encode(["a", "b", "c", 1, 1, 1, 370_102_001, 1]) + b"\0",
        b"\x98\xa1\xff\xa1b\xa1c\1\1\1\xce\x16\x0f\1\1\1",
    ],
)
def test_an_array_of_another_form_is_not_a_certificate(array: bytes) -> None:
    with pytest.raises(NotACredentialError):
        read_credential(_text(_content()[:73] + _pack(array)))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = _pack(b"\0" * 2_000_000)
    assert len(bomb) < 2_500
    text = _text(_content()[:73] + bomb)
    tracemalloc.start()
    with pytest.raises(NotACredentialError):
        read_credential(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


def test_a_text_no_qr_code_can_hold_is_not_even_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential, "base45", None)
    with pytest.raises(NotACredentialError):
        read_credential(PREFIX + "0" * 4293)


def test_a_stream_without_its_end_is_not_a_certificate() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    open_ended = deflate.compress(read_credential(TEXT).array) + deflate.flush(zlib.Z_SYNC_FLUSH)
    with pytest.raises(NotACredentialError):
        read_credential(_text(_content()[:73] + open_ended))


def test_facts_no_reader_would_accept_are_not_signed() -> None:
    with pytest.raises(ValueError, match="length"):
        sign_credential(msgspec.structs.replace(FACTS, name="长" * 101), ISSUER)


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")],
)
def test_base45_is_that_of_rfc_9285(content: bytes, text: str) -> None:
    assert base45.encode(content) == text
    assert base45.decode(text) == content


@pytest.mark.parametrize("text", ["0", "BB80", "A", "BB8A", "GGW", ":::", "::", "a0", "00好"])
def test_base45_refuses_what_it_never_writes(text: str) -> None:
    with pytest.raises(ValueError, match=r"letter|group"):
        base45.decode(text)

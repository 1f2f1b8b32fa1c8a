from __future__ import annotations

import contextlib
import io
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.bundle import base45
from desktop.bundle.bundle import BundleFacts, open_bundle, seal
from desktop.bundle.code import MistypedCodeError, new_code, parse_code
from desktop.bundle.credential import (
    CredentialError,
    CredentialFacts,
    sign_credential,
    verify_credential,
)
from desktop.bundle.enrolment import EnrolmentNotice, open_enrolment, read_notice, seal_enrolment
from desktop.bundle.errors import BundleError
from desktop.bundle.frames import decode_frames, encode_frames
from desktop.bundle.identity import Identity
from desktop.bundle.keyring import (
    Keyring,
    WrongPassphraseError,
    open_keyring,
    seal_keyring,
)
from tests.cheap_keys import change_passphrase, cheap_keys

DEVICE, PROVINCE = Identity.generate(), Identity.generate()
CODE = new_code()

# A small alphabet of awkward letters: rare characters, combining, full width, controls, emoji.
LETTERS = "aZ09 -·'\n\0\u0301\u200béＡ－OIlU张䶮𬭎𠅤😀\uffff\U0010ffff"
words = st.text(LETTERS, max_size=40)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | words
    | st.binary(max_size=200),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)
frames = st.lists(values, max_size=6)
parties = st.just("province") | st.binary(min_size=16, max_size=16).map(bytes.hex)
counters = st.integers(1, 2**63 - 1)
townships = st.integers(100_000_000, 999_999_999)
facts = st.builds(
    BundleFacts,
    kind=st.sampled_from(["hand-up", "send-down"]),
    sender=parties,
    recipient=parties,
    township=townships,
    epoch=counters,
    number=counters,
    part=st.integers(1, 3),
    parts=st.integers(3, 9),
    created=st.datetimes(timezones=st.just(UTC)) | st.just(datetime(1970, 1, 1, tzinfo=UTC)),
    schema=counters,
    app=words,
)
notices = st.builds(
    EnrolmentNotice,
    township=townships,
    name=words,
    device=st.binary(min_size=16, max_size=16).map(bytes.hex),
    expires=st.dates(),
)
credentials = st.builds(
    CredentialFacts,
    name=words,
    serial=words.filter(lambda text: not text.startswith("-")),  # as none of ours does
    activity=words,
    minutes=st.integers(0, 2**31),
    first_day=st.dates(),
    last_day=st.dates(),
    township=townships,
    issued_on=st.dates(),
)


def _decode(raw: list[bytes]) -> list[object]:
    return [msgspec.msgpack.decode(frame) for frame in raw]


def _seal(about: BundleFacts, content: list[object], workdir: Path) -> bytes:
    sink = io.BytesIO()
    seal(
        about,
        content,
        identity=DEVICE,
        recipient=PROVINCE.recipient,
        sink=sink,
        workdir=workdir,
    )
    return sink.getvalue()


@given(frames)
def test_frames_come_back(content: list[object]) -> None:
    sink = io.BytesIO()
    encode_frames(content, sink)
    sink.seek(0)
    assert _decode(list(decode_frames(sink))) == content


@given(st.binary(max_size=300))
def test_any_bytes_as_frames_are_a_named_error_or_frames(content: bytes) -> None:
    with contextlib.suppress(BundleError):
        list(decode_frames(io.BytesIO(content), cap=1 << 20))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(facts, frames)
def test_what_is_sealed_is_opened(about: BundleFacts, content: list[object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workdir = Path(folder)
        path = workdir / "a.qqb"
        path.write_bytes(_seal(about, content, workdir))
        with open_bundle(
            path, verify_key=DEVICE.verify_key, identity=PROVINCE, workdir=workdir
        ) as opened:
            assert _decode(list(opened.frames)) == content
            for name in BundleFacts.__struct_fields__:
                assert getattr(opened.header, name) == getattr(about, name)


WHOLE = _seal(
    BundleFacts(
        kind="send-down",
        sender="province",
        recipient="ab" * 16,
        township=370_102_001,
        epoch=5,
        number=1,
        created=datetime(2099, 1, 1, tzinfo=UTC),
        schema=1,
        app="0.1.0",
    ),
    [["张三", 1]] * 20,
    Path(tempfile.gettempdir()),
)
spoilings = st.one_of(
    st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(1, 255)).map(
        lambda at: WHOLE[: at[0]] + bytes([WHOLE[at[0]] ^ at[1]]) + WHOLE[at[0] + 1 :]
    ),
    st.integers(0, len(WHOLE) - 1).map(lambda length: WHOLE[:length]),
    st.binary(min_size=1, max_size=50).map(lambda tail: WHOLE + tail),
    st.tuples(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=9)).map(
        lambda at: WHOLE[: at[0]] + at[1] + WHOLE[at[0] :]
    ),
    st.binary(max_size=200),
)


@settings(max_examples=300)
@given(spoilings)
def test_a_spoiled_bundle_is_a_named_error_without_output(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.qqb"
        path.write_bytes(content)
        with (
            pytest.raises(BundleError),
            open_bundle(
                path,
                verify_key=DEVICE.verify_key,
                identity=PROVINCE,
                workdir=Path(folder),
            ),
        ):
            pytest.fail("opened")  # pragma: no cover
        assert list(Path(folder).iterdir()) == [path]


@settings(max_examples=30)
@given(words, words, words)
def test_a_keyring_opens_with_its_passphrase_alone(right: str, other: str, new: str) -> None:
    keyring = Keyring(b"k" * 32, Identity(b"s" * 32, "AGE-SECRET", ("AGE-OLD",)))
    with cheap_keys():
        content = seal_keyring(keyring, right, slot="a")
        changed = change_passphrase(content, right, new)
    assert open_keyring(content, right) == open_keyring(changed, new) == keyring
    if other.encode() != right.encode() and other.isascii():
        with pytest.raises(WrongPassphraseError):
            open_keyring(content, other)


@given(notices, frames)
def test_an_enrolment_opens_with_its_code(notice: EnrolmentNotice, content: list[object]) -> None:
    sealed = seal_enrolment(notice, content, CODE)
    assert read_notice(sealed) == notice
    assert _decode(open_enrolment(sealed, CODE)) == content


@given(words)
def test_any_text_as_a_code_is_mistyped_or_16_bytes(text: str) -> None:
    with contextlib.suppress(MistypedCodeError):
        assert len(parse_code(text)) == 16


@given(credentials)
def test_a_certificate_verifies_as_signed(about: CredentialFacts) -> None:
    text = sign_credential(about, DEVICE)
    assert verify_credential(text, {DEVICE.key_id: DEVICE.verify_key}) == about


def test_a_serial_that_would_be_read_as_another_is_not_signed() -> None:
    with pytest.raises(ValueError, match="dash"):
        sign_credential(msgspec.structs.replace(GENUINE, serial="-1"), DEVICE)


GENUINE = CredentialFacts(
    name="赵𠅤",
    serial="2026-1",
    activity="志愿服务",
    minutes=60,
    first_day=date(2026, 3, 1),
    last_day=date(2026, 3, 1),
    township=370_102_001,
    issued_on=date(2026, 3, 2),
)
TEXT = sign_credential(GENUINE, DEVICE)


@given(st.integers(4, len(TEXT) - 1), st.text("0A :a张", max_size=4), st.integers(0, 4))
def test_a_changed_text_never_says_anything_else(at: int, new: str, cut: int) -> None:
    altered = TEXT[:at] + new + TEXT[at + cut :]
    with contextlib.suppress(CredentialError):
        assert verify_credential(altered, {DEVICE.key_id: DEVICE.verify_key}) == GENUINE


@given(st.binary(max_size=300))
def test_base45_comes_back(content: bytes) -> None:
    assert base45.decode(base45.encode(content)) == content

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import zstandard

from desktop.bundle import age, bundle
from desktop.bundle.bundle import (
    BundleFacts,
    Header,
    check_binding,
    open_bundle,
    read_header,
    seal,
    verify,
)
from desktop.bundle.errors import (
    BundleError,
    DamagedBundleError,
    HostileBundleError,
    InterruptedBundleError,
    NewerVersionError,
    NotABundleError,
    WrongRecipientError,
    WrongSignerError,
)
from desktop.bundle.frames import decode_frames
from desktop.bundle.identity import Identity
from desktop.bundle.lines import canonical
from desktop.foundation.progress import Cancelled

DEVICE = Identity.generate()
PROVINCE = Identity.generate()
STRANGER = Identity.generate()
FACTS = BundleFacts(
    kind="hand-up",
    sender="0a" * 16,
    recipient="province",
    township=370_102_001,
    epoch=2**62,
    number=3,
    created=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    schema=1,
    app="0.1.0",
)
FRAMES: list[object] = [{"sender": "0a" * 16}, ["张䶮", "李𬭎", 90], b"\0" * 5000]


def _seal(
    workdir: Path,
    frames: object = FRAMES,
    facts: BundleFacts = FACTS,
    identity: Identity = DEVICE,
) -> bytes:
    sink = io.BytesIO()
    assert isinstance(frames, list)
    seal(
        facts,
        frames,
        identity=identity,
        recipient=PROVINCE.recipient,
        sink=sink,
        workdir=workdir,
    )
    return sink.getvalue()


def _resign(
    content: bytes, payload: bytes | None = None, changes: dict[str, object] | None = None
) -> bytes:
    """Return the bundle as its own sender would forge it: changed, and signed again."""
    _, line, _, old = content.split(b"\n", 3)
    payload = old if payload is None else payload
    fields = (
        json.loads(line)
        | {
            "length": len(payload),
            "sha256": hashlib.sha256(payload).hexdigest(),
        }
        | (changes or {})
    )
    lines = b"qingqiao-bundle/1\n" + canonical(fields)
    return lines + base64.b64encode(DEVICE.sign(lines)) + b"\n" + payload


def _payload(content: bytes) -> bytes:
    return content.split(b"\n", 3)[3]


def _open(
    workdir: Path,
    content: bytes,
    *,
    verify_key: bytes = DEVICE.verify_key,
    identity: Identity = PROVINCE,
) -> list[object]:
    path = workdir / "a.qqb"
    path.write_bytes(content)
    try:
        with open_bundle(path, verify_key=verify_key, identity=identity, workdir=workdir) as opened:
            assert opened.header == read_header(io.BytesIO(content))
            return [msgspec.msgpack.decode(raw) for raw in opened.frames]
    finally:
        path.unlink()
        assert list(workdir.iterdir()) == []


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _seal(tmp_path_factory.mktemp("seal"))


def test_what_was_sealed_is_opened_and_nothing_is_left_behind(
    tmp_path: Path, content: bytes
) -> None:
    assert _open(tmp_path, content) == FRAMES


def test_three_clear_lines_say_what_a_file_is(content: bytes) -> None:
    first, line, signature, payload = content.split(b"\n", 3)
    assert first == b"qingqiao-bundle/1"
    assert json.loads(line) == {
        "app": "0.1.0",
        "created": "2026-03-01T08:30:00Z",
        "epoch": 2**62,
        "kind": "hand-up",
        "length": len(payload),
        "number": 3,
        "part": 1,
        "parts": 1,
        "reader": 1,
        "recipient": "province",
        "schema": 1,
        "sender": "0a" * 16,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "signer": base64.b64encode(DEVICE.verify_key).decode(),
        "suite": 1,
        "township": 370_102_001,
    }
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")).encode()
    assert base64.b64decode(signature) == DEVICE.sign(first + b"\n" + line + b"\n")
    assert payload.startswith(b"age-encryption.org/v1\n")


def test_the_age_tool_opens_the_payload(tmp_path: Path, content: bytes) -> None:
    tool = shutil.which("age")
    if tool is None:
        pytest.skip("the age command is not installed")
    (tmp_path / "key").write_text(PROVINCE.age)
    (tmp_path / "payload").write_bytes(_payload(content))
    plain = subprocess.run(
        [tool, "-d", "-i", tmp_path / "key", tmp_path / "payload"], capture_output=True, check=True
    ).stdout
    frames = zstandard.ZstdDecompressor().decompressobj().decompress(plain)
    assert frames.endswith(msgspec.msgpack.encode(FRAMES[-1]))


def test_seal_returns_the_header_that_is_read_and_verified(tmp_path: Path) -> None:
    sink = io.BytesIO()
    header = seal(
        FACTS,
        FRAMES,
        identity=DEVICE,
        recipient=PROVINCE.recipient,
        sink=sink,
        workdir=tmp_path,
    )
    sink.seek(0)
    assert read_header(sink) == header
    assert verify(sink, DEVICE.verify_key) == header
    assert header.verify_key == DEVICE.verify_key
    assert sink.read() == _payload(sink.getvalue())


def test_files_encrypted_to_a_retired_key_still_open(tmp_path: Path, content: bytes) -> None:
    fresh = Identity.generate()
    rotated = Identity(fresh.signing, fresh.age, (STRANGER.age, PROVINCE.age))
    assert _open(tmp_path, content, identity=rotated) == FRAMES


def test_the_wrong_recipient_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongRecipientError, match="不是发给本机"):
        _open(tmp_path, content, identity=STRANGER)


def test_the_wrong_signer_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongSignerError, match="签名"):
        _open(tmp_path, content, verify_key=STRANGER.verify_key)


def test_a_strangers_signature_under_a_known_key_is_damage(tmp_path: Path) -> None:
    forged = _seal(tmp_path, identity=STRANGER)
    key = base64.b64encode(DEVICE.verify_key)
    forged = forged.replace(base64.b64encode(STRANGER.verify_key), key)
    with pytest.raises(DamagedBundleError, match="签名"):
        _open(tmp_path, forged)


def test_every_bit_counts(tmp_path: Path, content: bytes) -> None:
    clear = len(content) - len(_payload(content))
    for position in [*range(0, clear, 5), clear - 2, clear - 4, *range(clear, len(content), 29)]:
        for bit in (0, 3, 7):
            broken = bytearray(content)
            broken[position] ^= 1 << bit
            with pytest.raises((DamagedBundleError, NotABundleError, NewerVersionError)):
                _open(tmp_path, bytes(broken))


def test_the_unused_bits_of_the_signature_line_count(tmp_path: Path, content: bytes) -> None:
    at = len(content) - len(_payload(content)) - 4  # the letter before "==\n"
    for letter in range(0x30, 0x7B):
        broken = bytearray(content)
        if broken[at] != letter:
            broken[at] = letter
            with pytest.raises(DamagedBundleError, match="签名"):
                _open(tmp_path, bytes(broken))


def test_cut_short_anywhere_is_a_named_error(tmp_path: Path, content: bytes) -> None:
    for length in [*range(0, len(content), 37), len(content) - 1]:
        with pytest.raises((DamagedBundleError, NotABundleError)):
            _open(tmp_path, content[:length])


@pytest.mark.parametrize("tail", [b"\0", b"\n", b"x" * 100_000])
def test_anything_appended_is_damage(tmp_path: Path, content: bytes, tail: bytes) -> None:
    with pytest.raises(DamagedBundleError, match="多余"):
        _open(tmp_path, content + tail)


def test_the_header_of_another_bundle_does_not_fit(tmp_path: Path, content: bytes) -> None:
    other = _seal(tmp_path, frames=[{"n": n} for n in range(3)])
    same_size = _seal(tmp_path, frames=[*FRAMES[:2], b"\1" * 5000])
    for stranger in (other, same_size):
        clear = b"\n".join(stranger.split(b"\n", 3)[:3]) + b"\n"
        with pytest.raises(DamagedBundleError):
            _open(tmp_path, clear + _payload(content))


@pytest.mark.parametrize(
    "other",
    [b"", b"PK\3\4" + b"\0" * 99, b"\n\n\n\n", b"qingqiao-bundle/x\n{}\n", b"qingqiao-bundle/1"],
)
def test_other_files_are_not_bundles(tmp_path: Path, other: bytes) -> None:
    with pytest.raises(NotABundleError, match="不是青桥"):
        _open(tmp_path, other)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"reader":1,"suite":1}',
        b'{"reader":1,"suite":1,"x":"\xff"}',
        b'{"x":' + b"[" * 8000,
        b"{" + b" " * 20_000 + b"}",
    ],
)
def test_a_second_line_beyond_recognition_is_not_a_bundle(line: bytes) -> None:
    with pytest.raises(NotABundleError):
        read_header(io.BytesIO(b"qingqiao-bundle/1\n" + line + b"\n"))


@pytest.mark.parametrize(
    "changes",
    [
        {"township": 37},
        {"sender": "../../etc"},
        {"recipient": "0A" * 16},
        {"kind": "sideways"},
        {"number": 0},
        {"epoch": 2**63},
        {"part": 3, "parts": 2},
        {"length": -1},
        {"sha256": "x"},
        {"signer": "x"},
        {"created": "2026-03-01T08:30:00"},
    ],
)
def test_fields_out_of_range_are_refused(content: bytes, changes: dict[str, object]) -> None:
    with pytest.raises(NotABundleError):
        read_header(io.BytesIO(_resign(content, changes=changes)))


def test_fields_of_newer_minor_versions_are_passed_over(tmp_path: Path, content: bytes) -> None:
    assert _open(tmp_path, _resign(content, changes={"colour": "green", "more": [{}]})) == FRAMES


@pytest.mark.parametrize("changes", [{"reader": 2, "kind": 5}, {"suite": 2, "signer": "other"}])
def test_a_bundle_for_newer_readers_asks_for_an_upgrade(
    tmp_path: Path, content: bytes, changes: dict[str, object]
) -> None:
    for newer in (_resign(content, changes=changes), content.replace(b"/1\n", b"/12\nanything", 1)):
        with pytest.raises(NewerVersionError) as caught:
            _open(tmp_path, newer)
        assert "请先升级" in caught.value.hint
        assert "保留" in caught.value.message


def test_a_file_beyond_the_size_cap_is_not_read(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "SIZE_CAP", len(content) - 1)
    with pytest.raises(HostileBundleError, match="过大"):
        _open(tmp_path, content)


def _stanzas(count: int) -> bytes:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    return b"age-encryption.org/v1\n" + stanza * count + b"--- " + b"C" * 43 + b"\n"


@pytest.mark.parametrize(
    "payload",
    [
        _stanzas(1350),
        _stanzas(17),
        _stanzas(0),
        b"age-encryption.org/v1\n-> a\n" + (b"A" * 64 + b"\n") * 300 + b"--- " + b"C" * 43 + b"\n",
        b"age-encryption.org/v2\n",
        b"-----BEGIN AGE ENCRYPTED FILE-----\n",
        b"",
    ],
)
def test_hostile_age_headers_never_reach_the_parser(
    tmp_path: Path, content: bytes, payload: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age, "pyrage", None)
    with pytest.raises(HostileBundleError, match="加密头"):
        _open(tmp_path, _resign(content, payload))


def test_sixteen_stanzas_are_still_looked_at(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongRecipientError):
        _open(tmp_path, _resign(content, _stanzas(16) + b"\0" * 100))


def test_a_payload_cut_short_by_its_own_sender_yields_nothing(tmp_path: Path) -> None:
    # Several age chunks, so that plaintext is written before the cut is noticed.
    whole = _seal(tmp_path, frames=[hashlib.shake_256(b"x").digest(200_000)])
    payload = _payload(whole)
    for broken in (payload[:-1], payload[:-70_000], payload + b"\0"):
        with pytest.raises(DamagedBundleError, match="加密内容"):
            _open(tmp_path, _resign(whole, broken))


def test_hostile_frames_inside_a_good_bundle_are_named(tmp_path: Path, content: bytes) -> None:
    sealed = io.BytesIO()
    bomb = zstandard.ZstdCompressor().compress(b"\xff" * 1000)
    age.encrypt([bomb], PROVINCE.recipient, sealed)
    with pytest.raises(HostileBundleError):
        _open(tmp_path, _resign(content, sealed.getvalue()))


def test_a_file_exchanged_during_the_checks_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, other = (
        _seal(tmp_path, frames=[hashlib.shake_256(word).digest(300_000)]) for word in (b"a", b"b")
    )
    clear = len(whole) - len(_payload(whole))
    scan = age.scan_header

    def exchange(source: io.BufferedReader) -> None:
        scan(source)
        (tmp_path / "a.qqb").write_bytes(whole[:clear] + _payload(other))

    monkeypatch.setattr(age, "scan_header", exchange)
    with pytest.raises(DamagedBundleError, match="校验值"):
        _open(tmp_path, whole)


def test_large_plaintext_is_spilled_to_a_file_nobody_else_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[object] = [hashlib.shake_256(b"y").digest(300_000)]
    whole = _seal(tmp_path, frames=frames)
    modes: list[int] = []
    names: list[str] = []

    def watching(source: object, *, cap: int) -> Iterator[bytes]:
        file = source._file  # type: ignore[attr-defined]  # noqa: SLF001  # where it spilled to
        modes.append(stat.S_IMODE(os.fstat(file.fileno()).st_mode))
        names.extend(path.name for path in tmp_path.iterdir())
        return decode_frames(source, cap=cap)  # type: ignore[arg-type]

    monkeypatch.setattr(bundle, "_MEMORY", 1000)
    monkeypatch.setattr(bundle, "decode_frames", watching)
    assert _open(tmp_path, whole) == frames
    # Windows hides no open file, but removes it with whoever opened it
    assert (modes, names) == ([0o600], ["a.qqb"]) or sys.platform == "win32"
    assert not list(tmp_path.iterdir())  # the sample itself goes with its reader


@pytest.mark.parametrize("when", ["read", "write"])
def test_a_failing_disk_is_not_called_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    whole = _seal(tmp_path, frames=[hashlib.shake_256(b"z").digest(300_000)])

    class FailingWrite(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    def failing_read(source: object, header: Header) -> Iterator[bytes]:
        for count, chunk in enumerate(checked(source, header)):  # type: ignore[arg-type]
            if count == 2 and passes.pop():
                raise OSError(5, "Input/output error")
            yield chunk

    checked, passes = bundle._checked, [True, False]  # noqa: SLF001  # no public seam there
    if when == "write":
        monkeypatch.setattr(bundle, "_spool", lambda *_: FailingWrite())
    else:
        monkeypatch.setattr(bundle, "_checked", failing_read)
    with pytest.raises(InterruptedBundleError, match="中断"):
        _open(tmp_path, whole)


def test_a_disk_that_fails_at_the_header_is_not_called_a_wrong_recipient(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: object, __: Header) -> Iterator[bytes]:
        if passes.pop():
            raise OSError(5, "Input/output error")
        yield from ()

    passes = [True, False]
    monkeypatch.setattr(bundle, "_checked", failing)
    with pytest.raises(InterruptedBundleError):
        _open(tmp_path, content)


def test_a_missing_file_is_said_in_words(tmp_path: Path) -> None:
    with (
        pytest.raises(InterruptedBundleError),
        open_bundle(
            tmp_path / "no.qqb",
            verify_key=DEVICE.verify_key,
            identity=PROVINCE,
            workdir=tmp_path,
        ),
    ):
        pass


def test_what_the_caller_raises_passes_through(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.qqb").write_bytes(content)
    with (
        pytest.raises(OSError, match="mine"),
        open_bundle(
            tmp_path / "a.qqb",
            verify_key=DEVICE.verify_key,
            identity=PROVINCE,
            workdir=tmp_path,
        ),
    ):
        raise OSError("mine")


def test_cancelling_while_sealing_reaches_the_caller_as_it_is(tmp_path: Path) -> None:
    def frames() -> Iterator[object]:
        yield hashlib.shake_256(b"q").digest(500_000)
        raise Cancelled

    sink = io.BytesIO()
    with pytest.raises(Cancelled):
        seal(
            FACTS,
            frames(),
            identity=DEVICE,
            recipient=PROVINCE.recipient,
            sink=sink,
            workdir=tmp_path,
        )
    assert sink.getvalue() == b""


def test_a_full_disk_while_sealing_reaches_the_caller_as_it_is() -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        age.encrypt([b"x" * 200_000], PROVINCE.recipient, Full())


@pytest.mark.parametrize("recipient", ["", "age1xyz", "AGE-SECRET-KEY-1", "-----BEGIN"])
def test_a_malformed_recipient_is_named(tmp_path: Path, recipient: str) -> None:
    with pytest.raises(WrongRecipientError, match="公钥"):
        seal(FACTS, [], identity=DEVICE, recipient=recipient, sink=io.BytesIO(), workdir=tmp_path)


@pytest.mark.parametrize(
    "changes",
    [{"township": 1}, {"created": datetime(2026, 1, 1)}, {"part": 2}],  # noqa: DTZ001  # a naive time is what must not leave
)
def test_a_header_no_reader_would_accept_does_not_leave(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    facts = msgspec.structs.replace(FACTS, **changes)
    with pytest.raises(msgspec.ValidationError):
        _seal(tmp_path, facts=facts)


def test_the_manifest_inside_must_repeat_the_header(content: bytes) -> None:
    header = read_header(io.BytesIO(content))
    right: tuple[str, str, int, int, int] = ("0a" * 16, "province", header.township, 2**62, 3)
    check_binding(header, right)
    wrongs: list[tuple[str, str, int, int, int]] = [
        ("0b" * 16, *right[1:]),
        (right[0], "0a" * 16, *right[2:]),
        (*right[:2], 1, *right[3:]),
        (*right[:3], 1, 3),
        (*right[:4], 4),
    ]
    for wrong in wrongs:
        with pytest.raises(HostileBundleError, match="封面"):
            check_binding(header, wrong)


def test_messages_hold_no_keys_and_no_names(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BundleError) as caught:
        _open(tmp_path, content, verify_key=STRANGER.verify_key)
    assert "没有改动" in caught.value.message
    assert caught.value.hint

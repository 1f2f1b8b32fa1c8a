"""Rightly signed, rightly encrypted, and yet nothing that an honest sender writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
import zstandard

from desktop.usecases.exchange.take_in import TakenIn
from desktop.usecases.province.take_in import TakenIn as Received
from tests.hostile.forge import Message, Opened, frame, seal_payload, seal_plain, stream
from tests.hostile.stage import Stage

HUGE = 2**64 - 1
DEEP = b"\x91" * 100_000 + b"\xc0"
DIRECTIONS = pytest.mark.parametrize("direction", ["up", "down"])


def sealed(stage: Stage, direction: str, plain: bytes, header: Message | None = None) -> bytes:
    up = direction == "up"
    sender = (stage.peer if up else stage.province).workspace.identity
    reader = (stage.province if up else stage.peer).workspace.identity
    return seal_plain(plain, header or stage.opened(direction).header, sender, reader.recipient)


Change = Callable[[Message], object]


def put(**values: object) -> Change:
    return lambda manifest: manifest.update(values)


def drop(name: str) -> Change:
    return lambda manifest: manifest.pop(name)


def inside(name: str, **values: object) -> Change:
    return lambda manifest: (manifest.get(name) or manifest["heard"]).update(values)


def columns(change: Callable[[list[str]], object]) -> Change:
    return lambda manifest: change(manifest["tables"]["conflict"])


WRONG_MANIFESTS: dict[str, Change] = {
    "another sender": put(sender="0" * 32),
    "another recipient": put(recipient="0" * 32),
    "another epoch": put(epoch=7),
    "another number": put(number=7),
    "a number beyond 64 bits of sign": put(number=HUGE),
    "a negative number": put(number=-1),
    "upto beyond sign": put(upto=HUGE),
    "upto before since": put(since=10, upto=5),
    "negative since": put(since=-5),
    "a count of rows that is no count": put(rows=-1),
    "no tables": drop("tables"),
    "tables that are none": put(tables=[1, 2]),
    "a lineage beyond sign": put(lineage=[(HUGE, 0, 0)]),
    "a lineage of nothing": put(lineage=[(0, 0, 0)]),
    "a negative fork": put(lineage=[(5, 0, -1)]),
    "a chain beyond sign": put(chain=[(HUGE, bytes(32))]),
    "a chain of short hashes": put(chain=[(1, b"x")]),
    "a mark of text": put(upto="x"),
    "columns that are not ours": columns(lambda names: names.__setitem__(0, "sqlite_schema")),
    "a column twice": columns(lambda names: names.append(names[-1])),
    "no versions": columns(lambda names: names.remove("epoch")),
    "a hundred thousand columns": columns(lambda names: names.extend(map(str, range(100_000)))),
    "a hash of megabytes": inside("receipt", sha256=bytes(2 << 20), accepted=[bytes(2 << 20)]),
}  # fmt: skip


@DIRECTIONS
@pytest.mark.parametrize("name", WRONG_MANIFESTS)
def test_a_wrong_manifest_is_refused(stage: Stage, direction: str, name: str) -> None:
    opened = stage.opened(direction)
    WRONG_MANIFESTS[name](opened.manifest)
    stage.refuse(direction, sealed(stage, direction, stream(opened.manifest, opened.frames)))


@DIRECTIONS
@pytest.mark.parametrize(
    "first", [b"", b"\xc0", DEEP, b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\x81\xa5rows"]
)
def test_a_manifest_that_is_none_is_refused(stage: Stage, direction: str, first: bytes) -> None:
    stage.refuse(direction, sealed(stage, direction, zstandard.compress(frame(first))))


RAW_FRAMES = {
    "deep": b"\x92\xa7student" + DEEP,
    "deep in an unknown table": b"\x92\xa6mascot" + DEEP,
    "cut short": b"\x92\xa7student\xdc\x00\x05",
    "more rows than there are bytes": b"\x92\xa7student\xdd\xff\xff\xff\xff",
    "a map": b"\x81\x01\x02",
    "text that is no UTF-8": b"\x92\xa2\xff\xfe\x90",
    "too many rows": msgspec.msgpack.encode(("student", [[]] * 10_001)),
    "too many rows of an unknown table": msgspec.msgpack.encode(("mascot", [[]] * 10_001)),
    "rows of nothing": msgspec.msgpack.encode(("mascot", [None] * 10_000)),
}


@DIRECTIONS
@pytest.mark.parametrize("name", RAW_FRAMES)
def test_a_frame_that_is_none_is_refused(stage: Stage, direction: str, name: str) -> None:
    opened = stage.opened(direction)
    plain = stream(opened.manifest, (*opened.frames, RAW_FRAMES[name]))
    stage.refuse(direction, sealed(stage, direction, plain))


PLAINS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "not zstd": lambda _: b"x" * 1000,
    "cut short": lambda plain: plain[:-10],
    "something after the end": lambda plain: plain + b"\0",
    "twice": lambda plain: plain + plain,
    "a skippable frame": lambda plain: b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + plain,
    "a window of 2 GiB": lambda _: window_of(31),
    "a length of nothing": lambda _: zstandard.compress(bytes(4)),
    "a length of 4 GiB": lambda _: zstandard.compress(b"\xff" * 4),
    "a length cut short": lambda _: zstandard.compress(b"\0\0"),
}  # fmt: skip


def window_of(log: int) -> bytes:
    """Return a zstd frame header that asks for a window of 2**log bytes, and an empty block."""
    return b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([(log - 10) << 3]) + b"\x01\x00\x00"


@DIRECTIONS
@pytest.mark.parametrize("name", PLAINS)
def test_a_stream_that_is_none_is_refused(stage: Stage, direction: str, name: str) -> None:
    opened = stage.opened(direction)
    plain = PLAINS[name](stream(opened.manifest, opened.frames))
    stage.refuse(direction, sealed(stage, direction, plain))


AGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "a million stanzas": lambda body: body.split(b"\n", 1)[0] + b"\n" + b"-> X a\nAAAA\n" * 10**6,
    "a hundred stanzas": lambda body: body.replace(b"\n", b"\n" + b"-> X a\nAAAA\n" * 100, 1),
    "a stanza of megabytes": lambda body: body.replace(b"\n", b"\n-> " + b"x" * 2**21 + b"\n", 1),
    "a scrypt stanza": lambda body: body.replace(
        b"-> X25519", b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n" + b"A" * 43 + b"\n-> X25519", 1
    ),
    "no payload": lambda body: body[: body.index(b"---") + 48],
    "cut in the payload": lambda body: body[:-1],
    "flipped in the payload": lambda body: body[:-1] + bytes([body[-1] ^ 1]),
    "chunks swapped": lambda body: body[:-32] + body[-16:] + body[-32:-16],
    "another mac": lambda body: body.replace(b"--- ", b"--- A", 1),
}


@DIRECTIONS
@pytest.mark.parametrize("name", AGES)
def test_an_age_file_that_is_none_is_refused(stage: Stage, direction: str, name: str) -> None:
    path = stage.up if direction == "up" else stage.down
    payload = path.read_bytes().split(b"\n", 3)[3]
    sender = (stage.peer if direction == "up" else stage.province).workspace.identity
    content = seal_payload(AGES[name](payload), stage.opened(direction).header, sender)
    stage.refuse(direction, content)


HEADERS: dict[str, Message] = {
    "another kind": {"kind": "send-up"},
    "a part beyond the parts": {"part": 3, "parts": 2},
    "a township of eight digits": {"township": 12345678},
    "no time zone": {"created": "2026-11-20T02:00:00"},
    "a newer reader": {"reader": 99},
    "a newer suite": {"suite": 2},
    "a line break behind the recipient": {"recipient": "province\n"},
    "another epoch": {"epoch": 1},
    "another number": {"number": 99},
    "a stranger": {"sender": "f" * 32},
    "a line too long": {"app": "x" * 20_000},
    "announcements of nonsense": {"keys": [{"previous": "AA==", "verify_key": "AA=="}]},
}


@DIRECTIONS
@pytest.mark.parametrize("name", HEADERS)
def test_a_wrong_header_is_refused(stage: Stage, direction: str, name: str) -> None:
    opened = stage.opened(direction)
    header = {**opened.header, **HEADERS[name]}
    if name == "a stranger" and direction == "down":
        header["sender"] = header["recipient"]
        header["number"] = 99
    stage.refuse(
        direction, sealed(stage, direction, stream(opened.manifest, opened.frames), header)
    )


def test_a_sender_with_a_line_break_is_refused(stage: Stage) -> None:
    opened = stage.opened("up")
    header = {**opened.header, "sender": opened.header["sender"] + "\n"}
    stage.refuse("up", sealed(stage, "up", stream(opened.manifest, opened.frames), header))


@DIRECTIONS
def test_another_signer_or_recipient_is_refused(stage: Stage, direction: str) -> None:
    opened = stage.opened(direction)
    plain = stream(opened.manifest, opened.frames)
    province, peer = stage.province.workspace.identity, stage.peer.workspace.identity
    stranger = stage.world.peers[1].workspace.identity
    sender, reader = (peer, province) if direction == "up" else (province, peer)
    for content in (
        seal_plain(plain, opened.header, stranger, reader.recipient),
        seal_plain(plain, opened.header, sender, stranger.recipient),
        (stage.other_up if direction == "up" else stage.other_down).read_bytes()[:-1],
    ):
        stage.refuse(direction, content)
    other = (stage.other_down if direction == "up" else stage.other_up).read_bytes()
    stage.refuse(direction, other)


def student(opened: Opened, **values: object) -> list[Any]:
    """Return a student's row as the manifest's columns want it, changed."""
    names = opened.manifest["tables"]["student"]
    table = next(f for f in opened.frames if msgspec.msgpack.decode(f)[0] == "student")
    row = dict(zip(names, msgspec.msgpack.decode(table)[1][0], strict=True))
    row |= {"id": bytes(15) + b"\x07", **values}
    return [row[name] for name in names]


BAD_ROWS: dict[str, Message] = {
    "a short id": {"id": b"short"},
    "a long id": {"id": bytes(17)},
    "an id of text": {"id": "x" * 16},
    "another township": {"township": 370102002},
    "a township of text": {"township": "370102001"},
    "NUL": {"name": "a\0b"},
    "a control character": {"name": "a\x1b[2Jb"},
    "text that is not normalised": {"name": "e\u0301"},
    "a huge version": {"lsn": HUGE},
    "a negative version": {"lsn": -1},
    "an epoch of nothing": {"epoch": 0},
    "half a provenance": {"dots": '{"name":"5.1"}'},
    "a name of bytes": {"name": b"abc"},
    "a name of megabytes": {"name": "x" * 30_000},
    "not a number": {"edited_at": float("nan")},
    "a time beyond the calendar": {"edited_at": 2**40},
    "a flag of 2": {"deleted": 2},
    "unknown columns that are none": {"unknown": b"\xff\xff"},
    "unknown columns too deep": {"unknown": b"\x81\xa1a" + DEEP},
    "a known column passed on with a wrong value": {"unknown": b"\x81\xa4name\x07"},
    "a link of text": {"branch_id": "x"},
}


@DIRECTIONS
@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused_alone(stage: Stage, direction: str, name: str) -> None:
    opened = stage.opened(direction)
    rows = [student(opened, **BAD_ROWS[name]), student(opened, name="好的")]
    rows[1][0] = secrets_id(name, direction)
    before = stage.end(direction).state(370102001)["student"]
    result = offer_rows(stage, direction, [msgspec.msgpack.encode(("student", rows))])
    assert result.tally is not None
    assert (result.tally.refused, result.tally.new) == (1, 1)
    assert len(result.tally.reasons) == 1
    after = stage.end(direction).state(370102001)["student"]
    assert set(after) - set(before) == {rows[1][0]}
    assert {key: after[key] for key in before} == before
    assert not any("\x1b" in reason or "\0" in reason for reason in result.tally.reasons)


def offer_rows(
    stage: Stage, direction: str, frames: Sequence[bytes], **changes: object
) -> Received | TakenIn:
    """Offer a bundle of a number of its own, which is taken in."""
    opened = stage.opened(direction)
    number = 1000 + stage.tries
    plain = stream({**opened.manifest, "number": number, **changes}, frames)
    header = {**opened.header, "number": number}
    result = stage.offer(direction, sealed(stage, direction, plain, header))
    assert result.error is None
    return result


def secrets_id(*words: str) -> bytes:
    return " ".join(words).encode().ljust(16, b"-")[-16:]


@DIRECTIONS
def test_a_row_that_is_no_utf8_is_refused_alone(stage: Stage, direction: str) -> None:
    opened = stage.opened(direction)
    rows = [student(opened, name="BADTEXT"), student(opened, name="好的")]
    rows[1][0] = secrets_id("utf8", direction)
    raw = msgspec.msgpack.encode(("student", rows)).replace(b"BADTEXT", b"BAD\xff\xfeXT")
    result = offer_rows(stage, direction, [raw])
    assert result.tally is not None
    assert (result.tally.refused, result.tally.new) == (1, 1)


@DIRECTIONS
def test_lineage_said_twice_is_taken_in_once(stage: Stage, direction: str) -> None:
    opened = stage.opened(direction)
    twice = [*opened.manifest["lineage"], (77, 0, 0), (77, 0, 0)]
    assert offer_rows(stage, direction, [], lineage=twice).error is None

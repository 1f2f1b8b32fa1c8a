"""Answers and requests that say what cannot be."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop.bundle.enrolment import join_proof, seal_enrolment
from desktop.bundle.errors import WrongSignerError
from desktop.bundle.identity import Identity
from desktop.foundation.errors import QingqiaoError
from desktop.store.tables import Device
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.packing import own_rows, sequences
from tests.hostile.forge import Message, seal_enrolment_plain, seal_plain, stream, take_apart
from tests.hostile.snapshot import dump_digest, files
from tests.unit.exchange_world import ONE, PASSPHRASE, TWO, Peer, World


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - a generator
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


def waiting(peer: Peer) -> int:
    with peer.workspace.store.read() as reader:
        replica = reader.replica
        return len(sequences(reader, own_rows(reader, replica.acknowledged, replica.lsn)))


def answer(world: World, peer: Peer, **changes: object) -> bytes:
    """Return the province's answer with a receipt that was changed, under its own keys."""
    province, own = world.province.workspace.identity, peer.workspace.identity
    opened = take_apart(world.answer(peer), province.verify_key, own, world.root)
    receipt = {**opened.manifest["receipt"], **changes}
    plain = stream({**opened.manifest, "receipt": receipt}, opened.frames)
    return seal_plain(plain, opened.header, province, own.recipient)


@pytest.mark.parametrize("more", [1, 10**6, 2**63 - 10**7])
def test_no_receipt_takes_rows_that_never_left_for_received(world: World, more: int) -> None:
    peer = world.join()
    peer.add("甲")
    world.up(peer)
    peer.add("乙")
    with peer.workspace.store.read() as reader:
        have = reader.replica.lsn - 1 + more
    path = world.root / "回执.qqb"
    path.write_bytes(answer(world, peer, have=have))
    peer.take_in(path)
    assert waiting(peer) >= 1
    world.round(peer)
    world.round(peer)
    assert world.province.names() == peer.names() == ["乙", "甲"]


@pytest.mark.parametrize(
    "changes",
    [{"have": 2**64 - 1}, {"have": -1}, {"epoch": "x"}, {"digest": -1}, {"rows": 2**64 - 1},
     {"accepted": [{"number": 1, "sha256": b"x", "new": 0, "merged": 0, "conflicting": 0,
                    "refused": 0}]},
     {"accepted": 7}],
)  # fmt: skip
def test_a_receipt_of_nonsense_is_refused(world: World, changes: dict[str, object]) -> None:
    peer = world.join()
    world.up(peer)
    path = world.root / "回执.qqb"
    path.write_bytes(answer(world, peer, **changes))
    before = dump_digest(peer.workspace.store)
    (taken,) = peer.take_in(path)
    assert isinstance(taken.error, QingqiaoError)
    assert dump_digest(peer.workspace.store) == before
    assert world.down(peer).error is None


def first_hand_up(world: World, peer: Peer, join_changes: Message) -> bytes:
    province, own = world.province.workspace.identity, peer.workspace.identity
    opened = take_apart(world.bundle(peer), own.verify_key, province, world.root)
    changed = {**opened.manifest["join"], **join_changes}
    plain = stream({**opened.manifest, "join": changed}, opened.frames)
    return seal_plain(plain, opened.header, own, province.recipient)


@pytest.mark.parametrize(
    "changes",
    [{"recipient": "age1nonsense"}, {"recipient": "x" * 10**6}, {"recipient": ""},
     {"recipient": "age1" + "q" * 58}, {"verify_key": b"short"}, {"name": "x" * 10_000},
     {"proof": b""}],
)  # fmt: skip
def test_who_joins_with_nonsense_stays_outside_and_stops_nobody(
    world: World, changes: Message
) -> None:
    peer, other = world.join(), world.join(TWO)
    world.up(other)
    with peer.workspace.store.read() as reader:
        token = reader.replica.join_token or b""
    own = peer.workspace.identity
    changed = {"verify_key": own.verify_key, "recipient": own.recipient, **changes}
    if "proof" not in changes:
        changed["proof"] = join_proof(
            token, bytes(changed["verify_key"]), str(changed["recipient"])
        )
    path = world.root / "首包.qqb"
    path.write_bytes(first_hand_up(world, peer, changed))
    before = dump_digest(world.province.workspace.store)
    (received,) = world.receive(path)
    assert isinstance(received.error, QingqiaoError)
    assert dump_digest(world.province.workspace.store) == before
    assert world.down(other).error is None
    assert world.up(peer).error is None


def test_a_device_cannot_write_to_the_terminal_by_its_name(world: World) -> None:
    peer = world.join()
    with peer.workspace.store.read() as reader:
        token = reader.replica.join_token or b""
    own = peer.workspace.identity
    proof = join_proof(token, own.verify_key, own.recipient)
    path = world.root / "首包.qqb"
    path.write_bytes(first_hand_up(world, peer, {"name": "\x1b[2J甲的电脑\n", "proof": proof}))
    (received,) = world.receive(path)
    assert received.error is None
    with world.province.workspace.store.read() as reader:
        assert [device.name for device in reader.local(Device)] == ["[2J甲的电脑"]


def test_nobody_joins_with_the_key_of_another_device(world: World) -> None:
    one, two = world.join(), world.join(TWO)
    world.up(one)
    stolen: Identity = one.workspace.identity
    two.workspace.identity = stolen
    received = world.up(two)
    assert isinstance(received.error, WrongSignerError)


def test_a_file_that_claims_to_have_come_before_is_looked_at_all_the_same(world: World) -> None:
    peer = world.join()
    path = world.bundle(peer)
    (first,) = world.receive(path)
    content = path.read_bytes()
    for changed in (content[:-1], content + b"x", content.replace(b'"number":1', b'"number":2')):
        path.write_bytes(changed)
        (received,) = world.receive(path)
        assert isinstance(received.error, QingqiaoError), "its code would be read out by phone"
    path.write_bytes(content)
    (again,) = world.receive(path)
    assert (again.error, again.duplicate, again.code) == (None, True, first.code)


def packet(world: World) -> tuple[Any, str, Message, list[bytes]]:
    from desktop.bundle.enrolment import open_enrolment, read_notice  # noqa: PLC0415 - read aloud

    given = world.enrol(ONE)
    content = given.path.read_bytes()
    frames = open_enrolment(content, given.code)
    return read_notice(content), given.code, msgspec.msgpack.decode(frames[0]), frames[1:]


@pytest.mark.parametrize(
    "changes",
    [{"epoch": 2**64 - 1}, {"upto": -1}, {"device": b"short"}, {"verify_key": b""},
     {"recipient": "nobody"}, {"lineage": [(1, 0, 0), (1, 0, 2**64 - 1)]},
     {"tables": {"township": ["id"]}}, {"tables": {}}, {"township": 370102002}, {"token": b""}],
)  # fmt: skip
def test_an_enrolment_of_nonsense_leaves_nothing(world: World, changes: Message) -> None:
    notice, code, first, rest = packet(world)
    frames: list[object] = [{**first, **changes}, *map(msgspec.Raw, rest)]
    refuse_to_join(world, seal_enrolment(notice, frames, code), code)


@pytest.mark.parametrize("plain", [b"", b"x", b"\x91" * 100_000, b"\xdd\xff\xff\xff\xff", b"\x80"])
def test_an_enrolment_of_anything_leaves_nothing(world: World, plain: bytes) -> None:
    import zstandard  # noqa: PLC0415 - only here

    from tests.hostile.forge import frame  # noqa: PLC0415 - as above

    notice, code, _, _ = packet(world)
    line = msgspec.json.encode(notice)
    for content in (plain, zstandard.compress(frame(plain)), zstandard.compress(plain)):
        refuse_to_join(world, seal_enrolment_plain(line, content, code), code)
    for cover in (b"[" * 3000, b"{}", b'"', b'{"township":1e999}'):
        refuse_to_join(world, seal_enrolment_plain(cover, b"", code), code)


def refuse_to_join(world: World, content: bytes, code: str) -> None:
    path, root = world.root / "坏入网.qqe", world.root / "新机"
    path.write_bytes(content)
    with pytest.raises(QingqiaoError):
        join(path, code, root, PASSPHRASE, clock=world.clock)
    assert files(root) == frozenset()


def test_what_a_province_without_reason_says_never_stops_the_next_hand_up(world: World) -> None:
    peer = world.join()
    world.up(peer)
    path = world.root / "回执.qqb"
    path.write_bytes(answer(world, peer, have=0, epoch=2**62, accepted=[]))
    peer.take_in(path)
    assert hand_up(peer.workspace, world.stick()).bundles
    assert world.round(peer).error is None

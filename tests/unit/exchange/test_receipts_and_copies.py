from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import pytest

from desktop.bundle import bundle as bundle_module
from desktop.bundle.code import receipt_code
from desktop.domain.terms import HandUpState
from desktop.store.tables import Student
from desktop.usecases.exchange import hand_up as hand_up_module
from desktop.usecases.exchange.hand_up import UnsoundCopyError
from desktop.usecases.exchange.receipt_code import (
    BY_PHONE,
    WrongReceiptCodeError,
    confirm_by_code,
)
from desktop.usecases.exchange.resend import (
    FileGoneError,
    copy_again,
    hand_up_everything_next,
)
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.province.receipt_codes import NotTakenInError, receipt_codes
from tests.unit.exchange_world import ONE, TWO, Peer, World


def test_a_code_by_phone_marks_the_bundle_and_moves_no_mark(world: World, peer: Peer) -> None:
    peer.add("甲")
    path = world.bundle(peer)
    (received,) = world.receive(path)
    assert confirm_by_code(peer.workspace, f" {received.code[:4]}-{received.code[4:].lower()}") == 1
    (bundle,) = exchange_status(peer.workspace).bundles
    assert (bundle.state, bundle.receipt) == (HandUpState.RECEIVED, BY_PHONE)
    assert bundle.received_at is not None
    assert peer.acknowledged == 0, "only a signed receipt moves it"
    assert world.make(peer).bundles[0].since == 0

    taken = world.down(peer)
    assert taken.received == (1, 2)
    signed = exchange_status(peer.workspace).bundles[-1]
    assert signed.receipt == "新增 2 条", "the signed receipt takes the place of the phone's"
    assert confirm_by_code(peer.workspace, received.code) == 1
    assert exchange_status(peer.workspace).bundles[-1].receipt == "新增 2 条"


def test_a_wrong_code_is_said_and_changes_nothing(world: World, peer: Peer) -> None:
    world.bundle(peer)
    before = exchange_status(peer.workspace)
    for wrong in ("", "ABCDEFGH", receipt_code(1, b"of another bundle")):
        with pytest.raises(WrongReceiptCodeError):
            confirm_by_code(peer.workspace, wrong)
    assert exchange_status(peer.workspace) == before


def test_the_province_says_the_codes_again(world: World, peer: Peer) -> None:
    first, second = world.bundle(peer), world.bundle(peer)
    with pytest.raises(NotTakenInError):
        receipt_codes(world.province.workspace, str(first))
    codes = [result.code for result in world.receive(first, second)]
    assert world.receive(first)[0].code == codes[0], "a duplicate too"
    of_file = receipt_codes(world.province.workspace, str(first))
    assert [one.code for one in of_file] == codes[:1]
    of_township = receipt_codes(world.province.workspace, str(ONE))
    assert [(one.number, one.code) for one in of_township] == [(2, codes[1]), (1, codes[0])]
    with pytest.raises(NotTakenInError):
        receipt_codes(world.province.workspace, str(TWO))


def test_a_file_is_copied_again_or_a_new_hand_up_advised(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    peer.add("甲")
    path = world.bundle(peer)
    copy = copy_again(peer.workspace, 1, tmp_path / "other")
    assert copy.read_bytes() == path.read_bytes()
    assert world.receive(copy)[0].error is None
    other = world.bundle(peer)
    path.write_bytes(other.read_bytes())  # sound, but not the one that was recorded
    with pytest.raises(FileGoneError):
        copy_again(peer.workspace, 1, tmp_path / "third")
    path.unlink()
    for number in (1, 99):
        with pytest.raises(FileGoneError):
            copy_again(peer.workspace, number, tmp_path / "third")
    assert not (tmp_path / "third").exists()


def test_a_file_that_was_damaged_since_is_not_copied(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    path = world.bundle(peer)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(UnsoundCopyError):
        copy_again(peer.workspace, 1, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_what_does_not_read_back_never_gets_a_name_or_a_number(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def worn(*given: Any, sink: BinaryIO, **options: Any) -> bundle_module.Header:  # noqa: ANN401 - passed on
        header = bundle_module.seal(*given, sink=sink, **options)
        sink.seek(-1, 2)
        last = sink.read(1)
        sink.seek(-1, 2)
        sink.write(bytes([last[0] ^ 1]))
        return header

    monkeypatch.setattr(hand_up_module, "seal", worn)
    with pytest.raises(UnsoundCopyError):
        hand_up_module.hand_up(peer.workspace, world.root / "worn")
    assert list((world.root / "worn").iterdir()) == []
    assert exchange_status(peer.workspace).bundles == ()


def test_rows_that_differ_though_all_was_acknowledged_are_seen_and_mended(
    world: World, peer: Peer
) -> None:
    (student,) = peer.add("甲")
    assert not world.round(peer).differs
    with world.province.workspace.store.write() as writer:  # as a fault of the disk would
        row = writer.get(Student, student)
        row.lsn -= 1
        row.name = "坏"
        writer.replica.capture = False
        writer.session.add(row)
        writer.session.flush()
        writer.replica.capture = True
    assert world.down(peer).differs
    hand_up_everything_next(peer.workspace)
    assert world.make(peer).bundles[0].rows == 2

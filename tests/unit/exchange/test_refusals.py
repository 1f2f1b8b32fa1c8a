"""Rows that the province does not take: named here with the reason, until they are mended."""

from __future__ import annotations

import secrets

from desktop.store.tables import Student
from desktop.usecases.exchange.checks import hand_up_checks
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.refusals import list_refused
from desktop.usecases.exchange.resend import hand_up_everything_next
from desktop.usecases.exchange.status import ExchangeStatus, exchange_status
from tests.unit.exchange_world import Peer, World


def spoil(peer: Peer, student: bytes, phone: str) -> None:
    """Write what no form of ours lets through."""
    with peer.workspace.store.write() as writer:
        writer.connection.exec_driver_sql(
            "UPDATE student SET phone = ? WHERE id = ?", (phone, student)
        )


def status(peer: Peer) -> ExchangeStatus:
    return exchange_status(peer.workspace)


def test_a_refused_row_is_named_with_its_reason_until_it_is_mended(
    world: World, peer: Peer
) -> None:
    good, bad = peer.add("张䶮", "李𬭎")
    spoil(peer, bad, "1390000\x07")
    assert dict(status(peer).kinds) == {"student": 2, "township_profile": 1}
    world.round(peer)
    (refused,) = list_refused(peer.workspace)
    assert (refused.table, refused.id, refused.title) == ("student", bad, "李𬭎")
    assert (refused.record, refused.number, refused.mended) == ("大学生", 1, False)
    assert refused.reason == "“电话”的文字里有控制字符或未规范的字符"
    assert bad.hex() not in refused.reason
    assert status(peer).refused == status(peer).urgent == 1
    assert [one.finding for one in hand_up_checks(peer.workspace) if one.name == "记录合规"] == [
        "1 条记录团省委没有收，待修改"
    ]
    world.round(peer)
    assert status(peer).refused == 1, "nothing was mended"
    assert good in world.province.students()
    assert bad not in world.province.students()

    spoil(peer, bad, "13900000001")
    assert status(peer).refused == 0
    assert list_refused(peer.workspace)[0].mended
    world.round(peer)
    assert list_refused(peer.workspace) == []
    assert bad in world.province.students()


def test_a_row_mended_wrongly_is_refused_again(world: World, peer: Peer) -> None:
    (bad,) = peer.add("李𬭎")
    for phone in ("1\x07", "2\x07"):
        spoil(peer, bad, phone)
        world.round(peer)
        assert [(row.id, row.mended) for row in list_refused(peer.workspace)] == [(bad, False)]


def test_a_bundle_that_is_missing_is_told_from_one_that_is_late(world: World, peer: Peer) -> None:
    peer.add("甲")
    world.make(peer)
    peer.add("乙")
    path = world.bundle(peer)
    assert [bundle.missing for bundle in status(peer).bundles] == [False, False]
    world.receive(path)
    world.down(peer)
    assert status(peer).waiting == 0
    assert not any(bundle.missing for bundle in status(peer).bundles), "the second carried it all"


def test_a_gap_names_the_bundle_that_is_missing(world: World, peer: Peer) -> None:
    peer.add(*(secrets.token_hex(400) for _ in range(200)))
    first, *rest = hand_up(peer.workspace, world.stick(), max_size=64 << 10).bundles
    assert rest, "several bundles"
    world.receive(*(bundle.path for bundle in rest))
    world.down(peer)
    assert {b.number: b.missing for b in status(peer).bundles}[first.number]
    assert status(peer).waiting > 0
    world.round(peer)
    assert status(peer).waiting == 0


def test_a_restored_pc_knows_it_until_a_receipt_comes(world: World, peer: Peer) -> None:
    peer.add("甲")
    world.round(peer)
    assert not status(peer).renewed
    backup = peer.copy_to(world.root / "backup")
    peer.add("乙")
    world.round(peer)
    peer.restore(backup)
    peer.add("丙")
    world.up(peer)
    world.down(peer)
    assert status(peer).renewed
    hand_up_everything_next(peer.workspace)
    world.round(peer)
    assert not status(peer).renewed
    with peer.workspace.store.read() as reader:
        assert {row.name for row in reader.find(Student)} == {"甲", "乙", "丙"}

"""One PC that makes up enormous numbers must not push those of its colleagues."""

from __future__ import annotations

import pytest

from desktop.bundle.errors import HostileBundleError
from desktop.store.provenance import HIGHEST
from desktop.store.tables import AcceptedBundle
from desktop.usecases.province.leaps import LEAP
from tests.unit.exchange_world import ONE, Peer, World, settle

pytestmark = pytest.mark.both_stores


def forge(peer: Peer, student: bytes, lsn: int) -> None:
    """Give the row another number, as no trigger would."""
    with peer.workspace.store.write() as writer:
        sql = writer.connection.exec_driver_sql
        sql("UPDATE replica SET capture = 0")
        sql("UPDATE student SET lsn = ?, dots = NULL WHERE id = ?", (lsn, student))
        sql("UPDATE replica SET capture = 1")


def lsn(peer: Peer) -> int:
    with peer.workspace.store.read() as reader:
        return reader.replica.lsn


def named(world: World) -> int:
    with world.province.workspace.store.read() as reader:
        return max(one.highest for one in reader.local(AcceptedBundle))


@pytest.fixture
def colleague(world: World, peer: Peer) -> Peer:
    """Return a second PC of the office that has what the first one has."""
    peer.add("张䶮", "李𬭎")
    made = world.join()
    settle(world, peer, made)
    return made


def test_a_row_with_an_enormous_number_is_refused_alone(
    world: World, peer: Peer, colleague: Peer
) -> None:
    one, two = sorted(peer.students())
    peer.rename(one, "改一")
    peer.rename(two, "改二")
    forge(peer, two, named(world) + LEAP + 1)
    received = world.up(peer)
    assert received.tally is not None
    assert (received.tally.merged, received.tally.refused) == (1, 1)
    assert received.tally.reasons[0].endswith("序号比已知的大得不合常理")
    world.round(colleague)
    assert sorted(colleague.names()) == sorted(["改一", world.province.students()[two]])
    colleague.rename(two, "同事改")
    assert lsn(colleague) < 1_000


def test_the_highest_number_that_is_allowed_locks_no_colleague_out(
    world: World, peer: Peer, colleague: Peer
) -> None:
    one, _ = sorted(peer.students())
    peer.rename(one, "改")
    highest = named(world) + LEAP
    forge(peer, one, highest)
    world.up(peer)
    assert named(world) == highest
    settle(world, colleague)
    for turn in range(30):
        colleague.rename(one, f"同事改 {turn}")
    assert lsn(colleague) > highest
    received = world.up(colleague)
    assert received.tally is not None
    assert received.tally.refused == 0
    assert "同事改 29" in world.province.names()


def test_a_pc_that_counts_beyond_reason_is_refused_whole(world: World, peer: Peer) -> None:
    peer.add("张䶮")
    world.round(peer)
    with peer.workspace.store.write() as writer:
        writer.replica.lsn += LEAP
    peer.add("李𬭎")
    before = world.province.state(ONE)
    error = world.up(peer).error
    assert isinstance(error, HostileBundleError)
    assert "序号比已知的大得不合常理" in error.message
    assert world.province.state(ONE) == before


def test_a_township_takes_no_number_after_which_none_are_left(
    world: World, peer: Peer, colleague: Peer
) -> None:
    one, _ = sorted(peer.students())
    peer.rename(one, "改")
    world.up(peer)
    with world.province.workspace.store.write() as writer:
        sql = writer.connection.exec_driver_sql
        sql("UPDATE student SET lsn = ? WHERE id = ?", (HIGHEST + 1, one))
    taken = world.down(colleague)
    assert taken.tally is not None
    assert taken.tally.refused == 1
    assert "改" not in colleague.names()

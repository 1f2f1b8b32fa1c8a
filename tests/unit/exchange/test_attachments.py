"""Photos travel after the rows, until the province names them; what is lost goes again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desktop.bundle.bundle import open_bundle
from desktop.domain.terms import HandUpState
from desktop.store import contents
from desktop.store.queries.attachments import photos
from desktop.store.tables import Activity, Attachment
from desktop.usecases.activity.photos import add_photos, remove_photo
from desktop.usecases.exchange import attachments, pieces
from desktop.usecases.exchange.attachments import PhotoChoice
from desktop.usecases.exchange.hand_up import HandedUp, hand_up
from desktop.usecases.exchange.status import exchange_status
from tests.unit.exchange_world import End, Peer, World
from tests.unit.photo_files import noise


def with_photos(world: World, many: int = 2) -> tuple[Peer, bytes]:
    """Return a joined PC with an activity and so many photos of about 110 kB."""
    peer = world.join()
    world.round(peer)
    with peer.workspace.store.write() as writer:
        activity = writer.add(Activity(title="社区课堂")).id
    paths = [world.root / f"{at}.jpg" for at in range(many)]
    for at, path in enumerate(paths):
        noise(480, 360, at).save(path)
    assert add_photos(peer.workspace, activity, paths).added == many
    return peer, activity


def kept(end: End, township: int) -> list[bytes]:
    """Return the photos' bytes that an end has, which are what their names say."""
    with end.workspace.store.read() as reader:
        found = []
        for sha256 in contents.hashes(reader.connection, township):
            content = contents.read(reader.connection, township, sha256)
            assert content is not None
            assert hashlib.sha256(content).digest() == sha256
            found.append(sha256)
        return found


def waiting(peer: Peer) -> int:
    with peer.workspace.store.read() as reader:
        return len(contents.waiting(reader.connection, peer.township))


def hand(world: World, peer: Peer, choice: PhotoChoice, max_size: int | None = None) -> HandedUp:
    return hand_up(peer.workspace, world.stick(), photos=choice, max_size=max_size)


def test_photos_go_with_the_rows_and_are_done_when_the_province_names_them(world: World) -> None:
    peer, activity = with_photos(world)
    (bundle,) = hand(world, peer, "include").bundles
    assert bundle.photos == 2
    assert waiting(peer) == 2, "not before the province says so"
    (received,) = world.receive(bundle.path)
    assert received.tally is not None
    assert received.tally.photos == 2
    assert kept(world.province, peer.township) == kept(peer, peer.township)
    world.down(peer)
    assert waiting(peer) == 0
    with peer.workspace.store.read() as reader:
        assert all(row.delivered for row in photos(reader, activity))
    assert hand(world, peer, "include").photos == 0


@pytest.mark.parametrize("choice", ["include", "separate"])
def test_a_lost_file_with_photos_heals_with_the_next(world: World, choice: PhotoChoice) -> None:
    peer, _ = with_photos(world)
    for bundle in hand(world, peer, choice).bundles:
        bundle.path.unlink()
    with_rows = hand(world, peer, "leave").bundles[-1]
    world.receive(with_rows.path)
    taken = world.down(peer)
    assert with_rows.number in taken.received
    states = {one.number: one.state for one in exchange_status(peer.workspace).bundles}
    assert states[with_rows.number - 1] is HandUpState.MADE, "its photos have not arrived"
    again = hand(world, peer, choice)
    assert again.photos == 2
    world.receive(*(bundle.path for bundle in again.bundles))
    world.down(peer)
    assert waiting(peer) == 0
    assert len(kept(world.province, peer.township)) == 2


def test_photos_may_have_files_of_their_own_which_arrive_first(world: World) -> None:
    peer, _ = with_photos(world)
    rows, *pictures = hand(world, peer, "separate").bundles
    assert (rows.photos, sum(one.photos for one in pictures)) == (0, 2)
    assert rows.size < 20_000 < pictures[0].size
    for bundle in (*reversed(pictures), rows):
        (received,) = world.receive(bundle.path)
        assert received.error is None
    world.down(peer)
    assert waiting(peer) == 0
    assert len(kept(world.province, peer.township)) == 2


def test_photos_may_stay_behind_and_go_another_time(world: World) -> None:
    peer, _ = with_photos(world)
    made = hand(world, peer, "leave")
    assert (made.photos, made.photos_left) == (0, 2)
    world.receive(*(bundle.path for bundle in made.bundles))
    world.down(peer)
    with world.province.workspace.store.read() as reader:
        assert len(reader.find(Attachment)) == 2, "what they are called went"
    assert kept(world.province, peer.township) == []
    later = hand(world, peer, "include")
    assert (later.photos, later.rows) == (2, 0)


@pytest.mark.parametrize("cover", [32 << 10, -(1 << 20)])
def test_a_limit_on_size_divides_photos_among_files_that_arrive_in_any_order(
    world: World, monkeypatch: pytest.MonkeyPatch, cover: int
) -> None:
    monkeypatch.setattr(pieces, "_COVER", cover)  # too little is found out when it is written
    peer, _ = with_photos(world, 5)
    made = hand(world, peer, "include", max_size=260_000)
    assert len(made.bundles) > 2
    assert all(bundle.size <= 260_000 for bundle in made.bundles)
    assert (made.photos, made.photos_left, made.rows) == (5, 0, 6)
    world.receive(*(bundle.path for bundle in reversed(made.bundles)))
    world.receive(*(bundle.path for bundle in made.bundles))
    world.down(peer)
    assert waiting(peer) == 0
    assert len(kept(world.province, peer.township)) == 5


def test_a_photo_that_is_larger_than_a_file_may_be_is_said_to_stay(world: World) -> None:
    peer, _ = with_photos(world)
    made = hand(world, peer, "include", max_size=70_000)
    assert (made.photos, made.photos_left) == (0, 2)


def test_a_deleted_photo_stays_nowhere_once_both_know(world: World) -> None:
    peer, activity = with_photos(world, 1)
    world.round(peer)
    with peer.workspace.store.read() as reader:
        (row,) = photos(reader, activity)
    remove_photo(peer.workspace, row.id)
    world.round(peer)
    world.round(peer)
    assert kept(peer, peer.township) == kept(world.province, peer.township) == []


def test_bytes_come_back_to_nobody_and_are_resent_to_a_restored_province(
    world: World, tmp_path: Path
) -> None:
    peer, _ = with_photos(world)
    backup = world.province.copy_to(tmp_path / "backup")
    world.round(peer)
    assert waiting(peer) == 0
    world.province.restore(backup)
    for _ in range(3):
        world.round(peer)
    assert len(kept(world.province, peer.township)) == 2
    assert waiting(peer) == 0


def test_photos_without_rows_are_held_only_up_to_a_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer, _ = with_photos(world)
    _, *pictures = hand(world, peer, "separate").bundles
    monkeypatch.setattr(attachments, "MOST_HELD", 1000)
    (received,) = world.receive(pictures[0].path)
    assert received.tally is not None
    assert received.tally.refused == 2
    assert "暂存已满" in received.tally.reasons[0]
    assert kept(world.province, peer.township) == []


def test_the_cover_of_a_file_says_nothing_of_its_photos(world: World) -> None:
    peer, _ = with_photos(world)
    (bundle,) = hand(world, peer, "include").bundles
    head = b"\n".join(bundle.path.read_bytes().split(b"\n")[:3])
    assert b".jpg" not in head
    keys = peer.workspace.identity, world.province.workspace.identity
    with open_bundle(
        bundle.path, verify_key=keys[0].verify_key, identity=keys[1], workdir=world.root
    ) as opened:
        frames = [bytes(frame) for frame in opened.frames]
    assert b"#attachment" not in frames[1]
    assert all(b"#attachment" in frame[:20] for frame in frames[-2:])

"""A folder that was copied or put back is noticed at its start; false alarms lose nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.foundation.files import write_bytes
from desktop.store.tables import Lineage
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.workspace import Workspace
from tests.unit.exchange_world import ONE, PASSPHRASE, Peer, World


class PulledPlugError(BaseException):
    """No `except Exception` catches a cut of power."""


def start(root: Path, place: Path) -> Workspace:
    return open_workspace(root, PASSPHRASE, twins=place)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return where the user of this PC keeps tokens."""
    return tmp_path / "here"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Return where the user of another PC keeps tokens."""
    return tmp_path / "there"


@pytest.fixture
def folder(world: World, peer: Peer, here: Path) -> Path:
    """Return the folder of a PC that is at work, closed."""
    peer.workspace.twins = here
    peer.add("甲")
    world.round(peer)
    peer.workspace.close()
    opened = start(peer.root, here)
    assert not opened.renewed
    opened.close()
    return peer.root


def lives(opened: Workspace) -> int:
    with opened.store.read() as reader:
        return len(reader.local(Lineage))


def open_once(root: Path, place: Path) -> bool:
    opened = start(root, place)
    opened.close()
    return opened.renewed


def back(peer: Peer, opened: Workspace) -> Peer:
    peer.workspace = opened
    return peer


def test_the_first_start_and_all_that_follow_are_no_alarm(peer: Peer, here: Path) -> None:
    peer.workspace.close()
    shutil.rmtree(peer.root / "twins", ignore_errors=True)
    assert [open_once(peer.root, here) for _ in range(4)] == [False] * 4


def test_a_folder_that_moved_on_the_same_pc_is_no_alarm(folder: Path, here: Path) -> None:
    moved = folder.rename(folder.with_name("moved"))
    assert not open_once(moved, here)
    moved.rename(folder)


def test_a_folder_copied_to_another_pc_goes_on_under_its_own_epoch(
    world: World, peer: Peer, folder: Path, here: Path, there: Path
) -> None:
    copy = world.root / "copy"
    shutil.copytree(folder, copy)
    other = Peer(start(copy, there), ONE)
    assert other.workspace.renewed
    back(peer, start(folder, here))
    assert not peer.workspace.renewed
    peer.add("原机")
    other.add("副本")
    assert world.up(peer).error is None
    assert world.up(other).error is None, "the province need not refuse anything"
    for _ in range(2):
        for pc in (peer, other):
            world.round(pc)
    assert world.province.names() == peer.names() == other.names() == ["副本", "原机", "甲"]
    other.workspace.close()


def test_an_old_copy_put_back_on_the_same_pc_is_noticed(
    world: World, peer: Peer, folder: Path, here: Path
) -> None:
    backup = world.root / "backup"
    shutil.copytree(folder, backup)
    back(peer, start(folder, here))
    peer.add("还原后找回的")
    world.round(peer)
    peer.workspace.close()
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)
    back(peer, start(folder, here))
    assert peer.workspace.renewed
    peer.add("还原后新写的")
    assert exchange_status(peer.workspace).waiting == 1
    assert world.up(peer).error is None
    world.down(peer)
    assert peer.names() == world.province.names() == ["甲", "还原后找回的", "还原后新写的"]
    assert world.province.conflicts() == []


def test_a_copy_made_during_a_session_is_noticed_after_a_hand_up(
    world: World, peer: Peer, folder: Path, here: Path
) -> None:
    back(peer, start(folder, here))
    backup = world.root / "backup"
    shutil.copytree(folder, backup)
    world.bundle(peer)
    peer.workspace.close()
    assert open_once(backup, here)
    back(peer, start(folder, here))


def test_two_copies_on_one_pc_never_write_in_one_epoch(
    world: World, peer: Peer, folder: Path, here: Path
) -> None:
    copy = world.root / "copy"
    shutil.copytree(folder, copy)
    assert not open_once(copy, here)
    back(peer, start(folder, here))
    assert peer.workspace.renewed


def test_a_portable_folder_is_known_where_it_was_before(
    peer: Peer, folder: Path, here: Path, there: Path
) -> None:
    places = [there, here, there, there, here, here]
    assert [open_once(folder, place) for place in places] == [True] + [False] * 5
    back(peer, start(folder, here))


def test_a_cut_between_the_two_writes_is_a_harmless_alarm(
    world: World, peer: Peer, folder: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(file: Path, content: bytes) -> None:
        write_bytes(file, content)
        raise PulledPlugError

    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.instance.write_bytes", cut)
        with pytest.raises(PulledPlugError):
            start(folder, here)
    back(peer, start(folder, here))
    assert peer.workspace.renewed
    peer.add("乙")
    assert world.up(peer).error is None
    world.down(peer)
    assert peer.names() == world.province.names() == ["乙", "甲"]
    assert exchange_status(peer.workspace).waiting == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"one", b"a b c"])
def test_an_illegible_token_is_an_alarm_and_is_made_anew(
    peer: Peer, folder: Path, here: Path, content: bytes
) -> None:
    (file,) = here.iterdir()
    file.write_bytes(content)
    assert open_once(folder, here)
    back(peer, start(folder, here))
    assert not peer.workspace.renewed


def test_a_place_that_cannot_be_written_to_raises_no_alarm(
    peer: Peer, folder: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert [open_once(folder, blocked / "x") for _ in range(2)] == [False, False]
    back(peer, start(folder, tmp_path / "here"))
    assert not peer.workspace.renewed
    assert lives(peer.workspace) == 2  # the province's and its own


def test_the_province_is_left_to_its_devices(world: World, tmp_path: Path) -> None:
    root = world.province.root
    world.province.workspace.close()
    for place in ("a", "b"):
        opened = open_workspace(root, world.province.passphrase, twins=tmp_path / place)
        assert not opened.renewed
        opened.close()
    world.province.reopen()

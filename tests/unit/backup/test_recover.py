"""A damaged database is told as such, and there are ways back that keep the damaged one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.bundle.keyring import WrongPassphraseError
from desktop.domain.terms import BackupReason
from desktop.store.engine import DamagedDatabaseError, DatabaseError, address, plain_connection
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.fitting_keys import BackupPassphraseError
from desktop.usecases.backup.kept import Backup, backups_in
from desktop.usecases.backup.recover import Recovered, recover_from_backup, recover_what_is_left
from desktop.usecases.backup.restore import DamagedBackupError, preview, restore
from desktop.usecases.open_workspace import open_workspace
from tests.unit.exchange_world import ONE, PASSPHRASE, Peer, World

PAGE = 4096
PEOPLE = [f"学生{n:03}" for n in range(150)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def spoil(path: Path, *pages: int) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * PAGE + 1000)
            file.write(bytes(16))


QUERIES = {
    "student": "SELECT name FROM student NOT INDEXED",
    "ix_student_seq": "SELECT seq FROM student INDEXED BY ix_student_seq WHERE township > 0",
    "sqlite_schema": "SELECT sql FROM sqlite_schema",
}


def pages_of(path: Path, key: bytes, what: str, enough: int = 1) -> list[int]:
    """Return pages, from 0, without which a table's rows or an index cannot be read."""
    with plain_connection(str(path), key) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?"
        roots = [page - 1 for (page,) in connection.execute(query, (what,))]
    trial, found = path.with_name("trial.db"), []
    order = range(1, path.stat().st_size // PAGE)
    for page in order if what == "sqlite_schema" else reversed(order):  # rows come last
        shutil.copy(path, trial)
        spoil(trial, page)
        failing = next((name for name in ("sqlite_schema", what) if fails(trial, key, name)), "")
        if failing == what and page not in roots:
            found.append(page)
        if len(found) == enough:
            break
    trial.unlink()
    return sorted(found)


def fails(path: Path, key: bytes, what: str) -> bool:
    try:
        with plain_connection(address(path, still=True), key) as connection:
            connection.execute(QUERIES[what]).fetchall()
    except DamagedDatabaseError:
        return True
    return False


def busy_peer(world: World) -> tuple[Peer, Backup]:
    """Return a PC whose people the province has, and its backup."""
    peer = world.join()
    peer.add(*PEOPLE)
    for _ in range(2):
        world.round(peer)
    return peer, back_up(peer.workspace, BackupReason.ASKED).backup


def recovered(peer: Peer, done: Recovered) -> Peer:
    peer.workspace = done.workspace
    return peer


def test_a_spoilt_beginning_is_told_as_damage(world: World) -> None:
    peer, _ = busy_peer(world)
    peer.workspace.close()
    spoil(peer.workspace.folder.database, 0)
    before = peer.workspace.folder.database.read_bytes()
    with pytest.raises(DamagedDatabaseError, match="已损坏") as caught:
        open_workspace(peer.root, PASSPHRASE, world.clock, peer.root / "twins")
    assert "备份" in caught.value.hint
    assert peer.workspace.folder.database.read_bytes() == before


def test_a_backup_takes_the_place_of_a_damaged_database_which_is_kept(world: World) -> None:
    peer, backup = busy_peer(world)
    peer.workspace.close()
    database = peer.workspace.folder.database
    spoil(database, 0)
    before = database.read_bytes()
    with pytest.raises(WrongPassphraseError):
        recover_from_backup(peer.root, backup, "不是这个口令吧", twins=peer.root / "twins")
    done = recover_from_backup(
        peer.root, backup, PASSPHRASE, clock=world.clock, twins=peer.root / "twins"
    )
    assert done.kept is not None
    assert (done.kept / "qingqiao.db").read_bytes() == before
    recovered(peer, done)
    assert peer.names() == PEOPLE
    peer.add("在恢复之后")
    assert world.up(peer).error is None


def test_a_new_folder_is_made_from_a_backup_alone(world: World) -> None:
    peer, backup = busy_peer(world)
    peer.add("没有赶上备份")
    world.round(peer)
    peer.workspace.close()
    stick = world.root / "stick" / "backup"
    shutil.copytree(backup.folder, stick)
    shutil.rmtree(peer.root)
    with pytest.raises(BackupPassphraseError):
        recover_from_backup(peer.root, Backup(stick, backup.note), "不是这个口令吧")
    assert not (peer.root / "qingqiao.db").exists()
    done = recover_from_backup(
        peer.root, Backup(stick, backup.note), PASSPHRASE, twins=peer.root / "twins"
    )
    assert done.kept is None
    recovered(peer, done)
    for _ in range(2):
        world.round(peer)
    assert set(peer.names()) == {"没有赶上备份", *PEOPLE}


def test_a_damaged_backup_is_not_put_in_the_place_of_anything(world: World) -> None:
    peer, backup = busy_peer(world)
    peer.workspace.close()
    for database in (peer.workspace.folder.database, backup.database):
        spoil(database, 0)
    before = peer.workspace.folder.database.read_bytes()
    with pytest.raises(DamagedBackupError):
        recover_from_backup(peer.root, backup, PASSPHRASE, twins=peer.root / "twins")
    assert peer.workspace.folder.database.read_bytes() == before
    assert not (peer.root / "damaged").exists()


@pytest.mark.parametrize("what", ["student", "ix_student_seq"])
def test_what_is_left_of_a_damaged_database_is_read_and_the_rest_comes_back(
    world: World, what: str
) -> None:
    peer, _ = busy_peer(world)
    peer.add("还没有上报")
    peer.workspace.close()
    database, key = peer.workspace.folder.database, peer.workspace.store.key
    spoil(database, pages_of(database, key, what)[0])
    before = database.read_bytes()
    done = recover_what_is_left(peer.root, PASSPHRASE, clock=world.clock, twins=peer.root / "twins")
    assert done.kept is not None
    assert (done.kept / "qingqiao.db").read_bytes() == before
    assert done.salvaged is not None
    assert done.salvaged.incomplete == (() if what.startswith("ix_") else (what,))
    recovered(peer, done)
    assert set(peer.names()) <= {"还没有上报", *PEOPLE}
    peer.add("抢救之后")
    for _ in range(3):
        world.round(peer)
    assert set(peer.names()) >= {"抢救之后", *PEOPLE}
    assert world.province.state(ONE)["student"] == peer.state(ONE)["student"]


def test_of_a_table_with_spoilt_pages_the_others_are_read(world: World) -> None:
    peer = world.join()
    peer.add(*PEOPLE)
    peer.workspace.close()
    database, key = peer.workspace.folder.database, peer.workspace.store.key
    spoil(database, *pages_of(database, key, "student", 2))
    done = recover_what_is_left(peer.root, PASSPHRASE, twins=peer.root / "twins")
    recovered(peer, done)
    assert done.salvaged is not None
    assert done.salvaged.incomplete == ("student",)
    assert len(PEOPLE) / 4 < len(peer.names()) < len(PEOPLE)  # of four pages two


@pytest.mark.parametrize("what", [None, "sqlite_schema"])
def test_nothing_can_be_read_without_the_beginning(world: World, what: str | None) -> None:
    peer, _ = busy_peer(world)
    peer.workspace.close()
    database, key = peer.workspace.folder.database, peer.workspace.store.key
    spoil(database, pages_of(database, key, what)[0] if what else 0)
    before = database.read_bytes()
    with pytest.raises(DamagedDatabaseError):
        recover_what_is_left(peer.root, PASSPHRASE, twins=peer.root / "twins")
    assert database.read_bytes() == before
    assert not (peer.root / ".restoring").exists()


def test_a_database_in_use_is_not_replaced(world: World) -> None:
    peer, backup = busy_peer(world)
    with peer.workspace.store.read() as reader:
        assert reader.replica.township
        with pytest.raises(DatabaseError, match="另一个青桥窗口"):
            recover_from_backup(peer.root, backup, PASSPHRASE, twins=peer.root / "twins")
    assert len(backups_in(peer.workspace.folder.backups)) == 1


def test_damage_found_while_working_is_mended_from_a_backup_in_place(world: World) -> None:
    peer, backup = busy_peer(world)
    database, key = peer.workspace.folder.database, peer.workspace.store.key
    peer.reopen()
    peer.workspace.close()
    spoil(database, pages_of(database, key, "student")[0])
    before = database.read_bytes()
    assert preview(peer.workspace, backup).damaged
    done = restore(peer.workspace, backup, PASSPHRASE)
    assert (done.replaced / "qingqiao.db").read_bytes() == before
    assert set(peer.names()) == set(PEOPLE)

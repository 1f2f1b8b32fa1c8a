"""Backups are whole, checked and pruned; restoring one loses nothing, whatever came since."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.bundle.keyring import WrongPassphraseError, open_keyring
from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, read_bytes
from desktop.foundation.progress import Cancelled
from desktop.store.engine import DatabaseError
from desktop.store.migrations import SCHEMA_VERSION
from desktop.store.store import Store
from desktop.store.tables import Student
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.backup import putting_back
from desktop.usecases.backup.back_up import BackedUp, back_up, back_up_if_changed
from desktop.usecases.backup.kept import Backup, NotABackupError, backups_in, read_backup
from desktop.usecases.backup.restore import DamagedBackupError, OtherDataError, preview, restore
from desktop.usecases.backup.second_place import (
    SecondPlaceError,
    choose_second_place,
    same_disk,
    second_place,
)
from desktop.usecases.backup.writing import BackupError
from desktop.usecases.exchange.rejoin import rejoin
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Folder
from tests.unit.exchange_world import NOW, ONE, PASSPHRASE, TWO, End, Peer, World, unlock

KEPT = Path(__file__).parents[2] / "data" / "databases"
ASKED = BackupReason.ASKED


class MadeUpError(Exception):
    """A cut of power."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def save(end: End, reason: BackupReason = ASKED) -> Backup:
    return back_up(end.workspace, reason).backup


def kept(end: End) -> list[int]:
    return [one.note.number for one in backups_in(end.workspace.folder.backups)]


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def damage(path: Path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    place = int(len(content) * at)
    content[place : place + 8] = bytes(8)
    path.write_bytes(content)


def test_a_backup_is_whole_readable_by_its_own_keys_and_hides_everything(world: World) -> None:
    peer = world.join()
    peer.add("张䶮", "李𬭎")
    backup = save(peer)
    key = open_keyring(read_bytes(backup.keyring, KEYRING_LIMIT), PASSPHRASE).data_key
    copy = world.root / "copy.db"
    shutil.copy(backup.database, copy)
    store = Store(copy, key)
    with store.read() as reader, peer.workspace.store.read() as ours:
        assert reader.replica.epoch == ours.replica.epoch
        assert reader.replica.lsn == ours.replica.lsn == backup.note.lsn
    store.close()
    assert backup.note.counts["student"] == 2
    assert backup.note.township == ONE
    assert sorted(file.name for file in backup.folder.iterdir()) == [
        "backup.json",
        "qingqiao.db",
        "qingqiao.keys",
    ]
    for file in backup.folder.iterdir():
        assert "张䶮".encode() not in file.read_bytes()
    assert backup == read_backup(backup.folder)


def test_only_changes_are_backed_up_on_closing(world: World) -> None:
    peer = world.join()
    close: Callable[[], BackedUp | None] = lambda: back_up_if_changed(  # noqa: E731
        peer.workspace, BackupReason.CLOSE
    )
    peer.add("张䶮")
    assert close() is not None
    assert close() is None
    peer.reopen()
    assert close() is None
    peer.add("李𬭎")
    peer.reopen()  # the last session did not get to its end
    assert close() is not None
    assert kept(peer) == [2, 1]


def test_a_backup_that_fails_or_is_stopped_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = world.join()
    save(peer)

    class Stop:
        def step(self, done: int, total: int, message: str) -> None:  # noqa: ARG002
            raise Cancelled

    with pytest.raises(Cancelled):
        back_up(peer.workspace, ASKED, Stop())
    monkeypatch.setattr(
        "desktop.usecases.backup.writing.copy_database",
        lambda _path, _key, target, _progress: target.write_bytes(b"half"),
    )
    with pytest.raises(BackupError, match="备份没有做成"):
        save(peer)
    monkeypatch.undo()
    assert [file.name for file in peer.workspace.folder.backups.iterdir()] == [
        backups_in(peer.workspace.folder.backups)[0].folder.name
    ]
    assert save(peer).note.number == 2


def test_a_damaged_database_is_not_backed_up_over_good_ones(world: World) -> None:
    peer = world.join()
    peer.add(*(f"学生{n}" for n in range(200)))
    save(peer)
    peer.workspace.store.close()
    damage(peer.workspace.folder.database)
    with pytest.raises(BackupError, match="损坏"):
        save(peer)
    assert kept(peer) == [1]


def test_older_backups_make_room(world: World) -> None:
    peer = world.join()
    for _ in range(12):
        save(peer)
        world.clock.now += timedelta(days=1)
    assert kept(peer) == [12, 11, 10, 9, 8, 7, 6, 3]  # seven days, and the week before


def test_a_restored_township_has_lost_nothing_after_an_exchange(world: World) -> None:
    peer = world.join()
    first, _ = peer.add("张䶮", "李𬭎")
    world.round(peer)
    backup = save(peer)
    peer.rename(first, "张䶮之")
    peer.add("王㛃")
    world.round(peer)
    before, epoch = peer.state(ONE), peer.epoch
    seen = preview(peer.workspace, backup)
    student = next(one for one in seen.differences if one.table == "student")
    assert (student.here, student.there, student.newer, student.only_there) == (3, 2, 2, 0)
    assert seen.unsent == 0
    restored = restore(peer.workspace, backup, PASSPHRASE)
    assert peer.names() == ["张䶮", "李𬭎"]
    assert peer.epoch != epoch
    peer.add("在还原之后")
    world.round(peer)
    taken = world.round(peer)
    assert not taken.differs
    assert peer.names() == ["在还原之后", "张䶮之", "李𬭎", "王㛃"]
    assert world.province.state(ONE) == peer.state(ONE)
    assert before["student"].keys() < peer.state(ONE)["student"].keys()
    assert read_backup(restored.replaced).note.reason is BackupReason.RESTORE


def test_what_was_never_sent_is_told_before_and_kept_in_what_was_replaced(world: World) -> None:
    peer = world.join()
    world.round(peer)
    (edited,) = peer.add("李𬭎")
    peer.rename(edited, "李𬭎之")
    backup = save(peer)
    peer.add("还没有上报")
    assert preview(peer.workspace, backup).unsent == 1
    restored = restore(peer.workspace, backup, PASSPHRASE)
    assert peer.names() == ["李𬭎之"]
    again = preview(peer.workspace, backup)
    assert (again.newer, again.unsent) == (0, 0), "what came back was not changed since"
    restore(peer.workspace, read_backup(restored.replaced), PASSPHRASE)
    assert peer.names() == ["李𬭎之", "还没有上报"]
    world.round(peer)
    assert sorted(world.province.students().values()) == ["李𬭎之", "还没有上报"]


def test_a_restored_province_has_lost_nothing_after_an_exchange(world: World) -> None:
    peer = world.join()
    world.round(peer)
    backup = save(world.province)
    peer.add("张䶮")
    world.round(peer)
    restore(world.province.workspace, backup, world.province.passphrase)
    assert world.province.students() == {}
    for _ in range(2):
        world.round(peer)
    assert list(world.province.students().values()) == ["张䶮"]
    assert world.province.state(ONE) == peer.state(ONE)


def test_before_an_upgrade_there_is_a_backup_which_can_be_restored(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "township")
    shutil.copytree(KEPT / "1" / "township", folder.root)
    workspace = unlock(folder.root, PASSPHRASE, lambda: NOW)
    (backup,) = backups_in(folder.backups)
    assert (backup.note.reason, backup.note.schema) == (BackupReason.UPGRADE, 1)
    with workspace.store.read() as reader:
        students = {row.name for row in reader.find(Student)}
    preview(workspace, backup)
    restore(workspace, backup, PASSPHRASE)
    with workspace.store.read() as reader:
        assert reader.replica.schema_version == SCHEMA_VERSION
        assert {row.name for row in reader.find(Student)} == students
    workspace.close()
    assert read_backup(backup.folder).note.schema == 1


def test_an_upgrade_without_a_backup_does_not_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path / "township")
    shutil.copytree(KEPT / "1" / "township", folder.root)
    before = folder.database.read_bytes()
    monkeypatch.setattr("desktop.foundation.files.os.fsync", full)
    with pytest.raises(BackupError, match="磁盘空间不足"):
        unlock(folder.root, PASSPHRASE, lambda: NOW)
    assert folder.database.read_bytes() == before


def test_todays_passphrase_opens_what_was_restored(world: World) -> None:
    peer = world.join()
    backup = save(peer)
    change_passphrase(peer.workspace, PASSPHRASE, "趵突泉边换了新口令")
    with pytest.raises(WrongPassphraseError):
        restore(peer.workspace, backup, PASSPHRASE)
    restore(peer.workspace, backup, "趵突泉边换了新口令")
    peer.passphrase = "趵突泉边换了新口令"
    peer.reopen()


def test_data_from_before_a_rejoin_come_back_with_their_own_keys(world: World) -> None:
    peer = world.join()
    peer.add("张䶮")
    world.round(peer)
    backup, old = save(peer), peer.workspace.identity
    enrolled = world.enrol()
    rejoin(peer.workspace, enrolled.path, enrolled.code, PASSPHRASE)
    restore(peer.workspace, backup, PASSPHRASE)
    assert peer.workspace.identity.verify_key == old.verify_key
    peer.add("李𬭎")
    assert world.up(peer).error is None


def test_what_cannot_be_restored_changes_nothing(world: World) -> None:
    one, two = world.join(), world.join(TWO)
    one.add(*(f"学生{n}" for n in range(200)))
    foreign, own = save(two), save(one)
    before = one.state(ONE), one.epoch
    damage(own.database)
    for backup, error in ((foreign, OtherDataError), (own, DamagedBackupError)):
        for attempt in (
            lambda b=backup: preview(one.workspace, b),
            lambda b=backup: restore(one.workspace, b, PASSPHRASE),
        ):
            with pytest.raises(error):
                attempt()
    with pytest.raises(NotABackupError):
        read_backup(world.root)
    assert (one.state(ONE), one.epoch) == before


def test_data_that_another_program_has_open_are_not_replaced(world: World) -> None:
    peer = world.join()
    backup = save(peer)
    peer.add("张䶮")
    store = peer.workspace.store
    other = Store(store.place, store.key)
    with other.read() as reader:
        reader.replica  # noqa: B018 - holds a lock on the log
        with pytest.raises(DatabaseError, match="另一个青桥窗口"):
            restore(peer.workspace, backup, PASSPHRASE)
    other.close()
    assert peer.names() == ["张䶮"]


def before_a_rejoin(world: World) -> tuple[Peer, Backup]:
    """Return a PC, and its backup from before it was enrolled anew: restoring changes the keys."""
    peer = world.join()
    peer.add("张䶮")
    world.round(peer)
    backup = save(peer)
    enrolled = world.enrol()
    rejoin(peer.workspace, enrolled.path, enrolled.code, PASSPHRASE)
    peer.add("李𬭎")
    return peer, backup


def fail_at(monkeypatch: pytest.MonkeyPatch, step: str, call: int, error: type[Exception]) -> None:
    """Let the `call`-th use of a step of putting back fail, and all after it."""
    real, calls = getattr(putting_back, step), 0

    def cut(*paths: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise error
        real(*paths)

    monkeypatch.setattr(putting_back, step, cut)


steps = pytest.mark.parametrize(
    ("step", "call"), [("move_file", 1), ("move_file", 2), ("remove_folder", 1)]
)


@steps
def test_a_cut_while_restoring_is_finished_by_whoever_opens_next(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    peer, backup = before_a_rejoin(world)
    fail_at(monkeypatch, step, call, MadeUpError)
    with pytest.raises(MadeUpError):
        restore(peer.workspace, backup, PASSPHRASE)
    monkeypatch.undo()
    peer.reopen()
    assert peer.names() == ["张䶮"]
    assert not (peer.root / ".restoring").exists()
    peer.add("王㛃")
    assert world.up(peer).error is None


class GoneError(WriteError):
    """The disk."""

    def __init__(self) -> None:
        super().__init__("磁盘没有了", "")


@pytest.mark.parametrize("call", [1, 2])
def test_a_disk_that_fails_while_restoring_leaves_the_present_data(
    world: World, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    peer, backup = before_a_rejoin(world)
    fail_at(monkeypatch, "move_file", call, GoneError)
    with pytest.raises(GoneError):
        restore(peer.workspace, backup, PASSPHRASE)
    monkeypatch.undo()
    peer.add("王㛃")
    for _ in range(2):
        assert peer.names() == ["张䶮", "李𬭎", "王㛃"]
        peer.reopen()
    assert world.up(peer).error is None


def test_backups_reach_a_second_place(world: World) -> None:
    peer = world.join()
    stick = world.root / "stick"
    stick.mkdir()
    place = choose_second_place(peer.workspace, stick)
    assert place is not None
    made = back_up(peer.workspace, ASKED)
    assert made.second is None
    (copy,) = backups_in(place.folder)
    for file in made.backup.folder.iterdir():
        assert (copy.folder / file.name).read_bytes() == file.read_bytes()
    assert same_disk(peer.workspace.folder, place)
    assert place.days_missed(world.clock) == 0
    world.clock.now += timedelta(days=9)
    stick.rename(world.root / "taken away")
    again = back_up(peer.workspace, ASKED)
    assert isinstance(again.second, SecondPlaceError)
    place = second_place(peer.workspace.folder)
    assert place is not None
    assert place.days_missed(world.clock) == 9
    (world.root / "taken away").rename(stick)
    assert back_up(peer.workspace, ASKED).second is None
    place = second_place(peer.workspace.folder)
    assert place is not None
    assert place.days_missed(world.clock) == 0
    assert choose_second_place(peer.workspace, None) is None


def test_the_second_place_is_not_the_first(world: World) -> None:
    peer = world.join()
    with pytest.raises(SecondPlaceError, match="数据文件夹"):
        choose_second_place(peer.workspace, peer.root / "backups")


def test_no_backups_is_no_error(tmp_path: Path) -> None:
    assert backups_in(Folder(tmp_path).backups) == []
    (tmp_path / "backups" / "something").mkdir(parents=True)
    (tmp_path / "backups" / "note.txt").write_text("x")
    assert backups_in(Folder(tmp_path).backups) == []
    assert second_place(Folder(tmp_path)) is None


def test_a_full_disk_is_said_and_leaves_no_half_backup(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = world.join()
    monkeypatch.setattr("desktop.foundation.files.os.fsync", full)
    with pytest.raises(BackupError, match="磁盘空间不足") as caught:
        save(peer)
    assert isinstance(caught.value, QingqiaoError)
    monkeypatch.undo()
    assert list(peer.workspace.folder.backups.iterdir()) == []

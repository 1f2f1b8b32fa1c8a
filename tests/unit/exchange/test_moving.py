"""A province's data move to a server and back whole, and are in one place whatever happens."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, Engine, event

from desktop.cli.app import root as command
from desktop.domain.account import Account, Role
from desktop.foundation import files as written
from desktop.foundation.files import WriteError
from desktop.foundation.progress import Cancelled
from desktop.store import moving
from desktop.store.moving import UnequalCopyError
from desktop.store.rows import Row
from desktop.store.schema import RetiredDatabaseError
from desktop.store.server.address import ServerAddress
from desktop.store.server.database import OccupiedError
from desktop.store.store import Store
from desktop.usecases.account.permission import NotAllowedError
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.move import AlreadyThereError, move_province
from tests.crash.kills import forked
from tests.hostile.snapshot import dump_digest
from tests.postgresql import Server
from tests.unit.exchange_world import NOW, PROVINCE_PASSPHRASE, World, copy_on_server, settle

LOG = "audit_entry"
"""Says that there was a move."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    peer = made.join()
    peer.add("张䶮", "李四")
    made.round(peer)
    yield made
    made.close()


def digest(world: World) -> str:
    return dump_digest(world.province.workspace.store, without=LOG)


def tell(deed: str, root: Path, *more: str) -> str:
    """Run a command of the province's and return what it said."""
    said = CliRunner().invoke(
        command,
        ["province", deed, str(root), *more],
        env={"QINGQIAO_PASSPHRASE": PROVINCE_PASSPHRASE},
    )
    assert said.exit_code == 0, said.stderr
    return said.stdout


def test_there_and_back_by_command_and_the_exchange_goes_on(world: World, server: Server) -> None:
    folder, (peer,) = world.province.workspace.folder, world.peers
    before, key = digest(world), world.province.workspace.store.key
    world.province.workspace.close()
    address = server.address(server.create())
    said = tell("move", folder.root, "--store", address)
    assert "两边逐表核对一致" in said
    (aside,) = folder.root.glob("qingqiao-已搬走-*.db")
    assert aside.name in said
    assert not folder.database.exists()
    with pytest.raises(RetiredDatabaseError, match="已经搬到别处"):
        Store(aside, key)
    world.province.reopen()
    assert folder.place == ServerAddress.parse(address)
    assert digest(world) == before
    peer.add("王五")
    settle(world, peer)
    before = digest(world)
    assert "两边逐表核对一致" in tell("move", folder.root, "--to-file")
    assert not folder.address.exists()
    with pytest.raises(RetiredDatabaseError):
        Store(ServerAddress.parse(address), key)
    world.province.reopen()
    assert digest(world) == before
    peer.add("赵六")
    settle(world, peer)


def test_the_old_file_can_be_gone_on_with_when_the_server_is_lost(
    world: World, server: Server
) -> None:
    folder, (peer,) = world.province.workspace.folder, world.peers
    moved = move_province(world.province.workspace, server.address(server.create()))
    world.province.workspace.close()
    assert moved.aside is not None
    moved.aside.rename(folder.database)
    folder.address.unlink()
    assert "没有缺失" in tell("repair", folder.root, "--yes")
    world.province.reopen()
    settle(world, peer)
    assert world.province.names() == sorted(["张䶮", "李四"])


def test_who_has_the_old_place_open_is_told_and_nothing_is_written_there(
    world: World, server: Server
) -> None:
    """Nobody else's lock lets the file have another name; the next move gives it one."""
    folder = world.province.workspace.folder
    waiting = Store(folder.database, world.province.workspace.store.key)
    moved = move_province(world.province.workspace, server.address(server.create()))
    assert moved.aside is None
    assert folder.database.exists()
    with pytest.raises(RetiredDatabaseError), waiting.write():
        pytest.fail("written")
    waiting.close()
    with pytest.raises(AlreadyThereError):
        move_province(world.province.workspace, folder.address.read_text().strip())
    move_province(world.province.workspace, "")
    assert len(list(folder.root.glob("qingqiao-已搬走-*"))) == len(("file", "address"))


def run(root: Path, to: str, kill_at: int = 0) -> list[str]:
    """Move in another process, killed before so many steps, and return what it came to."""
    notes = root.with_suffix(".steps")

    def work() -> int:
        opened = open_workspace(root, PROVINCE_PASSPHRASE, lambda: NOW)
        passed: list[str] = []

        def step(*what: object) -> None:
            passed.append(what[0] if isinstance(what[0], str) else "statement")
            if len(passed) == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        def rename(source: Path, target: Path) -> None:
            step("rename")
            source.replace(target)

        event.listen(Engine, "before_cursor_execute", step)
        event.listen(Engine, "commit", step)
        setattr(written, "_rename", rename)  # noqa: B010 - of this process alone
        move_province(opened, to)
        notes.write_text("\n".join(passed))
        return 0

    assert forked(work) == (-signal.SIGKILL if kill_at else 0)
    return [] if kill_at else notes.read_text().split("\n")


@pytest.mark.parametrize("back", [False, True], ids=["to a server", "to a file"])
def test_killed_anywhere_all_data_are_in_one_place(
    world: World, server: Server, *, back: bool
) -> None:
    before = digest(world)
    if back:
        move_province(world.province.workspace, server.address(server.create()))
    world.province.workspace.close()
    copies = itertools.count()

    def copy() -> tuple[Path, str]:
        root = world.root / f"copy{next(copies)}"
        if back:
            copy_on_server(server, world.province.root, root)
            return root, ""
        return shutil.copytree(world.province.root, root), server.address(server.create())

    passed = run(*copy())
    renames = [at for at, what in enumerate(passed, 1) if what == "rename"]
    switch = renames[1 if back else 0]  # to a file, the first puts the database into its place
    early = renames[0] if back else random.Random(5).randrange(1, switch)
    for moment in (early, switch, switch + 1):
        root, to = copy()
        run(root, to, moment)
        opened = open_workspace(root, PROVINCE_PASSPHRASE, lambda: NOW)
        there = isinstance(opened.store.place, ServerAddress) != back
        assert there == (moment > switch), moment
        assert dump_digest(opened.store, without=LOG) == before, moment
        if moment <= switch:  # the next try meets what the first one left
            move_province(opened, to)
            assert dump_digest(opened.store, without=LOG) == before, moment
        opened.close()


def test_a_copy_that_differs_or_a_wish_to_stop_leaves_all_as_it_was(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, before = world.province.workspace, digest(world)
    files = set(workspace.folder.root.iterdir())
    empty = server.address(server.create())

    class Impatient:
        def step(self, done: int, total: int, what: str) -> None:  # noqa: ARG002 - as progress is told
            if done > total // 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        move_province(workspace, empty, Impatient())
    write = moving.put

    def forget_one(target: Connection, table: str, batch: list[Row]) -> None:
        write(target, table, batch[: -1 if table == "student" else None])

    with monkeypatch.context() as patch:
        patch.setattr(moving, "put", forget_one)
        with pytest.raises(UnequalCopyError, match="没有换过去"):
            move_province(workspace, empty)
    assert (digest(world), set(workspace.folder.root.iterdir())) == (before, files)
    move_province(workspace, empty)
    assert digest(world) == before


def test_only_a_whole_and_still_true_copy_of_its_own_is_taken_as_it_is(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, to = world.province.workspace, server.address(server.create())

    def dies(*_: object) -> None:
        raise WriteError("断", "")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.province.move.write_bytes", dies)
        with pytest.raises(WriteError):
            move_province(workspace, to)
    with workspace.store.write() as writer:
        writer.replica.lsn += 1
    before = digest(world)
    with pytest.raises(OccupiedError, match="已经有青桥的数据"):
        move_province(workspace, to)
    assert (workspace.store.place, digest(world)) == (workspace.folder.database, before)


def test_not_every_account_may_move_the_data(world: World) -> None:
    workspace = world.province.workspace
    workspace.become(Account(2, "李四", Role.CLERK))
    with pytest.raises(NotAllowedError, match="搬动省级数据"):
        move_province(workspace, "postgresql://q@/q")

"""A province on a server: found again by its folder, and never between two states."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import StatementError

from desktop.cli.app import root as command
from desktop.domain.terms import BackupReason
from desktop.store.engine import DatabaseError
from desktop.store.rows import Row
from desktop.store.server import staging
from desktop.store.server.address import AddressError, ServerAddress
from desktop.store.store import Store
from desktop.usecases.backup.back_up import back_up, back_up_if_changed
from desktop.usecases.backup.writing import BackupError
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.init import ProvinceExistsError, init_province
from desktop.usecases.province.take_in import take_in
from tests.hostile.snapshot import dump_digest
from tests.postgresql import Server
from tests.small_disk import small_disk
from tests.unit.exchange_world import ONE, PROVINCE_PASSPHRASE, World

KILLS = 3


@pytest.fixture
def world(tmp_path: Path, server: Server) -> Iterator[World]:
    made = World(tmp_path, server=server)
    yield made
    made.close()


@contextmanager
def at(moment: int, act: Callable[[], None]) -> Iterator[list[str]]:
    """Act before one of the statements and commits that reach a server, and name them all."""
    passed: list[str] = []

    def pass_by(connection: Connection, _: object = None, statement: str = "", *__: object) -> None:
        if connection.dialect.name == "postgresql":
            passed.append(statement)
            if len(passed) == moment:
                act()

    for what in ("before_cursor_execute", "commit"):
        event.listen(Engine, what, pass_by)
    try:
        yield passed
    finally:
        for what in ("before_cursor_execute", "commit"):
            event.remove(Engine, what, pass_by)


def test_a_server_that_dies_during_a_take_in_leaves_all_or_nothing(
    world: World, server: Server
) -> None:
    peer = world.join()
    world.round(peer)
    peer.add("第一个")
    path = world.bundle(peer)
    with at(0, lambda: None) as passed:
        world.receive(path)
    last = max(at for at, said in enumerate(passed, 1) if said.startswith(("INSERT", "UPDATE")))
    assert last > KILLS
    chance = random.Random(7)
    for moment in [*range(last - 2, last + 2), *chance.choices(range(1, last), k=KILLS)]:
        peer.add(f"第{moment}步")
        path = world.bundle(peer)
        after = undisturbed(world, path)
        store = world.province.workspace.store
        before = dump_digest(store, without="audit_entry")
        with suppress(DatabaseError), at(moment, lambda: server.stop("immediate")):
            world.receive(path)
        server.start()
        assert dump_digest(store, without="audit_entry") in (before, after), moment
        assert world.receive(path)[0].error is None
        assert dump_digest(store, without="audit_entry") == after
    world.round(peer)
    assert world.province.digest(ONE) == peer.digest(ONE)


def undisturbed(world: World, path: Path) -> str:
    """Return what all rows are when a copy of the province takes the file in."""
    copy = world.province.copy_to(world.stick())
    opened = open_workspace(copy, PROVINCE_PASSPHRASE, world.clock)
    take_in(opened, [path])
    digest = dump_digest(opened.store, without="audit_entry")
    opened.close()
    return digest


def during_copy(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Act once, in the middle of the first COPY."""
    copy_in, waiting = staging.copy_in, [act]

    def copy(
        connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]
    ) -> None:
        def passing() -> Iterator[Row]:
            for row in rows:
                while waiting:
                    waiting.pop()()
                yield row

        copy_in(connection, table, columns, passing())

    monkeypatch.setattr(staging, "copy_in", copy)


def test_a_connection_that_is_cut_while_rows_are_copied_is_told_in_words(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = world.join()
    peer.add("第一个")
    path = world.bundle(peer)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'qingqiao' AND pid <> pg_backend_pid()"
    )
    during_copy(monkeypatch, lambda: server.sql(cut))
    with pytest.raises(DatabaseError, match="数据没有丢失") as said:
        world.receive(path)
    assert "再运行一次" in said.value.hint
    assert world.province.names() == []
    assert world.receive(path)[0].error is None
    assert world.province.names() == ["第一个"]


def test_a_full_disk_of_the_server_is_told_in_words(world: World, server: Server) -> None:
    peer, place = world.join(), world.province.workspace.folder.place
    assert isinstance(place, ServerAddress)
    with small_disk(server.folder / "small", "64m") as disk:
        server.own(disk)
        server.sql(f"CREATE TABLESPACE small LOCATION '{disk}'")
        world.province.workspace.close()
        server.sql(f"ALTER DATABASE {place.url.database} SET TABLESPACE small")
        world.province.reopen()
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        os.truncate(ballast, ballast.stat().st_size - (256 << 10))  # room to begin
        peer.add(*(f"第{at}个" for at in range(4000)))
        path = world.bundle(peer)
        before = dump_digest(world.province.workspace.store)
        with pytest.raises(DatabaseError, match=r"磁盘空间.*原有数据没有改动") as said:
            world.receive(path)
        assert isinstance(said.value.__cause__, StatementError)
        assert str(said.value.__cause__.statement).startswith("COPY")
        assert dump_digest(world.province.workspace.store) == before
        ballast.unlink()
        assert world.receive(path)[0].error is None
        assert len(world.province.names()) == 4000
        world.province.workspace.close()
        server.sql(
            f"ALTER DATABASE {place.url.database} SET TABLESPACE pg_default",
            "DROP TABLESPACE small",
        )


def test_a_server_that_dies_is_told_in_words(world: World, server: Server) -> None:
    path = world.bundle(world.join())
    try:
        with (
            at(9, lambda: server.stop("immediate")),
            pytest.raises(DatabaseError, match="数据没有丢失") as said,
        ):
            world.receive(path)
    finally:
        server.start()
    assert "再运行一次" in said.value.hint


def test_a_server_that_is_away_is_told_in_words(world: World, server: Server) -> None:
    root = world.province.root
    server.stop()
    try:
        with pytest.raises(DatabaseError, match="连不上数据库服务器"):
            world.province.names()
        said = CliRunner().invoke(
            command,
            ["province", "status", str(root)],
            env={"QINGQIAO_PASSPHRASE": PROVINCE_PASSPHRASE},
        )
        assert said.exit_code == 1
        assert "连不上数据库服务器" in said.stderr
    finally:
        server.start()
    assert world.province.names() == []  # the same store goes on


def test_who_waits_too_long_for_another_command_is_told_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = world.province.workspace.store
    monkeypatch.setattr("desktop.store.server.engine._SETTINGS", "-c lock_timeout=100ms")
    with store.write(), pytest.raises(DatabaseError, match="另一个青桥命令"):
        Store(store.place, store.key)


def test_other_keys_and_other_databases_are_refused(
    world: World, server: Server, tmp_path: Path
) -> None:
    place = world.province.workspace.store.place
    with pytest.raises(DatabaseError, match="另一套密钥"):
        Store(place, bytes(32))
    with pytest.raises(DatabaseError, match="没有青桥的数据"):
        Store(ServerAddress.parse(server.address(server.create())), bytes(32))
    with pytest.raises(DatabaseError, match="不让进"):
        Store(ServerAddress.parse(server.address("nowhere")), bytes(32))
    with pytest.raises(DatabaseError, match="已经有青桥的数据"):
        init_province(tmp_path / "second", PROVINCE_PASSPHRASE, store=str(place.text))  # type: ignore[union-attr]
    assert not list((tmp_path / "second").iterdir())
    with pytest.raises(ProvinceExistsError):
        init_province(world.province.root, PROVINCE_PASSPHRASE)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://qingqiao:geheim@db.example/qingqiao",
        "postgresql+psycopg://qingqiao@db.example/qingqiao?password=geheim",
        "mysql://qingqiao@db.example/qingqiao",
        "postgresql://db.example",
        "geheim",
    ],
)
def test_an_address_with_a_password_or_of_another_kind_is_refused(
    text: str, tmp_path: Path
) -> None:
    with pytest.raises(AddressError) as refused:
        init_province(tmp_path / "new", PROVINCE_PASSPHRASE, store=text)
    assert "geheim" not in refused.value.message + refused.value.hint
    assert not (tmp_path / "new").exists()


def test_through_a_network_only_encrypted() -> None:
    def mode(text: str) -> object:
        return ServerAddress.parse(text).url.query.get("sslmode")

    assert mode("postgresql://q@db.example/q") == "require"
    assert mode("postgresql://q@db.example/q?sslmode=verify-full") == "verify-full"
    assert mode("postgresql://q@/q?host=/run/postgresql") is None
    assert mode("postgresql://q@localhost/q") is None


def test_the_folder_names_the_server_and_holds_nothing_personal(world: World) -> None:
    peer = world.join()
    peer.add("张䶮种下的名字")
    world.round(peer)
    folder = world.province.workspace.folder
    assert not folder.database.exists()
    assert folder.address.read_text().startswith("postgresql+psycopg://qingqiao@/")
    for file in folder.root.rglob("*"):
        assert not file.is_file() or "张䶮种下的名字".encode() not in file.read_bytes()
    again = shutil.copytree(folder.root, world.root / "moved")
    world.province.workspace.close()
    opened = open_workspace(again, PROVINCE_PASSPHRASE)
    with opened.store.read() as reader:
        assert reader.replica.township == 0
    opened.close()


def test_backups_are_the_servers_own(world: World) -> None:
    with pytest.raises(BackupError, match="服务器"):
        back_up(world.province.workspace, BackupReason.ASKED)
    assert back_up_if_changed(world.province.workspace, BackupReason.CLOSE) is None

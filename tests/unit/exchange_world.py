"""A province and townships that exchange files through the real use-cases."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from desktop.store import rows
from desktop.store.rows import Row, wire_columns
from desktop.store.store import Reader
from desktop.store.tables import OWNER_TOWNSHIP, Conflict, Student, synced_tables
from desktop.usecases.exchange.hand_up import HandedUp, hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.take_in import TakenIn, take_in
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.enrol import Enrolled, enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import TakenIn as Received
from desktop.usecases.province.take_in import take_in as province_take_in
from desktop.usecases.workspace import Folder, Workspace
from tests.postgresql import Server

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
ONE, TWO = 370102001, 370102002
PROVINCE_PASSPHRASE = "青年一起向未来2026"
PASSPHRASE = "千佛山下读书声声"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A wall clock that can be set to any nonsense."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def unlock(root: Path, passphrase: str, clock: Callable[[], datetime]) -> Workspace:
    """Open a folder that carries the user's own tokens along, as a disk image does."""
    return open_workspace(root, passphrase, clock, twins=root / "twins")


class End:
    """One folder of data at work."""

    def __init__(self, workspace: Workspace, passphrase: str) -> None:
        self.workspace = workspace
        self.passphrase = passphrase

    @property
    def root(self) -> Path:
        return self.workspace.folder.root

    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = unlock(self.root, self.passphrase, self.workspace.clock)

    def copy_to(self, target: Path) -> Path:
        """Copy the data folder as a backup or a disk image would."""
        self.reopen()
        shutil.copytree(self.root, target)
        return target

    def restore(self, backup: Path) -> None:
        root = self.root
        self.workspace.close()
        shutil.rmtree(root)
        shutil.copytree(backup, root)
        self.workspace = unlock(root, self.passphrase, self.workspace.clock)

    def state(self, township: int) -> dict[str, dict[bytes, Row]]:
        """Return the township's rows as they travel, by table and id."""
        with self.workspace.store.read() as reader:
            return township_rows(reader, township)

    def digest(self, township: int) -> tuple[int, int]:
        with self.workspace.store.read() as reader:
            return rows.digest(reader.connection, township)

    def students(self) -> dict[bytes, str]:
        with self.workspace.store.read() as reader:
            return {row.id: row.name for row in reader.find(Student)}

    def names(self) -> list[str]:
        return sorted(self.students().values())

    def conflicts(self) -> list[Conflict]:
        with self.workspace.store.read() as reader:
            return reader.find(Conflict)


def township_rows(reader: Reader, township: int) -> dict[str, dict[bytes, Row]]:
    found = {}
    for table, kind in synced_tables(OWNER_TOWNSHIP).items():
        cursor = reader.connection.exec_driver_sql(
            f"SELECT {', '.join(wire_columns(kind))} FROM {table} WHERE township = ?",  # noqa: S608 - our own names
            (township,),
        )
        found[table] = {row[0]: tuple(row) for row in cursor}
    return found


class ServerEnd(End):
    """A province whose data are on a server; the copies of its folder have databases as well."""

    def __init__(self, workspace: Workspace, passphrase: str, server: Server) -> None:
        super().__init__(workspace, passphrase)
        self.server = server

    def copy_to(self, target: Path) -> Path:
        self.workspace.close()
        copy_on_server(self.server, self.root, target)
        self.workspace = unlock(self.root, self.passphrase, self.workspace.clock)
        return target

    def restore(self, backup: Path) -> None:
        """Put the folder back as it was; its database gets another name."""
        root = self.root
        self.workspace.close()
        shutil.rmtree(root)
        copy_on_server(self.server, backup, root)
        self.workspace = unlock(root, self.passphrase, self.workspace.clock)


def copy_on_server(server: Server, folder: Path, target: Path) -> Path:
    """Copy a data folder and its database, which nobody may have open, and return the copy."""
    shutil.copytree(folder, target)
    database = make_url(Folder(folder).address.read_text()).database
    copy = server.address(server.create(str(database)))
    Folder(target).address.write_text(copy)
    return target


class Peer(End):
    """A township's PC."""

    def __init__(self, workspace: Workspace, township: int) -> None:
        super().__init__(workspace, PASSPHRASE)
        self.township = township

    @property
    def acknowledged(self) -> int:
        with self.workspace.store.read() as reader:
            return reader.replica.acknowledged

    @property
    def epoch(self) -> int:
        with self.workspace.store.read() as reader:
            return reader.replica.epoch

    def add(self, *names: str) -> list[bytes]:
        with self.workspace.store.write() as writer:
            return [writer.add(Student(name=name)).id for name in names]

    def rename(self, student: bytes, name: str) -> None:
        with self.workspace.store.write() as writer:
            row = writer.get(Student, student)
            row.name = name
            writer.session.add(row)

    def delete(self, student: bytes) -> None:
        with self.workspace.store.write() as writer:
            writer.delete(writer.get(Student, student))

    def take_in(self, *paths: Path) -> list[TakenIn]:
        return take_in(self.workspace, paths)

    def twin(self, root: Path) -> Peer:
        """Copy the folder and start the copy beside this one."""
        self.copy_to(root)
        return Peer(unlock(root, PASSPHRASE, self.workspace.clock), self.township)


@dataclass
class World:
    """Everything on one table, the USB sticks included."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    server: Server | None = None
    kept: Path | None = None
    """A province with its reference data and nobody yet, to begin as a copy of."""
    peers: list[Peer] = field(default_factory=list)
    sticks: int = 0

    def __post_init__(self) -> None:
        folder = self.root / "province"
        if self.server is None:
            if self.kept is None:
                province = new_province(folder, self.clock)
            else:
                shutil.copytree(self.kept, folder)
                province = unlock(folder, PROVINCE_PASSPHRASE, self.clock)
            self.province = End(province, PROVINCE_PASSPHRASE)
        else:
            copy_on_server(self.server, _template(self.server), folder)
            province = unlock(folder, PROVINCE_PASSPHRASE, self.clock)
            self.province = ServerEnd(province, PROVINCE_PASSPHRASE, self.server)

    def stick(self) -> Path:
        self.sticks += 1
        return self.root / f"stick{self.sticks}"

    def enrol(self, township: int = ONE) -> Enrolled:
        return enrol(self.province.workspace, township, self.stick() / "入网.qqe")

    def join(self, township: int = ONE, enrolled: Enrolled | None = None) -> Peer:
        given = enrolled or self.enrol(township)
        root = self.root / f"pc{len(self.peers)}"
        made = join(given.path, given.code, root, PASSPHRASE, clock=self.clock).workspace
        made.twins = root / "twins"
        self.peers.append(Peer(made, township))
        return self.peers[-1]

    def twin(self, peer: Peer) -> Peer:
        self.peers.append(peer.twin(self.root / f"pc{len(self.peers)}"))
        return self.peers[-1]

    def make(self, peer: Peer, max_size: int | None = None) -> HandedUp:
        return hand_up(peer.workspace, self.stick(), max_size=max_size)

    def bundle(self, peer: Peer) -> Path:
        (made,) = self.make(peer).bundles
        return made.path

    def receive(self, *paths: Path) -> list[Received]:
        return province_take_in(self.province.workspace, paths)

    def answer(self, peer: Peer) -> Path:
        """Return the file that the province sends down to this PC."""
        with peer.workspace.store.read() as reader:
            device = (reader.replica.device or b"").hex()
        sent = send_down(self.province.workspace, self.stick(), [peer.township])
        (path,) = (s.path for s in sent if f'"recipient":"{device}"'.encode() in _head(s.path))
        return path

    def up(self, peer: Peer) -> Received:
        (received,) = self.receive(self.bundle(peer))
        return received

    def down(self, peer: Peer) -> TakenIn:
        (taken,) = peer.take_in(self.answer(peer))
        return taken

    def round(self, peer: Peer) -> TakenIn:
        """One whole exchange."""
        self.up(peer)
        return self.down(peer)

    def close(self) -> None:
        for end in (self.province, *self.peers):
            end.workspace.close()


def new_province(folder: Path, clock: Clock, store: str = "") -> Workspace:
    province = init_province(folder, PROVINCE_PASSPHRASE, store=store, clock=clock)
    loaded = load_reference(province, REFERENCE)
    assert loaded.problems == ()
    return province


def _template(server: Server) -> Path:
    """Return the folder of a province on this server that has its reference data and nobody yet."""
    folder = server.folder / "province"
    if not folder.exists():
        new_province(folder, Clock(), server.address(server.create())).close()
    return folder


def _head(path: Path) -> bytes:
    return path.read_bytes().splitlines()[1]


def settle(world: World, *peers: Peer) -> None:
    """Exchange until nothing is left to say; all ends then have the same."""
    for _ in range(3):
        for peer in peers:
            world.round(peer)
    for peer in peers:
        assert peer.state(ONE) == world.province.state(ONE)
        assert peer.digest(ONE) == world.province.digest(ONE)

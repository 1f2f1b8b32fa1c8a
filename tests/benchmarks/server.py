"""Take-in of attendance rows at a province on a PostgreSQL server, beside COPY into its table."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from desktop.store.rows import Row, wire_columns
from desktop.store.server.address import ServerAddress
from desktop.store.server.engine import open_server_engine
from desktop.store.server.staging import copy_in
from desktop.store.tables import Attendance
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.status import province_status
from tests.benchmarks.command import run
from tests.benchmarks.exchange import REFERENCE, TOWNSHIP, attendances, put, receive, travelling
from tests.postgresql import Server, programs
from tests.unit.exchange_world import copy_on_server


@dataclass(frozen=True)
class OnServer:
    """CPU seconds, of this process and the server's together, but for `status`, on the wall.

    `peak` is the memory of the command that takes the rows in, in bytes.
    """

    rows: int
    copy: float
    take_in: float
    again: float
    status: float
    peak: int


def measure_server(sizes: list[int]) -> Iterator[OnServer]:
    """Measure each size; nothing where there is no server to start."""
    binaries = programs()
    if binaries is None or find_spec("psycopg") is None:
        return
    server = Server(binaries)
    try:
        for size in sizes:
            with tempfile.TemporaryDirectory() as root:
                yield _measure(server, Path(root), size)
    finally:
        server.remove()


def _measure(server: Server, root: Path, count: int) -> OnServer:
    province = init_province(root / "p", PASSPHRASE, store=server.address(server.create()))
    load_reference(province, REFERENCE)
    enrolled = enrol(province, TOWNSHIP, root / "入网.qqe")
    township = join(enrolled.path, enrolled.code, root / "township", PASSPHRASE).workspace
    made = attendances(count)
    put(township, made)
    same = travelling(township)
    place = server.address(server.create())
    init_province(root / "floor", PASSPHRASE, store=place).close()
    copy = _cpu(server, lambda: _copy(ServerAddress.parse(place), same))
    same.clear()
    hand_up(township, root / "full")
    (file,) = (root / "full").iterdir()
    province.close()
    peak = _peak(copy_on_server(server, root / "p", root / "copy"), file)
    province = open_workspace(root / "p", PASSPHRASE)
    take_in = _cpu(server, lambda: receive(province, file))
    put(township, [(*row[:-1], 180) for row in made])
    hand_up(township, root / "again")
    (changed,) = (root / "again").iterdir()
    again = _cpu(server, lambda: receive(province, changed))
    start = time.perf_counter()
    province_status(province)
    status = time.perf_counter() - start
    province.close()
    township.close()
    return OnServer(count, copy, take_in, again, status, peak)


def _copy(address: ServerAddress, rows: list[Row]) -> None:
    """Copy rows into the table itself, with its indices, in one transaction."""
    engine = open_server_engine(address)
    with engine.begin() as connection:
        numbered = ((*row, seq) for seq, row in enumerate(rows, 1))
        copy_in(connection, "attendance", [*wire_columns(Attendance), "seq"], numbered)
    engine.dispose()


def _peak(province: Path, file: Path) -> int:
    return run("take-in", province, file, "--json", passphrase=PASSPHRASE).peak


def _cpu(server: Server, work: Callable[[], object]) -> float:
    """Return the CPU seconds that the work takes here and on the server."""
    start = time.process_time() + _seconds_of(server.pid)
    work()
    return time.process_time() + _seconds_of(server.pid) - start


def _seconds_of(server: int) -> float:
    """Return the CPU seconds of a server's processes, those that are gone included."""
    total = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            _, _, said = process.read_text().rpartition(") ")
            _, parent, *rest = said.split()
            user, system, *of_children = map(int, rest[9:13])
            if int(process.parent.name) == server:
                total += user + system + sum(of_children)
            elif int(parent) == server:
                total += user + system
    return total / os.sysconf("SC_CLK_TCK")

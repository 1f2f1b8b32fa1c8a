"""Take-in of attendance rows at a province on a PostgreSQL server, beside COPY into its table."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
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
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.status import province_status
from tests.benchmarks.exchange import REFERENCE, TOWNSHIP, attendances, put, receive, travelling
from tests.postgresql import Server, programs


@dataclass(frozen=True)
class OnServer:
    """Seconds on the wall, for most of the work is another process's."""

    rows: int
    copy: float
    take_in: float
    again: float
    status: float


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
    copy = _wall(lambda: _copy(ServerAddress.parse(place), same))
    same.clear()
    hand_up(township, root / "full")
    (file,) = (root / "full").iterdir()
    take_in = _wall(lambda: receive(province, file))
    put(township, [(*row[:-1], 180) for row in made])
    hand_up(township, root / "again")
    (changed,) = (root / "again").iterdir()
    again = _wall(lambda: receive(province, changed))
    status = _wall(lambda: province_status(province))
    province.close()
    township.close()
    return OnServer(count, copy, take_in, again, status)


def _copy(address: ServerAddress, rows: list[Row]) -> None:
    """Copy rows into the table itself, with its indices, in one transaction."""
    engine = open_server_engine(address)
    with engine.begin() as connection:
        numbered = ((*row, seq) for seq, row in enumerate(rows, 1))
        copy_in(connection, "attendance", [*wire_columns(Attendance), "seq"], numbered)
    engine.dispose()


def _wall(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

"""`make bench`: rows per second beside a raw upsert in the same run, and pages per second."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2

from desktop.foundation.ids import new_id, reference_id
from desktop.foundation.paths import resources
from desktop.store import rows
from desktop.store.rows import wire_columns
from desktop.store.tables import Attendance
from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.certificate.render_certificates import (
    render_certificates,
    valid_certificates,
)
from desktop.usecases.demo.play import play
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import workspace

ROWS = int(os.environ.get("QINGQIAO_BENCH_ROWS", "200000"))
TOWNSHIP = 370102002
FIELDS = (
    "id", "township", "activity_id", "student_id", "presence", "check_in", "check_out", "minutes"
)  # fmt: skip


def say(what: str, figure: str) -> None:
    print(f"{what:<34}{figure}")  # noqa: T201 - the report


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def exchange(root: Path) -> None:
    """Time hand-up and take-in of attendance rows beside a raw upsert of the same rows."""
    province = init_province(root / "province", PASSPHRASE)
    load_reference(province, resources() / "reference")
    enrolled = enrol(province, TOWNSHIP, root / "e.qqe")
    township = join(enrolled.path, enrolled.code, root / "township", PASSPHRASE).workspace
    activity = reference_id("bench", 1)
    made = [
        (new_id(), TOWNSHIP, activity, new_id(), "present", 1_790_000_000 + n % 3600,
         1_790_009_000 + n % 3600, 150)
        for n in range(ROWS)
    ]  # fmt: skip

    def insert() -> None:
        with township.store.write() as writer:
            rows.put_fields(writer.connection, "attendance", FIELDS, made)

    say("captured insert", f"{ROWS / timed(insert):>12,.0f} rows/s")
    up = timed(lambda: hand_up(township, root / "usb"))
    (file,) = (root / "usb").glob("*.qqb")
    down = timed(lambda: take_in(province, [file]))
    with township.store.read() as reader:
        same = [
            (*row, 0)
            for batch in rows.changed(reader.connection, "attendance", (TOWNSHIP,), 0, 2**62)
            for row in batch
        ]
    floor = raw_upsert(root / "raw.db", same)
    say("raw upsert (floor)", f"{ROWS / floor:>12,.0f} rows/s")
    say("hand up", f"{ROWS / up:>12,.0f} rows/s   {up / floor:.2f} × floor")
    say("take in", f"{ROWS / down:>12,.0f} rows/s   {down / floor:.2f} × floor")
    say("bytes a row", f"{file.stat().st_size / ROWS:>12.1f}")
    province.close()
    township.close()


def raw_upsert(path: Path, same: list[tuple[object, ...]]) -> float:
    """Return the seconds that the driver alone needs for the same rows in the same kind of file."""
    columns = [*wire_columns(Attendance), "seq"]
    connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{bytes(32).hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE t ({', '.join(columns)}, PRIMARY KEY (id))")
    for index in ("township, seq", "activity_id", "student_id"):
        connection.execute(f"CREATE INDEX ix_{index.split(',')[0]} ON t ({index})")
    update = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    statement = (
        f"INSERT INTO t VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608 - our own names
        f"ON CONFLICT (id) DO UPDATE SET {update}"
    )

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, same)
        connection.execute("COMMIT")

    seconds = timed(write)
    connection.close()
    return seconds


def paper(root: Path) -> None:
    """Time sheets and certificates, cold and warm, in this process."""
    play(root / "demo")
    with workspace(root / "demo" / "township", PASSPHRASE) as opened:
        with opened.store.read() as reader:
            activity = reader.connection.exec_driver_sql(
                "SELECT activity_id FROM certificate LIMIT 1"
            ).scalar_one()
        sheet = timed(lambda: make_sheet(opened, activity))
        ids = valid_certificates(opened, activity)
        warm = timed(lambda: render_certificates(opened, ids))
    say("sign-in sheet, fonts loaded", f"{sheet * 1000:>12.0f} ms")
    say("certificates", f"{len(ids) / warm:>12,.0f} pages/s")


def main() -> int:
    say("rows", f"{ROWS:>12,}")
    with tempfile.TemporaryDirectory() as folder:
        exchange(Path(folder) / "exchange")
        paper(Path(folder) / "paper")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say("peak memory of the whole run", f"{peak:>12,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

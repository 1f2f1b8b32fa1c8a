"""Hand-up and take-in of attendance rows, in a process of its own for each number of rows.

`python -m tests.benchmarks.exchange ROWS` prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.domain.terms import Presence
from desktop.foundation.ids import new_id
from desktop.store import rows
from desktop.store.rows import Row
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import Workspace
from tests.benchmarks.command import run
from tests.benchmarks.floor import floor, plain_floor, timed

CHANGED = 1000
"""Rows that change in the end."""

PRESENT = 50
"""Students at an activity."""

_TOWNSHIP = 370102002
_REFERENCE = Path(__file__).parents[1] / "data" / "reference"
_FIELDS = (
    "id", "township", "activity_id", "student_id", "presence", "check_in", "check_out", "minutes"
)  # fmt: skip
_START = 1_790_000_000


@dataclass(frozen=True)
class Measured:
    """CPU seconds; bytes of files and of memory."""

    rows: int
    floor: float
    plain_floor: float
    insert: float
    export: float
    take_in: float
    size: int
    checksum: float
    changes_out: float
    changes_in: float
    changes_size: int
    peak: int


def measure(root: Path, count: int) -> Measured:
    """Time everything on `count` rows."""
    province, township = _ends(root)
    made = attendances(count)
    insert = timed(lambda: _put(township, made))
    same = _travelling(township)
    raw, plain = floor(root / "floor.db", same), plain_floor(root / "plain.db", same)
    del same
    export = timed(lambda: hand_up(township, root / "full"))
    (file,) = (root / "full").iterdir()
    peak = _peak(root, province, file)
    take = timed(lambda: _take_in(province, file))
    with province.store.read() as reader:
        checksum = timed(lambda: rows.digest(reader.connection, _TOWNSHIP))
    with township.store.write() as writer:  # as if a receipt had come
        writer.replica.acknowledged = writer.replica.lsn
    changed = [(*row[:-1], 180) for row in random.sample(made, min(CHANGED, count))]
    _put(township, changed)
    changes_out = timed(lambda: hand_up(township, root / "changes"))
    (small,) = (root / "changes").iterdir()
    changes_in = timed(lambda: _take_in(province, small))
    province.close()
    township.close()
    return Measured(
        count,
        raw,
        plain,
        insert,
        export,
        take,
        file.stat().st_size,
        checksum,
        changes_out,
        changes_in,
        small.stat().st_size,
        peak,
    )


def attendances(count: int) -> list[Row]:
    """Return rows of activities with fifty students each, of a crowd a tenth as large."""
    students = [new_id() for _ in range(max(PRESENT, count // 10))]
    made: list[Row] = []
    while len(made) < count:
        activity, start = new_id(), _START + 3600 * (len(made) // PRESENT)
        came = random.sample(students, min(PRESENT, count - len(made)))
        made += [
            (new_id(), _TOWNSHIP, activity, student, Presence.PRESENT.value,
             start + random.randrange(600), start + 9000 + random.randrange(600), 150)
            for student in came
        ]  # fmt: skip
    return made


def _ends(root: Path) -> tuple[Workspace, Workspace]:
    province = init_province(root / "province", PASSPHRASE)
    load_reference(province, _REFERENCE)
    enrolled = enrol(province, _TOWNSHIP, root / "入网.qqe")
    return province, join(enrolled.path, enrolled.code, root / "township", PASSPHRASE).workspace


def _put(township: Workspace, made: list[Row]) -> None:
    with township.store.write() as writer:
        rows.put_fields(writer.connection, "attendance", _FIELDS, made)


def _travelling(township: Workspace) -> list[Row]:
    with township.store.read() as reader:
        batches = rows.changed(reader.connection, "attendance", (_TOWNSHIP,), 0, 2**62)
        return [row for batch in batches for row in batch]


def _take_in(province: Workspace, file: Path) -> None:
    (result,) = take_in(province, [file])
    if result.error or result.tally is None or result.tally.refused:
        raise RuntimeError(str(result.error))


def _peak(root: Path, province: Workspace, file: Path) -> int:
    """Return the peak memory of the real command, on a copy of the province."""
    province.close()
    copy = root / "copy"
    shutil.copytree(province.folder.root, copy)
    peak = run("take-in", copy, file, "--json", passphrase=PASSPHRASE).peak
    shutil.rmtree(copy)
    return peak


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(measure(Path(folder), int(sys.argv[1])))))  # noqa: T201 - the result

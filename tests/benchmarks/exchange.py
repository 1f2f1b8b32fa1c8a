"""Hand-up and take-in of attendance rows, in a process of its own for each number of rows.

`python -m tests.benchmarks.exchange ROWS [TURNS]` prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from desktop.domain.terms import Presence
from desktop.foundation.ids import new_id
from desktop.store import rows
from desktop.store.rows import Row
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.open_workspace import workspace
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import Workspace
from tests.benchmarks.command import run
from tests.benchmarks.floor import floor, plain_floor, timed

CHANGED = 1000
"""Rows that change in the end."""

_MINUTES = count(200)
"""No two changes are alike."""

PRESENT = 50
"""Students at an activity."""

TOWNSHIP = 370102002
REFERENCE = Path(__file__).parents[1] / "data" / "reference"
_FIELDS = (
    "id", "township", "activity_id", "student_id", "presence", "check_in", "check_out", "minutes"
)  # fmt: skip
_START = 1_790_000_000


@dataclass(frozen=True)
class Changes:
    """CPU seconds for some changed rows: of the driver alone, out, in; and the file's bytes."""

    floor: float
    out: float
    back: float
    size: int


@dataclass(frozen=True)
class Measured:
    """CPU seconds, of several runs in turn the middle ones; bytes of files and of memory.

    `times` is the take-in beside the floor of the same turn. `scattered` are changed rows drawn
    from all, `together` those of some activities, as people correct them.
    """

    rows: int
    floor: float
    plain_floor: float
    insert: float
    export: float
    take_in: float
    times: float
    size: int
    checksum: float
    peak: int
    scattered: Changes
    together: Changes


def measured_apart(how_many: int, turns: int) -> Measured:
    """Measure in a process of its own, whose memory holds nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.exchange", str(how_many), str(turns)],
        stdout=subprocess.PIPE,
        check=True,
    )
    told = json.loads(done.stdout)
    scattered, together = (Changes(**told.pop(name)) for name in ("scattered", "together"))
    return Measured(scattered=scattered, together=together, **told)


def measure(root: Path, how_many: int, turns: int = 1) -> Measured:
    """Time everything on `count` rows, floor and take-in so many times in turn."""
    province, township = ends(root)
    made = attendances(how_many)
    insert = timed(lambda: put(township, made))
    same = travelling(township)
    plain = plain_floor(root / "plain.db", same)
    exports = [timed(partial(hand_up, township, root / f"full{n}")) for n in range(turns)]
    file = next((root / "full0").iterdir())
    province.close()
    peak = _peak(root, file)
    floors, takes = [], []
    for turn in range(turns):
        shutil.rmtree(root / "loaded", ignore_errors=True)
        shutil.copytree(root / "province", root / "loaded")
        floors.append(floor(root / f"floor{turn}.db", same))
        with workspace(root / "loaded", PASSPHRASE) as loaded:
            takes.append(timed(partial(receive, loaded, file)))
    del same
    with workspace(root / "loaded", PASSPHRASE) as loaded, loaded.store.read() as reader:
        checksum = timed(lambda: rows.digest(reader.connection, TOWNSHIP))
    few = min(CHANGED, how_many)
    scattered = _changes(root, township, lambda: random.sample(made, few))
    together = _changes(root, township, lambda: _run_of(made, few))
    township.close()
    return Measured(
        rows=how_many,
        floor=median(floors),
        plain_floor=plain,
        insert=insert,
        export=median(exports),
        take_in=median(takes),
        times=median(take / raw for take, raw in zip(takes, floors, strict=True)),
        size=file.stat().st_size,
        checksum=checksum,
        peak=peak,
        scattered=scattered,
        together=together,
    )


def _run_of(made: Sequence[Row], few: int) -> Sequence[Row]:
    start = random.randrange(len(made) - few + 1)
    return made[start : start + few]


def _changes(root: Path, township: Workspace, choose: Callable[[], Sequence[Row]]) -> Changes:
    """Change some rows five times, and time how each change goes out and comes in.

    The floor is on a copy, so that neither reads pages for the other.
    """
    copy, folder = root / "copy", root / "changes"
    shutil.copytree(root / "loaded", copy)
    measured = []
    with workspace(root / "loaded", PASSPHRASE) as province, workspace(copy, PASSPHRASE) as raw:
        for _ in range(5):
            with township.store.write() as writer:  # as if a receipt had come
                writer.replica.acknowledged = writer.replica.lsn
            chosen, minutes = choose(), next(_MINUTES)
            put(township, [(*row[:-1], minutes) for row in chosen])
            out = timed(partial(hand_up, township, folder))
            (file,) = folder.iterdir()
            floor = timed(partial(_raw_change, raw, chosen))
            back = timed(partial(receive, province, file))
            measured.append((floor, out, back, file.stat().st_size))
            shutil.rmtree(folder)
    shutil.rmtree(copy)
    floor, out, back, size = map(median, zip(*measured, strict=True))
    return Changes(floor, out, back, round(size))


def _raw_change(province: Workspace, chosen: Sequence[Row]) -> None:
    """Change rows by the driver, and nothing else."""
    with province.store.write() as writer:
        writer.connection.exec_driver_sql(
            "UPDATE attendance SET lsn = lsn + 1, seq = seq + 9999999, minutes = minutes + 1 "
            "WHERE id = ?",
            [(row[0],) for row in chosen],
        )


def attendances(count: int) -> list[Row]:
    """Return rows of activities with fifty students each, of a crowd a tenth as large."""
    students = [new_id() for _ in range(max(PRESENT, count // 10))]
    made: list[Row] = []
    while len(made) < count:
        activity, start = new_id(), _START + 3600 * (len(made) // PRESENT)
        came = random.sample(students, min(PRESENT, count - len(made)))
        made += [
            (new_id(), TOWNSHIP, activity, student, Presence.PRESENT.value,
             start + random.randrange(600), start + 9000 + random.randrange(600), 150)
            for student in came
        ]  # fmt: skip
    return made


def ends(root: Path) -> tuple[Workspace, Workspace]:
    province = init_province(root / "province", PASSPHRASE)
    load_reference(province, REFERENCE)
    enrolled = enrol(province, TOWNSHIP, root / "入网.qqe")
    return province, join(enrolled.path, enrolled.code, root / "township", PASSPHRASE).workspace


def put(township: Workspace, made: list[Row]) -> None:
    with township.store.write() as writer:
        rows.put_fields(writer.connection, "attendance", _FIELDS, made)


def travelling(township: Workspace) -> list[Row]:
    with township.store.read() as reader:
        batches = rows.changed(reader.connection, "attendance", (TOWNSHIP,), 0, 2**62)
        return [row for batch in batches for row in batch]


def receive(province: Workspace, file: Path) -> None:
    (result,) = take_in(province, [file])
    if result.error or result.tally is None or result.tally.refused:
        raise RuntimeError(str(result.error))


def _peak(root: Path, file: Path) -> int:
    """Return the peak memory of the real command, on a copy of the province."""
    copy = root / "copy"
    shutil.copytree(root / "province", copy)
    peak = run("take-in", copy, file, "--json", passphrase=PASSPHRASE).peak
    shutil.rmtree(copy)
    return peak


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), *map(int, sys.argv[1:]))
    print(json.dumps(asdict(measured)))  # noqa: T201 - the result

"""A township of any size for the benchmark of lists: students, activities and who came.

The rows are as the triggers would leave them, but written without: that is measured elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop.bundle.identity import Identity
from desktop.foundation.ids import joined_id, new_id
from desktop.store.queries.tables import core
from desktop.store.store import Store
from desktop.store.tables import (
    Activity,
    Attendance,
    Branch,
    Department,
    Replica,
    Student,
    Synced,
    University,
)
from desktop.usecases.demo.people import invented_name
from desktop.usecases.workspace import Folder, Workspace

TOWNSHIP = 370102001
NOW = datetime(2026, 11, 20, tzinfo=UTC)

PEOPLE = 100_000
"""Students at most; no township has more."""

_BRANCHES = 200
_SHEET = 50
"""Students at one activity."""

_DAYS = 4 * 365
"""Over which the activities are spread, up to now."""

Row = tuple[object, ...]


def filled(folder: Path, size: int) -> Workspace:
    """Return a township with `size` attendances, of as many students up to `PEOPLE`."""
    chance = random.Random(size)
    replica = Replica(township=TOWNSHIP, operator="甲", device=bytes(16))
    store = Store.create(folder / "qingqiao.db", bytes(32), replica)
    ids = [new_id() for _ in range(min(size, PEOPLE))]
    university, department = new_id(), new_id()
    branches = [new_id() for _ in range(_BRANCHES)]
    with store.upkeep() as connection:
        pen = Pen(connection)
        pen.write(University, ("id", "name"), [(university, "山东大学")])
        pen.write(
            Department,
            ("id", "university_id", "name"),
            [(department, university, "计算机学院")],
        )
        pen.write(
            Branch,
            ("id", "department_id", "name", "kind"),
            ((one, department, f"2025级{at}班", "class") for at, one in enumerate(branches)),
        )
        pen.write(
            Student,
            ("id", "branch_id", "name", "student_number", "phone", "gender", "leaving"),
            _students(chance, ids, branches),
        )
        activities = list(_activities(chance, max(size // _SHEET, 1)))
        pen.write(
            Activity,
            ("id", "title", "number", "starts_at", "ends_at", "theme", "mode", "state"),
            activities,
        )
        pen.write(
            Attendance,
            ("activity_id", "id", "student_id", "presence", "minutes", "check_in", "source"),
            _attendances(chance, activities, ids, size),
        )
        pen.close()
    return Workspace(Folder(folder), store, Identity.generate(), lambda: NOW)


class Pen:
    """Writes rows past the triggers, numbered one after the other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.exec_driver_sql("UPDATE replica SET capture = 0")
        last = connection.exec_driver_sql("SELECT lsn FROM replica").scalar_one()
        self._numbers = count(last + 1)

    def write(self, kind: type[Synced], names: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows given by some of their columns; the others are empty."""
        fixed = {"township": TOWNSHIP if kind.OWNER == "township" else 0, "epoch": 1}
        columns = {column.name: column for column in core(kind).columns}
        said = {
            name: "?" if name in names else str(fixed.get(name, "0" if _counts(column) else "''"))
            for name, column in columns.items()
            if name in names or not column.nullable
        }
        said |= {"lsn": "?", "seq": "?"}
        order = [name for name, value in said.items() if value == "?"]
        places = [(*names, "lsn", "seq").index(name) for name in order]
        values = ", ".join(said.values())
        statement = f"INSERT INTO {kind.__tablename__} ({', '.join(said)}) VALUES ({values})"  # noqa: S608 - our own names
        cursor: Any = self._connection.connection.cursor()  # a driver that takes them one by one

        def placed() -> Iterator[Row]:
            for row in rows:
                number = next(self._numbers)
                whole = (*row, number, number)
                yield tuple(whole[at] for at in places)

        cursor.executemany(statement, placed())

    def close(self) -> None:
        """Let the triggers go on after the last number."""
        last = next(self._numbers)
        self._connection.exec_driver_sql("UPDATE replica SET capture = 1, lsn = ?", (last,))


def _counts(column: object) -> bool:
    return str(getattr(column, "type", "")) in {"BIGINT", "SMALLINT"}


def _students(
    chance: random.Random, ids: Sequence[bytes], branches: Sequence[bytes]
) -> Iterator[Row]:
    for one in ids:
        number = f"2025{chance.randrange(10**8):08}"
        yield (one, chance.choice(branches), invented_name(chance), number,
               f"139{chance.randrange(10**8):08}", "female", "none")  # fmt: skip


def _activities(chance: random.Random, many: int) -> Iterator[Row]:
    for at in range(many):
        begun = NOW - timedelta(days=_DAYS * (many - at) / many)
        starts = int(begun.replace(minute=0, second=0, microsecond=0).timestamp())
        yield (new_id(), f"{chance.choice(('社区课堂', '环境整治', '敬老', '普法'))}第{at}期",
               f"HD{begun.year}-A3F0-{at:05}", starts, starts + 7200,
               "volunteer", "regular", "closed")  # fmt: skip


def _attendances(
    chance: random.Random, activities: Sequence[Row], students: Sequence[bytes], size: int
) -> Iterator[Row]:
    """Yield sheet after sheet: a run of students, another run at every activity."""
    for at in range(size):
        activity = activities[at // _SHEET % len(activities)]
        student = students[at * 7919 % len(students)]
        came = chance.random() > 0.05
        activity_id = activity[0]
        assert isinstance(activity_id, bytes)
        yield (activity_id, joined_id(activity_id, student), student,
               "present" if came else "absent", chance.randrange(30, 240) if came else 0,
               activity[3] if came else None, "paper")  # fmt: skip

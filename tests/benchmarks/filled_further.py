"""What else a township may have, many times over: needs, projects, pairings, posts, its log."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle

from sqlalchemy import Connection

from desktop.foundation.ids import new_id
from desktop.store.tables import (
    ActivityPairing,
    Appointment,
    Base,
    Branch,
    BudgetLine,
    Community,
    Consent,
    Need,
    Pairing,
    Project,
    ProjectBranch,
    Survey,
)
from desktop.usecases.demo.people import invented_name
from desktop.usecases.workspace import Workspace
from tests.benchmarks.filled import NOW, Pen

COMMUNITIES = 170
MANY = 5_000
"""Needs, projects, branches, bases, surveys, posts; of pairings there are twice as many."""

ENTRIES = 200_000
"""Of the audit log."""

_THEMES = ("volunteer", "theory", "heritage")


def fill_further(workspace: Workspace) -> None:
    """Add all this to a township that has its students and activities."""
    chance = random.Random(1)
    with workspace.store.upkeep() as connection:
        pen = Pen(connection)
        communities = [new_id() for _ in range(COMMUNITIES)]
        names = [f"第{at}社区" for at in range(COMMUNITIES)]
        pen.write(
            Community,
            ("id", "code", "name", "kind"),
            [
                (one, 370102001000 + at, names[at], "community")
                for at, one in enumerate(communities)
            ],
        )
        (department,) = _ids(connection, "department")
        pen.write(
            Branch,
            ("id", "department_id", "name", "kind"),
            ((new_id(), department, f"2024级{at}班", "class") for at in range(MANY)),
        )
        pairings = _twinning(pen, chance, communities, _ids(connection, "branch"))
        _projects(pen, chance, pairings, _ids(connection, "activity"))
        _grounds(pen, chance, communities, names)
        pen.close()
        _log(connection, chance)


def _ids(connection: Connection, table: str) -> list[bytes]:
    return [row[0] for row in connection.exec_driver_sql(f"SELECT id FROM {table}")]  # noqa: S608 - our own names


def _twinning(
    pen: Pen, chance: random.Random, communities: Sequence[bytes], branches: Sequence[bytes]
) -> list[bytes]:
    needs = [new_id() for _ in range(MANY)]
    pen.write(
        Need,
        ("id", "community_id", "title", "theme", "mode", "headcount", "valid_until", "state"),
        (
            (one, chance.choice(communities), f"招募志愿者{at}", chance.choice(_THEMES), "regular",
             chance.randrange(30), _day(at % 300), "open")
            for at, one in enumerate(needs)
        ),
    )  # fmt: skip
    pairings = [new_id() for _ in range(2 * MANY)]
    pen.write(
        Pairing,
        ("id", "level", "community_id", "branch_id", "need_id", "state", "distance_km",
         "proposed_on", "campus_contact"),
        (
            (one, "community", chance.choice(communities), chance.choice(branches),
             chance.choice(needs), "active" if chance.random() > 0.1 else "proposed",
             chance.random() * 20, _day(-(at % 300)), invented_name(chance))
            for at, one in enumerate(pairings)
        ),
    )  # fmt: skip
    pen.write(
        Consent,
        ("id", "pairing_id", "side", "agreed", "person", "means"),
        (
            (new_id(), one, side, 1, invented_name(chance), "paper")
            for one in pairings
            for side in ("community", "campus")
        ),
    )
    return pairings


def _projects(
    pen: Pen, chance: random.Random, pairings: Sequence[bytes], activities: Sequence[bytes]
) -> None:
    projects = [new_id() for _ in range(MANY)]
    pen.write(
        Project,
        ("id", "pairing_id", "name", "kind", "theme", "starts_on"),
        (
            (one, chance.choice(pairings), f"青春课堂{at}", "recurring", chance.choice(_THEMES),
             _day(-(at % 900)))
            for at, one in enumerate(projects)
        ),
    )  # fmt: skip
    pen.write(
        ProjectBranch,
        ("id", "project_id", "note"),
        ((new_id(), one, "") for one in projects),
    )
    pen.write(
        BudgetLine,
        ("id", "project_id", "kind"),
        ((new_id(), one, "money") for one in projects),
    )
    pen.write(
        ActivityPairing,
        ("id", "activity_id", "pairing_id"),
        (
            (new_id(), one, pairing)
            for one, pairing in zip(activities, cycle(pairings), strict=False)
        ),
    )


def _grounds(
    pen: Pen, chance: random.Random, communities: Sequence[bytes], names: Sequence[str]
) -> None:
    pen.write(
        Base,
        ("id", "kind", "name", "address", "capacity", "contact", "communities"),
        (
            (new_id(), "service-centre", f"青年之家{at}", f"解放路{at}号", chance.randrange(200),
             invented_name(chance), chance.choice(communities).hex())
            for at in range(MANY)
        ),
    )  # fmt: skip
    pen.write(
        Survey,
        ("id", "community_id", "surveyed_on", "surveyor", "scenes"),
        (
            (new_id(), chance.choice(communities), _day(-(at % 900)), invented_name(chance), "广场")
            for at in range(MANY)
        ),
    )
    pen.write(
        Appointment,
        ("id", "kind", "person", "unit", "serves", "starts_on", "ends_on"),
        (
            (new_id(), "mentor", invented_name(chance), "山东大学", chance.choice(names),
             _day(-300), _day(at % 600 - 200))
            for at in range(MANY)
        ),
    )  # fmt: skip


def _day(days: int) -> str:
    return (date(NOW.year, NOW.month, NOW.day) + timedelta(days=days)).isoformat()


def _log(connection: Connection, chance: random.Random) -> None:
    start = int(NOW.timestamp()) - ENTRIES * 600
    touched = '[{"table":"student","new":1,"ids":["%s"]}]'
    connection.exec_driver_sql(
        "INSERT INTO audit_entry (number, at, actor, act, touched, purpose, people, note, digest) "
        "VALUES (?, ?, ?, 'change', ?, '', 0, '', ?)",
        [
            (at + 1_000, start + at * 600, chance.choice("甲乙丙丁"), touched % new_id().hex(),
             bytes(32))
            for at in range(ENTRIES)
        ],
    )  # fmt: skip

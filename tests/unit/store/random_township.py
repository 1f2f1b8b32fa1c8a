"""A township of every kind of state, drawn at random, whether or not a verb could make it so."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from desktop.domain.terms import (
    ActivityState,
    BranchKind,
    CertificateState,
    ConsentMeans,
    NeedState,
    PairingLevel,
    PairingState,
    PostKind,
    Presence,
    Side,
    Theme,
)
from desktop.foundation.ids import reference_id
from desktop.store.store import Writer
from desktop.store.tables import (
    Activity,
    ActivityPairing,
    Appointment,
    Attendance,
    Branch,
    CampusDecision,
    Certificate,
    Consent,
    Incident,
    Need,
    Pairing,
    Project,
    SheetPage,
    Student,
    Synced,
)
from tests.unit.township_sample import FAR, NEAR, NOW, NOWHERE, community_id

TODAY = date(2026, 11, 20)

T = TypeVar("T")


@dataclass
class Chance:
    """Draws rows; about one in eight is deleted."""

    draw: random.Random
    writer: Writer

    def add(self, row: Synced) -> bytes:
        row.deleted = self.draw.random() < 0.12
        row.epoch = 1
        return self.writer.add(row).id

    def one(self, of: list[T] | tuple[T, ...] | type[StrEnum]) -> Any:  # noqa: ANN401 - of that list
        return self.draw.choice(list(of))

    def day(self, low: int, high: int) -> date:
        return TODAY + timedelta(days=self.draw.randint(low, high))

    def moment(self, low: int, high: int) -> datetime:
        return NOW + timedelta(hours=self.draw.randint(low * 24, high * 24))


def fill(writer: Writer, seed: int) -> None:
    """Write the rows that a seed draws."""
    chance = Chance(random.Random(seed), writer)
    branches = [
        chance.add(
            Branch(
                department_id=reference_id("department", university, "学院"),
                name=f"{university}{n}",
                kind=chance.one(BranchKind),
                grade=chance.one(["2022级", "2025级", ""]),
            )
        )
        for university in (NEAR, FAR, NOWHERE)
        for n in range(5)
    ]
    needs = [
        chance.add(
            Need(
                community_id=community_id(1 + n % 3),
                title=f"需求{n}",
                state=chance.one(NeedState),
                valid_until=chance.one([None, chance.day(-30, 40)]),
            )
        )
        for n in range(12)
    ]
    pairings = [_pairing(chance, branches, needs) for _ in range(24)]
    held = _activities(chance, branches, pairings)
    for _ in range(12):
        chance.add(
            Appointment(
                kind=chance.one([PostKind.MENTOR, PostKind.GRID]),
                person="某人",
                serves=chance.one(["东社区", "西社区"]),
                ends_on=chance.day(-100, 200),
                leaves_on=chance.one([None, chance.day(-50, 200)]),
            )
        )
    for activity in held:
        _afterwards(chance, activity)


def _pairing(chance: Chance, branches: list[bytes], needs: list[bytes]) -> bytes:
    pairing = chance.add(
        Pairing(
            level=PairingLevel.COMMUNITY,
            community_id=community_id(chance.draw.randint(1, 3)),
            branch_id=chance.one(branches),
            need_id=chance.one([None, *needs]),
            state=chance.one([*PairingState, PairingState.ACTIVE, PairingState.PROPOSED]),
        )
    )
    for side in Side:
        if chance.draw.random() < 0.7:
            agreed = chance.draw.random() < 0.8
            chance.add(
                Consent(pairing_id=pairing, side=side, agreed=agreed, means=ConsentMeans.PHONE)
            )
    if chance.draw.random() < 0.4:
        chance.add(CampusDecision(pairing_id=pairing, agreed=chance.draw.random() < 0.5))
    return pairing


def _afterwards(chance: Chance, activity: bytes) -> None:
    for side in Side:
        if chance.draw.random() < 0.6:
            agreed = chance.draw.random() < 0.9
            chance.add(Consent(activity_id=activity, side=side, agreed=agreed))
    for _ in range(chance.one([0, 0, 0, 1, 2])):
        chance.add(Incident(activity_id=activity, settled=chance.draw.random() < 0.6))


def _activities(chance: Chance, branches: list[bytes], pairings: list[bytes]) -> list[bytes]:
    students = [
        chance.add(Student(branch_id=chance.one(branches), name=f"学生{n}")) for n in range(60)
    ]
    projects = [chance.add(Project(pairing_id=chance.one(pairings), name="项目")) for _ in range(6)]
    held = []
    for n in range(40):
        starts = chance.moment(-150, 20)
        activity = chance.add(
            Activity(
                project_id=chance.one(projects),
                number=f"{n}",
                theme=chance.one(Theme),
                state=chance.one(ActivityState),
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                summary="顺利" if n % 4 else "",
            )
        )
        held.append(activity)
        for pairing in chance.draw.sample(pairings, chance.draw.randint(1, 3)):
            chance.add(ActivityPairing(activity_id=activity, pairing_id=pairing))
        listed = chance.draw.sample(students, 6)
        if chance.draw.random() < 0.6:
            for version in range(1, chance.draw.randint(2, 3)):
                for page in (1, 2):
                    on_it = b"".join(listed[3 * page - 3 : 3 * page])
                    chance.add(
                        SheetPage(activity_id=activity, version=version, page=page, students=on_it)
                    )
        for student in chance.draw.sample(listed, chance.draw.randint(0, 6)):
            minutes = chance.one([0, 60, 120])
            presence = chance.one(Presence)
            chance.add(
                Attendance(
                    activity_id=activity, student_id=student, presence=presence, minutes=minutes
                )
            )
            if chance.draw.random() < 0.5:
                state = chance.one(CertificateState)
                chance.add(Certificate(activity_id=activity, student_id=student, state=state))
    return held

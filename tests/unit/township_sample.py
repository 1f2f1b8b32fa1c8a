"""An unlocked township with the province's reference data, for tests of verbs and queries."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.bundle.identity import Identity
from desktop.domain.terms import BranchKind, PairingState, Side
from desktop.foundation.ids import reference_id
from desktop.store.store import Store
from desktop.store.tables import (
    Branch,
    Community,
    Department,
    Replica,
    Student,
    Synced,
    Township,
    University,
)
from desktop.usecases.activity.create_project import ProjectFields, create_project
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.pairing.change_pairing_state import activate_pairing
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.propose_pairing import BranchProposal, propose_pairing
from desktop.usecases.pairing.record_consent import Said, record_consent
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.workspace import Folder, Workspace

TOWNSHIP = 440106001
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""10 o'clock in Beijing, in the semester from August 2026 to January 2027."""

_KEY = bytes(32)

NEAR, FAR, NOWHERE = "近处大学", "远处大学", "无坐标大学"

_UNIVERSITIES = {
    NEAR: (23.14, 113.34, 40),
    FAR: (24.80, 113.60, None),
    NOWHERE: (None, None, None),
}


def department_id(university: str) -> bytes:
    return reference_id("department", university, "学院")


def branch_id(university: str, name: str) -> bytes:
    return reference_id("branch", university, name)


def community_id(number: int) -> bytes:
    return reference_id("community", TOWNSHIP * 1000 + number)


def reference_rows() -> list[Synced]:
    rows: list[Synced] = [
        Township(
            code=TOWNSHIP,
            name="五山街道",
            county_name="天河区",
            city_name="广州市",
            latitude=23.13,
            longitude=113.33,
        )
    ]
    rows += [
        Community(id=community_id(n), township=TOWNSHIP, code=TOWNSHIP * 1000 + n, name=name)
        for n, name in enumerate(("东社区", "西社区", "南村"), start=1)
    ]
    for name, (latitude, longitude, total) in _UNIVERSITIES.items():
        university = reference_id("university", name)
        rows += [
            University(
                id=university,
                name=name,
                latitude=latitude,
                longitude=longitude,
                branch_total=total,
                branch_total_on=None if total is None else date(2026, 9, 30),
                branch_total_source="" if total is None else "团省委年报",
            ),
            Department(id=department_id(name), university_id=university, name="学院"),
        ]
        rows += [
            Branch(
                id=branch_id(name, label),
                department_id=department_id(name),
                name=label,
                kind=BranchKind.CLUB if label == "公益社" else BranchKind.CLASS,
                headcount=30,
                grade="2025级",
            )
            for label in ("1班", "2班", "公益社")
        ]
    return rows


@dataclass
class Sample:
    """The workspace and shortcuts through the verbs; `now` may be moved."""

    workspace: Workspace
    now: datetime = field(default=NOW)

    @property
    def lsn(self) -> int:
        with self.workspace.store.read() as reader:
            return reader.replica.lsn

    def need(self, community: int = 1, title: str = "缺课后辅导") -> bytes:
        fields = NeedFields(community_id=community_id(community), title=title)
        return record_need(self.workspace, fields).need_id

    def proposed(
        self, community: int = 1, branch: str = "1班", university: str = NEAR, reason: str = ""
    ) -> bytes:
        self.need(community)
        proposal = BranchProposal(
            community_id(community), branch_id(university, branch), distance_reason=reason
        )
        return propose_pairing(self.workspace, proposal).pairing_id

    def active(
        self, community: int = 1, branch: str = "1班", university: str = NEAR, reason: str = ""
    ) -> bytes:
        pairing = self.proposed(community, branch, university, reason)
        for side in Side:
            record_consent(self.workspace, pairing, Said(side, "某人", self.workspace.today()))
        assert activate_pairing(self.workspace, pairing).now is PairingState.ACTIVE
        return pairing

    def project(self, pairing: bytes) -> bytes:
        fields = ProjectFields(pairing, "课后课堂", community_owner="甲", campus_owner="乙")
        return create_project(self.workspace, fields).project_id

    def activity(
        self,
        project: bytes,
        *pairings: bytes,
        starts: timedelta = timedelta(days=1),
        title: str = "作业辅导",
    ) -> bytes:
        fields = ActivityFields(
            project_id=project,
            title=title,
            starts_at=self.now + starts,
            ends_at=self.now + starts + timedelta(hours=2),
            pairing_ids=pairings,
        )
        return plan_activity(self.workspace, fields).activity_id

    def students(self, count: int, branch: str = "1班", university: str = NEAR) -> list[bytes]:
        with self.workspace.store.write() as writer:
            return [
                writer.add(
                    Student(
                        branch_id=branch_id(university, branch),
                        name=f"学生{n}",
                        student_number=f"{branch}{n:03}",
                    )
                ).id
                for n in range(1, count + 1)
            ]


def make_database(path: Path) -> None:
    """Make what every sample begins as a copy of: a copy is opened in a third of the time."""
    replica = Replica(township=TOWNSHIP, device=bytes.fromhex("a3f0") + bytes(14))
    store = Store.create(path, _KEY, replica)
    with store.write() as writer:
        for row in reference_rows():
            row.epoch = 1
            writer.add(row)
    store.close()


def open_sample(folder: Path, made: Path) -> Sample:
    """Return a sample of its own out of what `make_database` made."""
    database = folder / "qingqiao.db"
    shutil.copyfile(made, database)
    store = Store(database, _KEY)
    sample: Sample

    def clock() -> datetime:
        return sample.now

    sample = Sample(Workspace(Folder(folder), store, Identity.generate(), clock))
    return sample

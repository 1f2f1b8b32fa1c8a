"""A township at work, and the desk that every page is given."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from desktop.bundle.identity import Identity
from desktop.domain.audit import Purpose
from desktop.domain.terms import BranchKind, CommunityKind, Gender
from desktop.foundation.ids import reference_id
from desktop.gui.desk import Desk
from desktop.gui.jobs import JobRunner
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.store import Store
from desktop.store.tables import (
    Branch,
    Community,
    Department,
    Replica,
    Student,
    Synced,
    Township,
    TownshipProfile,
    University,
)
from desktop.usecases.exchange.join import join
from desktop.usecases.province.enrol import Enrolled, enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.workspace import Folder, Workspace

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
PASSPHRASE = "青桥结对忙又美好"
TOWNSHIP = 370102001
_KEY = bytes(32)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""10 o'clock in Beijing, in the semester from August 2026 to January 2027."""

NEAR, FAR = "山东大学", "中国海洋大学"
COMMUNITIES = ("解放桥社区", "历山路社区", "泉城路社区", "后宰门村")
_UNIVERSITIES = ((NEAR, 36.68, 117.07, 120), (FAR, 36.16, 120.50, None))
_DEPARTMENTS = ("计算机学院", "文学院")
_BRANCHES = (
    ("2025级1班", BranchKind.CLASS, 32),
    ("2025级2班", BranchKind.CLASS, 30),
    ("青年志愿者协会", BranchKind.CLUB, 45),
)
_STUDENTS = (
    ("张䶮", Gender.MALE),
    ("李𬭎", Gender.FEMALE),
    ("王㛃", Gender.FEMALE),
    ("赵𠅤", Gender.UNKNOWN),
    ("欧阳若兰", Gender.FEMALE),
    ("刘洋", Gender.MALE),
    ("刘洋", Gender.FEMALE),
    ("阿依古丽·买买提", Gender.FEMALE),
)


def university_id(name: str = NEAR) -> bytes:
    return reference_id("university", name)


def department_id(university: str = NEAR, name: str = "计算机学院") -> bytes:
    return reference_id("department", university, name)


def branch_id(
    name: str = "2025级1班", university: str = NEAR, department: str = "计算机学院"
) -> bytes:
    return reference_id("branch", university, department, name)


def community_id(number: int = 1) -> bytes:
    """Return the id of a community; `number` counts from 1 as in `COMMUNITIES`."""
    return reference_id("community", TOWNSHIP * 1000 + number)


def student_id(number: int = 1) -> bytes:
    """Return the id of a student of the first branch; `number` counts from 1."""
    return reference_id("student", number)


def reference_rows() -> list[Synced]:
    """Return what the province sends: the township, communities, universities and branches."""
    rows: list[Synced] = [
        Township(
            id=reference_id("township", TOWNSHIP),
            township=TOWNSHIP,
            code=TOWNSHIP,
            name="解放路街道",
            county_code=370102,
            county_name="历下区",
            city_code=3701,
            city_name="济南市",
            latitude=36.66,
            longitude=117.05,
        )
    ]
    rows += [
        Community(
            id=community_id(number),
            township=TOWNSHIP,
            code=TOWNSHIP * 1000 + number,
            name=name,
            kind=CommunityKind.VILLAGE if name.endswith("村") else CommunityKind.COMMUNITY,
        )
        for number, name in enumerate(COMMUNITIES, start=1)
    ]
    for name, latitude, longitude, total in _UNIVERSITIES:
        rows.append(
            University(
                id=university_id(name),
                name=name,
                latitude=latitude,
                longitude=longitude,
                branch_total=total,
                branch_total_on=date(2026, 9, 30) if total else None,
                branch_total_source="团省委年报" if total else "",
            )
        )
        for department in _DEPARTMENTS:
            owner = department_id(name, department)
            rows.append(Department(id=owner, university_id=university_id(name), name=department))
            rows += [
                Branch(
                    id=branch_id(label, name, department),
                    department_id=owner,
                    name=label,
                    kind=kind,
                    headcount=headcount,
                    grade="2025级",
                )
                for label, kind, headcount in _BRANCHES
            ]
    return rows


def own_rows() -> list[Synced]:
    """Return what the committee typed in: itself and eight students of one branch."""
    rows: list[Synced] = [
        TownshipProfile(
            id=reference_id("township_profile", TOWNSHIP),
            committee="解放路街道青年工作委员会",
            contact="周敏",
            phone="13800000001",
            address="解放路 18 号",
            latitude=36.66,
            longitude=117.05,
        )
    ]
    rows += [
        Student(
            id=student_id(number),
            branch_id=branch_id(),
            name=name,
            student_number=f"202500{number:02}",
            gender=gender,
            phone=f"1390000{number:04}",
        )
        for number, (name, gender) in enumerate(_STUDENTS, start=1)
    ]
    return rows


def make_township(path: Path) -> None:
    """Make a database of a township that has joined: reference data, a profile, students."""
    replica = Replica(
        township=TOWNSHIP,
        device=bytes.fromhex("a3f0") + bytes(14),
        province_recipient=Identity.generate().recipient,
        operator="周敏",
    )
    store = Store.create(path, _KEY, replica)
    with store.write() as writer:
        for row in reference_rows():
            row.epoch = 1
            writer.add(row)
        for row in own_rows():
            writer.add(row)
    store.close()


@dataclass
class Said:
    """What a page asked of the window, and the time it is; `now` may be moved."""

    now: datetime = NOW
    toasts: list[str] = field(default_factory=list)
    undo: Callable[[], object] | None = None
    """Of the last toast."""
    opened: list[tuple[str, tuple[bytes, ...]]] = field(default_factory=list)

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self.toasts.append(text)
        self.undo = undo

    def open_page(self, key: str, ids: tuple[bytes, ...] = ()) -> None:
        self.opened.append((key, ids))


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture(scope="session")
def township_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("township") / "qingqiao.db"
    make_township(made)
    return made


@pytest.fixture
def township(tmp_path: Path, said: Said, township_database: Path) -> Iterator[Workspace]:
    """Return a workspace of nothing planned; the page's own jobs are the `jobs` fixture's."""
    folder = Folder(tmp_path / "data")
    folder.root.mkdir()
    # never opened here, but the day's backup, a few seconds after a window opens, copies it
    folder.keyring.write_bytes(b"keys")
    shutil.copyfile(township_database, folder.database)
    store = Store(folder.database, _KEY)
    made = Workspace(folder, store, Identity.generate(), lambda: said.now)
    yield made
    made.close()


@pytest.fixture
def desk(township: Workspace, jobs: JobRunner, said: Said) -> Desk:
    """Return the desk of that township; `said` tells what pages asked of the window."""
    return Desk(township, jobs, {}, said.toast, said.open_page)


@pytest.fixture
def settle(wait_idle: Callable[[], None]) -> Callable[[], None]:
    """Return a function that waits until what was asked, and what that asked for, has come."""

    def wait() -> None:
        for _ in range(3):
            QApplication.processEvents()
            wait_idle()

    return wait


def type_in(control: QWidget, text: str) -> None:
    """Replace what a line holds; an input method hands over whole words like this."""
    assert isinstance(control, QLineEdit)
    control.selectAll()
    control.insert(text)


def press(view: QWidget, name: str) -> None:
    """Press the one visible button of this name."""
    (button,) = [
        one
        for one in view.findChildren(QPushButton)
        if one.accessibleName() == name and one.isVisible()
    ]
    button.click()


def give_purpose(settle: Callable[[], None]) -> None:
    """Answer what personal data are exported for."""
    settle()
    (asked,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog)]
    asked.form.set_values({"purpose": Purpose.SCHOOL})
    asked.save_button.click()
    settle()


@pytest.fixture
def province(tmp_path: Path, said: Said) -> Iterator[Workspace]:
    """Return the provincial end, with the sample reference data, at the same time of day."""
    made = init_province(tmp_path / "province", PASSPHRASE, clock=lambda: said.now)
    load_reference(made, REFERENCE)
    yield made
    made.close()


@pytest.fixture
def enrolled(province: Workspace, tmp_path: Path) -> Enrolled:
    """Return the enrolment file of the sample township, and its code."""
    return enrol(province, TOWNSHIP, tmp_path / "解放路街道 入网.qqe")


@pytest.fixture
def joined(enrolled: Enrolled, tmp_path: Path, said: Said) -> Iterator[Workspace]:
    """Return a township that has joined that province and has done nothing yet."""
    made = join(
        enrolled.path,
        enrolled.code,
        tmp_path / "joined",
        PASSPHRASE,
        operator="周敏",
        clock=lambda: said.now,
    ).workspace
    yield made
    made.close()

"""A semester of the township, by the use-cases that the window calls."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from desktop.domain.terms import (
    ActivityState,
    ConsentMeans,
    PairingState,
    Presence,
    ProjectKind,
    ReportMode,
    SafeguardKind,
    Side,
    Theme,
)
from desktop.foundation.clock import BEIJING
from desktop.foundation.progress import Progress
from desktop.store.tables import ActivityPairing, Attendance, Branch, Community, Pairing
from desktop.usecases.activity.change_activity_state import change_activity_state, record_results
from desktop.usecases.activity.create_project import ProjectFields, confirm_project, create_project
from desktop.usecases.activity.enrol_students import enrol_branch
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.attendance.record_attendance import (
    AttendanceChange,
    mark_all_present,
    record_attendance,
)
from desktop.usecases.demo.around import Played, play_around
from desktop.usecases.demo.groundwork import lay_ground
from desktop.usecases.demo.people import people
from desktop.usecases.demo.setting import BRANCHES
from desktop.usecases.importing.run_import import run_import
from desktop.usecases.pairing.change_pairing_state import activate_pairing, change_pairing_state
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.propose_pairing import (
    BranchProposal,
    DepartmentProposal,
    propose_pairing,
)
from desktop.usecases.pairing.record_consent import Said, record_consent
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import write_roster

_SEED = 20230401


@dataclass(frozen=True)
class _Plan:
    """A need of a community, the project that meets it, and an activity of it."""

    need: str
    project: str
    activity: str
    theme: Theme
    mode: ReportMode
    place: str


_PLANS = (
    _Plan("“一老一小”周末陪伴", "银龄伴夕阳", "周末助老与亲情陪伴", Theme.VOLUNTEER,
          ReportMode.REGULAR, "社区日间照料中心"),
    _Plan("四点半课堂课业辅导", "四点半小课堂", "四点半课堂：语文与数学辅导", Theme.VOLUNTEER,
          ReportMode.REGULAR, "社区党群服务中心二楼"),
    _Plan("社区理论宣讲员", "青年讲习所", "党的创新理论进社区宣讲", Theme.THEORY,
          ReportMode.REGULAR, "社区新时代文明实践站"),
    _Plan("红色故事搜集整理", "泉城红色记忆", "寻访老党员口述史", Theme.HERITAGE,
          ReportMode.VACATION, "社区老党员之家"),
    _Plan("文明楼院环境整治", "文明楼院共创", "文明楼院清洁与垃圾分类引导", Theme.CIVILISED,
          ReportMode.EVENT, "社区三号楼院"),
    _Plan("居民普法与反诈", "法润邻里", "反诈普法入户宣传", Theme.CIVILISED,
          ReportMode.REGULAR, "社区居民活动广场"),
    _Plan("青年就业见习岗位对接", "见习直通车", "社区企业见习岗位体验日", Theme.INTERNSHIP,
          ReportMode.EVENT, "街道商务楼宇服务站"),
)  # fmt: skip


@dataclass(frozen=True)
class Semester:
    """What was played; the activities in order of their day, the closed ones first."""

    closed: tuple[bytes, ...]
    ongoing: bytes
    planned: tuple[bytes, ...]


def write_demo_roster(path: Path, each: int) -> None:
    """Write the roster of all branches as the universities would hand it in."""
    write_roster(path, people(_SEED, list(BRANCHES), each))


def play_semester(workspace: Workspace, roster: Path, progress: Progress) -> Semester:
    """Play it: roster, needs, pairings, projects, activities, sheets, attendance."""
    run_import(workspace, ROSTER_IMPORT, roster, progress)
    lay_ground(workspace)
    pairings = _pair(workspace)
    _propose_more(workspace)
    today = workspace.today()
    activities = []
    for place, pairing_id in enumerate(pairings):
        plan = _PLANS[place % len(_PLANS)]
        project_id = _project(workspace, pairing_id, plan)
        progress.step(place, len(pairings), "正在演示活动")
        activities.append(_activity(workspace, project_id, plan, today + _OFFSETS[place]))
    *closed, ongoing, first, second = activities
    for place, activity_id in enumerate(closed):
        _hold(workspace, activity_id, random.Random(_SEED + place))  # noqa: S311 - invented
    _secure(workspace, ongoing)
    make_sheet(workspace, ongoing)
    change_activity_state(workspace, ongoing, ActivityState.ONGOING)
    play_around(workspace, Played(closed, ongoing, (first, second)))
    return Semester(tuple(closed), ongoing, (first, second))


_OFFSETS = tuple(timedelta(days=days) for days in (-72, -58, -51, -37, -30, -23, -16, -9, 0, 4, 12))
"""Days from today; an autumn semester when played in November."""


def _pair(workspace: Workspace) -> list[bytes]:
    """Give the communities needs, and pair each need with a branch by both sides' word."""
    with workspace.store.read() as reader:
        communities = sorted(reader.find(Community), key=lambda row: row.code)
        branches = {row.name: row.id for row in reader.find(Branch)}
    today = workspace.today()
    active = []
    for place in range(len(_OFFSETS)):
        community = communities[place % len(communities)]
        plan = _PLANS[place % len(_PLANS)]
        need = record_need(workspace, _need(community.id, plan, today))
        proposed = propose_pairing(
            workspace,
            BranchProposal(
                community.id,
                branches[BRANCHES[place][2]],
                need.need_id,
                campus_contact=f"{BRANCHES[place][1]}团委",
                campus_phone="0531-00000000",
            ),
        )
        said_on = today - timedelta(days=100)
        for side, person in ((Side.COMMUNITY, "社区书记"), (Side.CAMPUS, "团支部书记")):
            record_consent(workspace, proposed.pairing_id, Said(side, person, said_on))
        activate_pairing(workspace, proposed.pairing_id)
        active.append(proposed.pairing_id)
    return active


def _need(community_id: bytes, plan: _Plan, today: date) -> NeedFields:
    return NeedFields(
        community_id,
        plan.need,
        theme=plan.theme,
        mode=plan.mode,
        headcount=20,
        detail="每次 2 小时左右，社区安排专人对接。",
        support="提供场地、饮水和志愿者马甲",
        valid_from=today - timedelta(days=120),
        valid_until=today + timedelta(days=120),
    )


def _propose_more(workspace: Workspace) -> None:
    """Leave work to do: proposals that wait for a word, and one that was suspended."""
    with workspace.store.read() as reader:
        communities = sorted(reader.find(Community), key=lambda row: row.code)
        branches = {row.name: row for row in reader.find(Branch)}
    today = workspace.today()
    waiting = [
        propose_pairing(workspace, BranchProposal(communities[place].id, branches[name].id))
        for place, name in ((0, BRANCHES[11][2]), (1, BRANCHES[13][2]), (2, BRANCHES[15][2]))
    ]
    record_consent(
        workspace,
        waiting[0].pairing_id,
        Said(Side.COMMUNITY, "社区书记", today, means=ConsentMeans.MEETING),
    )
    department = branches[BRANCHES[0][2]].department_id
    if department is not None:
        proposed = propose_pairing(workspace, DepartmentProposal(department))
        for side in Side:
            record_consent(workspace, proposed.pairing_id, Said(side, "负责人", today))
        activate_pairing(workspace, proposed.pairing_id)
    for side in Side:
        record_consent(workspace, waiting[2].pairing_id, Said(side, "负责人", today))
    activate_pairing(workspace, waiting[2].pairing_id)
    change_pairing_state(
        workspace, waiting[2].pairing_id, PairingState.SUSPENDED, "团支部外出实习，下学期恢复"
    )


def _project(workspace: Workspace, pairing_id: bytes, plan: _Plan) -> bytes:
    today = workspace.today()
    intensive = plan.mode is ReportMode.VACATION
    made = create_project(
        workspace,
        ProjectFields(
            pairing_id,
            plan.project,
            kind=ProjectKind.INTENSIVE if intensive else ProjectKind.RECURRING,
            theme=plan.theme,
            goal=plan.need,
            starts_on=today - timedelta(days=90),
            ends_on=today + timedelta(days=60),
            community_owner="社区书记",
            campus_owner="团支部书记",
        ),
    )
    for side in Side:
        person = "社区书记" if side is Side.COMMUNITY else "团支部书记"
        said = Said(side, person, today - timedelta(days=92), document="项目确认书")
        confirm_project(workspace, made.project_id, said)
    return made.project_id


def _activity(workspace: Workspace, project_id: bytes, plan: _Plan, day: date) -> bytes:
    starts = datetime.combine(day, time(9, 0), BEIJING)
    return plan_activity(
        workspace,
        ActivityFields(
            project_id,
            plan.activity,
            starts,
            starts + timedelta(hours=2, minutes=30),
            theme=plan.theme,
            mode=plan.mode,
            place=plan.place,
            leader="带队老师",
            leader_phone="0531-00000000",
        ),
    ).activity_id


def _secure(workspace: Workspace, activity_id: bytes) -> None:
    """Tick the safeguards and put the paired branch on the list."""
    for kind in SafeguardKind:
        set_safeguard(workspace, activity_id, kind, done=True, note="已落实")
    for branch_id in _branches_of(workspace, activity_id):
        enrol_branch(workspace, activity_id, branch_id)


def _branches_of(workspace: Workspace, activity_id: bytes) -> list[bytes]:
    with workspace.store.read() as reader:
        links = reader.find(ActivityPairing, activity_id=activity_id)
        pairings = [reader.get(Pairing, link.pairing_id) for link in links]
    return [pairing.branch_id for pairing in pairings if pairing.branch_id is not None]


def _hold(workspace: Workspace, activity_id: bytes, chance: random.Random) -> None:
    """Hold a past activity: everybody came, but a few."""
    _secure(workspace, activity_id)
    make_sheet(workspace, activity_id)
    change_activity_state(workspace, activity_id, ActivityState.ONGOING)
    mark_all_present(workspace, activity_id)
    with workspace.store.read() as reader:
        students = sorted(
            row.student_id or b"" for row in reader.find(Attendance, activity_id=activity_id)
        )
    missing = [
        AttendanceChange(student, chance.choice((Presence.LEAVE, Presence.ABSENT)))
        for student in chance.sample(students, len(students) // 10)
    ]
    record_attendance(workspace, activity_id, missing)
    change_activity_state(workspace, activity_id, ActivityState.CLOSED)
    record_results(
        workspace,
        activity_id,
        summary="活动顺利，居民反映良好。",
        residents_served=chance.randint(20, 80),
    )

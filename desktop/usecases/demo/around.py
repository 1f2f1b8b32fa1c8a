"""What stands around the demonstration's activities, so that no page of them is empty."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from desktop.domain.feedback import QUESTIONS
from desktop.domain.identity_card import checked
from desktop.domain.terms import (
    BranchKind,
    BudgetKind,
    ConsentMeans,
    FeedbackGiver,
    QuietKind,
    Side,
    StaffKind,
)
from desktop.foundation.clock import BEIJING
from desktop.store.queries import attendances
from desktop.store.tables import Activity, Branch, Student
from desktop.usecases.activity.budget import BudgetFields, keep_budget_line
from desktop.usecases.activity.change_activity_state import record_results, sign_off
from desktop.usecases.activity.create_project import join_club, record_project_results
from desktop.usecases.activity.enrol_students import (
    enrol_branch,
    enrol_students,
    set_leader,
    set_team,
)
from desktop.usecases.activity.feedback import key_feedback
from desktop.usecases.activity.incidents import IncidentFields, keep_incident
from desktop.usecases.activity.insured import Insured, keep_insured
from desktop.usecases.activity.plan_activity import ActivityFields, edit_activity
from desktop.usecases.activity.quiet_spans import QuietFields, keep_quiet_span
from desktop.usecases.activity.staff import StaffFields, keep_staff
from desktop.usecases.activity.templates import save_template
from desktop.usecases.pairing.record_consent import Said
from desktop.usecases.workspace import Workspace

_SEED = 20260901
_FORMS = {FeedbackGiver.STUDENT: 24, FeedbackGiver.RESIDENT: 12}
_WORDS = ("希望多来几次", "孩子很喜欢", "时间可以再长一点", "讲得清楚，老人也听得懂")
_STAFF = (
    StaffFields(StaffKind.YOUNG_TEACHER, "苏老师", "历史学院青年教师", "0531-00000001"),
    StaffFields(StaffKind.COUNSELLOR, "梁老师", "学院辅导员", "0531-00000002"),
)
_MONEY = (
    BudgetFields(
        "志愿者用餐", BudgetKind.MONEY, "40 份", 80_000, 76_000, "镇街工作经费", "收据 0317"
    ),
    BudgetFields("宣传单印制", BudgetKind.MONEY, "200 张", 10_000, 9_600, "社区自筹", ""),
    BudgetFields("志愿者马甲", BudgetKind.MATERIAL, "40 件", 0, 0, "高校团委提供", ""),
)


@dataclass(frozen=True)
class Played:
    """The activities of the semester: held, running and planned."""

    closed: Sequence[bytes]
    ongoing: bytes
    planned: Sequence[bytes]


def play_around(workspace: Workspace, played: Played) -> None:
    """Give every matter around an activity something to show."""
    for at, activity_id in enumerate(played.closed):
        _hold(workspace, activity_id, random.Random(_SEED + at), signed=at < len(played.closed) - 1)  # noqa: S311 - invented
    _running(workspace, played.ongoing)
    _coming(workspace, played.planned[0])
    _quiet(workspace)
    save_template(workspace, played.closed[1], "周末课业辅导")


def _hold(workspace: Workspace, activity_id: bytes, chance: random.Random, *, signed: bool) -> None:
    for one in _STAFF[: chance.randint(1, 2)]:
        keep_staff(workspace, activity_id, one)
    for line in _MONEY:
        keep_budget_line(workspace, line, activity_id=activity_id)
    for giver, forms in _FORMS.items():
        for _ in range(forms):
            typed = "".join(chance.choice("34555") for _ in QUESTIONS[giver])
            words = chance.choice(_WORDS) if chance.random() < 0.2 else ""  # noqa: PLR2004 - one in five
            key_feedback(workspace, activity_id, giver, typed, words)
    record_results(
        workspace,
        activity_id,
        summary="活动顺利，居民反映良好。",
        residents_served=chance.randint(20, 80),
        shared_results="社区留下了课程表和联系名册，团支部积累了可以接着用的教案。",
    )
    for side in (Side.COMMUNITY, Side.CAMPUS) if signed else (Side.COMMUNITY,):
        person = "社区书记" if side is Side.COMMUNITY else "团支部书记"
        sign_off(
            workspace,
            activity_id,
            Said(side, person, workspace.today(), means=ConsentMeans.MEETING),
        )


def _running(workspace: Workspace, activity_id: bytes) -> None:
    with workspace.store.read() as reader:
        activity = reader.get(Activity, activity_id)
        people = attendances.grid(reader, activity_id)
        clubs = [one for one in reader.find(Branch) if one.kind is BranchKind.CLUB]
    for one in _STAFF:
        keep_staff(workspace, activity_id, one)
    half = len(people) // 2
    for team, members in (("第一组", people[:half]), ("第二组", people[half:])):
        set_team(workspace, activity_id, [one.student_id for one in members], team)
        set_leader(workspace, activity_id, members[0].student_id)
    keep_incident(
        workspace,
        activity_id,
        IncidentFields(
            workspace.now() - timedelta(minutes=5),
            "一名学生下楼时扭伤脚踝，已冰敷，由辅导员陪同到社区卫生服务站。",
            told="随队辅导员、学院、街道值班室",
        ),
    )
    kept = {
        one.student_id: Insured(
            checked(f"990000200501{at % 28 + 1:02}{at:03}"), "家长 0531-00000003"
        )
        for at, one in enumerate(people[:-2])
    }
    until = workspace.today() + timedelta(days=30)
    keep_insured(workspace, activity_id, kept, until)
    if activity.project_id is not None:
        join_club(
            workspace,
            activity.project_id,
            min(clubs, key=lambda row: row.name).id,
            "负责现场摄影",
        )
        record_project_results(
            workspace, activity.project_id, "社区有了固定的课后去处，团支部每学期有稳定的实践岗位。"
        )


def _coming(workspace: Workspace, activity_id: bytes) -> None:
    """Let more people ask for a place than there are."""
    with workspace.store.read() as reader:
        activity = reader.get(Activity, activity_id)
        students = sorted(reader.find(Student), key=lambda row: row.student_number)
    if activity.project_id is None or activity.starts_at is None or activity.ends_at is None:
        return
    plan = ActivityFields(
        activity.project_id,
        activity.title,
        activity.starts_at,
        activity.ends_at,
        theme=activity.theme,
        mode=activity.mode,
        place=activity.place,
        leader=activity.leader,
        leader_phone=activity.leader_phone,
        capacity=30,
    )
    edit_activity(workspace, activity_id, plan)
    branch = students[-1].branch_id
    if branch is not None:
        enrol_branch(workspace, activity_id, branch)
    enrol_students(workspace, activity_id, [one.id for one in students[:3]])
    keep_staff(workspace, activity_id, _STAFF[0])


def _quiet(workspace: Workspace) -> None:
    day = datetime.combine(workspace.today(), time(), BEIJING).date()
    keep_quiet_span(
        workspace,
        QuietFields(
            QuietKind.EXAM, day + timedelta(days=33), day + timedelta(days=46), name="期末考试周"
        ),
    )
    keep_quiet_span(
        workspace,
        QuietFields(
            QuietKind.HOLIDAY, day + timedelta(days=47), day + timedelta(days=80), name="寒假"
        ),
    )

"""报名: whole branches or single students."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import ActivityState, EnrolmentState
from desktop.store.queries.bulk import add_all
from desktop.store.store import MissingRowError, Writer
from desktop.store.tables import Activity, Attendance, Branch, Enrolment, Student
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Enrolled:
    """Students newly on the list, how many were on it before, and a warning or nothing."""

    added: tuple[bytes, ...]
    already: int
    warning: str


@dataclass(frozen=True)
class EnrolmentsWithdrawn:
    """Students taken off the list."""

    student_ids: tuple[bytes, ...]


def enrol_branch(workspace: Workspace, activity_id: bytes, branch_id: bytes) -> Enrolled:
    """Put all students of a branch on the list; doing it again changes nothing.

    Raises `ActivityRuleError` when the activity is over or the branch has no students here.
    """
    with workspace.store.write() as writer:
        writer.get(Branch, branch_id)
        students = [student.id for student in writer.find(Student, branch_id=branch_id)]
        if not students:
            raise ActivityRuleError(
                "这个团支部还没有学生名册。", "请先在“名册”导入该团支部的学生。"
            )
        return _enrol(writer, activity_id, students)


def enrol_students(
    workspace: Workspace, activity_id: bytes, student_ids: Collection[bytes]
) -> Enrolled:
    """Put students on the list; those on it stay. Raises `ActivityRuleError`, `MissingRowError`."""
    with workspace.store.write() as writer:
        known = {student.id for student in writer.find(Student)}
        if not set(student_ids) <= known:
            raise MissingRowError("有学生已不在名册里，没有报名。", "请刷新名册后重选。")
        return _enrol(writer, activity_id, student_ids)


def withdraw_enrolment(
    workspace: Workspace, activity_id: bytes, student_ids: Collection[bytes]
) -> EnrolmentsWithdrawn:
    """Take students off the list; raises `ActivityRuleError` when one has an entry already."""
    with workspace.store.write() as writer:
        wanted = set(student_ids)
        entered = {one.student_id for one in writer.find(Attendance, activity_id=activity_id)}
        if wanted & entered:
            raise ActivityRuleError(
                f"{len(wanted & entered)} 名学生已有签到记录，没有退出任何人。",
                "如录入有误，请先清除其签到记录。",
            )
        gone = []
        for enrolment in writer.find(Enrolment, activity_id=activity_id):
            if enrolment.student_id in wanted and enrolment.state is EnrolmentState.ENROLLED:
                enrolment.state = EnrolmentState.WITHDRAWN
                gone.append(enrolment.student_id)
        return EnrolmentsWithdrawn(tuple(gone))


def _enrol(writer: Writer, activity_id: bytes, student_ids: Collection[bytes]) -> Enrolled:
    activity = writer.get(Activity, activity_id)
    if activity.state in {ActivityState.CLOSED, ActivityState.CANCELLED}:
        raise ActivityRuleError(
            f"“{activity.state.label}”的活动不再报名。", "现场补签的人请在签到里“补录”。"
        )
    before = {one.student_id: one for one in writer.find(Enrolment, activity_id=activity_id)}
    added = []
    fresh = []
    for student_id in dict.fromkeys(student_ids):
        enrolment = before.get(student_id)
        if enrolment is None:
            fresh.append(Enrolment(activity_id=activity_id, student_id=student_id))
        elif enrolment.state is EnrolmentState.ENROLLED:
            continue
        else:
            enrolment.state = EnrolmentState.ENROLLED
        added.append(student_id)
    add_all(writer, fresh)
    enrolled = sum(one.state is EnrolmentState.ENROLLED for one in before.values()) + len(fresh)
    over = enrolled - activity.capacity if activity.capacity else 0
    warning = f"已报名 {enrolled} 人，超出人数上限 {over} 人" if over > 0 else ""
    return Enrolled(tuple(added), len(set(student_ids)) - len(added), warning)

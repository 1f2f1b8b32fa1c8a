"""报名: whole branches or single students, the waiting list, teams."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import EnrolmentState
from desktop.store.queries import insured
from desktop.store.queries.bulk import add_all
from desktop.store.store import MissingRowError, Writer
from desktop.store.tables import Activity, Attendance, Branch, Enrolment, Student
from desktop.usecases.activity.load_guard import Slot, double_booking
from desktop.usecases.activity.places import asks_anew, check_open, is_listed, places
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Enrolled:
    """Students newly on the list, on the waiting list because it is full, and there before.

    `warnings` are about students who are on another list at the same time.
    """

    added: tuple[bytes, ...]
    waiting: tuple[bytes, ...]
    already: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A student on the waiting list, the first to be asked first."""

    student_id: bytes
    name: str


@dataclass(frozen=True)
class EnrolmentsWithdrawn:
    """Students taken off the list, and who on the waiting list could have their places."""

    student_ids: tuple[bytes, ...]
    next_in_line: tuple[Waiting, ...]


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
        return _enrol(workspace, writer, activity_id, students)


def enrol_students(
    workspace: Workspace, activity_id: bytes, student_ids: Collection[bytes]
) -> Enrolled:
    """Put students on the list; those on it stay. Raises `ActivityRuleError`, `MissingRowError`."""
    with workspace.store.write() as writer:
        known = {student.id for student in writer.find(Student)}
        if not set(student_ids) <= known:
            raise MissingRowError("有学生已不在名册里，没有报名。", "请刷新名册后重选。")
        return _enrol(workspace, writer, activity_id, student_ids)


def withdraw_enrolment(
    workspace: Workspace, activity_id: bytes, student_ids: Collection[bytes], reason: str = ""
) -> EnrolmentsWithdrawn:
    """Take students off the list or the waiting list, and forget what insurers needed of them.

    Raises `ActivityRuleError` when one has an entry already.
    """
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
            student_id = enrolment.student_id
            if student_id in wanted and enrolment.state is not EnrolmentState.WITHDRAWN:
                enrolment.state = EnrolmentState.WITHDRAWN
                enrolment.reason = reason
                enrolment.leads = False
                gone.append(student_id)
        insured.forget(writer, activity_id, gone)
        writer.session.flush()
        return EnrolmentsWithdrawn(tuple(gone), _next_in_line(writer, activity_id))


def move_up(workspace: Workspace, activity_id: bytes, student_ids: Collection[bytes]) -> Enrolled:
    """递补: move students from the waiting list onto the list, full or not.

    Raises `ActivityRuleError` when the activity is over.
    """
    with workspace.store.write() as writer:
        check_open(writer.get(Activity, activity_id))
        moved = []
        for enrolment in writer.find(
            Enrolment, activity_id=activity_id, state=EnrolmentState.WAITING
        ):
            student_id = enrolment.student_id
            if student_id is not None and student_id in student_ids:
                enrolment.state = EnrolmentState.ENROLLED
                moved.append(student_id)
        return Enrolled(tuple(moved), (), 0, ())


def set_team(
    workspace: Workspace, activity_id: bytes, student_ids: Collection[bytes], team: str
) -> None:
    """编组: put students on the list into a team, or ("") out of any; a team has one leader.

    Raises `MissingRowError`.
    """
    with workspace.store.write() as writer:
        writer.get(Activity, activity_id)
        for enrolment in writer.find(Enrolment, activity_id=activity_id):
            if enrolment.student_id in student_ids and enrolment.team != team:
                enrolment.team, enrolment.leads = team, False


def set_leader(workspace: Workspace, activity_id: bytes, student_id: bytes) -> None:
    """Make a student the leader of their team; raises `ActivityRuleError` without a team."""
    with workspace.store.write() as writer:
        listed = writer.find(Enrolment, activity_id=activity_id, state=EnrolmentState.ENROLLED)
        team = next((one.team for one in listed if one.student_id == student_id), "")
        if not team:
            raise ActivityRuleError("这名学生还没有编进小组。", "请先编组，再设组长。")
        for one in listed:
            if one.team == team:
                one.leads = one.student_id == student_id


def _next_in_line(writer: Writer, activity_id: bytes) -> tuple[Waiting, ...]:
    """Return as many of the waiting list as there are free places."""
    activity = writer.get(Activity, activity_id)
    rows = writer.find(Enrolment, activity_id=activity_id)
    free = activity.capacity - sum(map(is_listed, rows))
    if free <= 0:
        return ()
    waiting = [
        (one.asked_at is not None, one.asked_at, student.student_number, student)
        for one in rows
        if one.state is EnrolmentState.WAITING
        # of a student taken off the roster the enrolment stays, for undoing it
        for student in writer.find(Student, id=one.student_id)
    ]
    # a whole branch asks at once: then as the list shows them
    waiting.sort(key=lambda one: (*one[:3], one[3].id))
    return tuple(Waiting(one.id, one.name) for *_, one in waiting[:free])


def _enrol(
    workspace: Workspace, writer: Writer, activity_id: bytes, student_ids: Collection[bytes]
) -> Enrolled:
    activity = writer.get(Activity, activity_id)
    # deleted rows too: a row of this student and this activity is given its id but once
    before = {one.student_id: one for one in writer.local(Enrolment, activity_id=activity_id)}
    left = places(activity, before.values(), workspace.now())
    taken: tuple[list[bytes], list[bytes]] = ([], [])
    fresh = []
    for student_id in dict.fromkeys(student_ids):
        enrolment = before.get(student_id)
        if enrolment is None:
            enrolment = Enrolment(activity_id=activity_id, student_id=student_id)
            fresh.append(enrolment)
        elif not asks_anew(enrolment):
            continue
        for name, value in {"deleted": False, **left.give()}.items():
            setattr(enrolment, name, value)
        taken[enrolment.state is EnrolmentState.WAITING].append(student_id)
    add_all(writer, fresh)
    new = [*taken[0], *taken[1]]
    already = len(set(student_ids)) - len(new)
    return Enrolled(tuple(taken[0]), tuple(taken[1]), already, _busy(writer, activity, new))


def _busy(writer: Writer, activity: Activity, student_ids: Collection[bytes]) -> tuple[str, ...]:
    if activity.starts_at is None or activity.ends_at is None or activity.project_id is None:
        return ()
    slot = Slot(activity.project_id, activity.starts_at, activity.ends_at, (), activity.id)
    return tuple(double_booking(writer, student_ids, slot))

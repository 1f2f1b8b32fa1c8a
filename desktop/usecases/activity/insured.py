"""参保名单: 身份证号 for insuring one activity, kept on this PC until a day, then removed.

They lie in the encrypted database alone and never travel; nothing else shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop.domain.activity import ActivityRuleError
from desktop.domain.identity_card import problem, tidy_number
from desktop.foundation.clock import local_day
from desktop.store.queries import attendances, insured
from desktop.store.tables import Activity, InsuredPerson
from desktop.usecases.workspace import Workspace

KEPT_AFTER = timedelta(days=30)
"""After an activity, unless another day is chosen: within it a claim can be made."""

LONGEST = timedelta(days=180)


@dataclass(frozen=True)
class Insured:
    """What is kept of one student: 身份证号, and whom to call."""

    identity: str = field(repr=False)
    emergency: str = field(default="", repr=False)


@dataclass(frozen=True)
class InsuredList:
    """By student, with the last day on which it is kept."""

    people: Mapping[bytes, Insured]
    until: date


@dataclass(frozen=True)
class InsuredFigures:
    """How many are on the list, have a 身份证号 and somebody to call; `until` None: none kept."""

    listed: int
    numbers: int
    emergency: int
    until: date | None


def usual_day(activity: Activity, today: date) -> date:
    """Return until when an activity's list is kept unless another day is chosen."""
    ends = local_day(activity.ends_at) if activity.ends_at else today
    return max(ends, today) + KEPT_AFTER


def read_insured_list(workspace: Workspace, activity_id: bytes) -> InsuredList:
    """Return what is kept for an activity, after removing what is past its day."""
    insured.purge(workspace.store, workspace.today())
    with workspace.store.read() as reader:
        activity = reader.get(Activity, activity_id)
        rows = reader.local(InsuredPerson, activity_id=activity_id)
    people = {row.student_id: Insured(row.identity, row.emergency) for row in rows}
    until = next((row.expires_on for row in rows if row.expires_on), None)
    return InsuredList(people, until or usual_day(activity, workspace.today()))


def insured_figures(workspace: Workspace, activity_id: bytes) -> InsuredFigures:
    """Return how far the list of an activity is."""
    with workspace.store.read() as reader:
        listed = {one.student_id for one in attendances.grid(reader, activity_id)}
        rows = reader.local(InsuredPerson, activity_id=activity_id)
    rows = [row for row in rows if row.student_id in listed]
    return InsuredFigures(
        len(listed),
        sum(bool(row.identity) for row in rows),
        sum(bool(row.emergency) for row in rows),
        next((row.expires_on for row in rows), None),
    )


def keep_insured(
    workspace: Workspace, activity_id: bytes, people: Mapping[bytes, Insured], until: date
) -> int:
    """Keep these people's numbers in place of those kept before; returns how many.

    Raises `ActivityRuleError` for a wrong number or one given twice, a student who is not on the
    list, a day that is past or too far away; `MissingRowError`. Then nothing is changed.
    """
    today = workspace.today()
    given = {
        one: Insured(tidy_number(said.identity), said.emergency.strip())
        for one, said in people.items()
        if said.identity.strip() or said.emergency.strip()
    }
    numbers = [said.identity for said in given.values() if said.identity]
    for number in numbers:
        if wrong := problem(number):
            raise ActivityRuleError(f"有身份证号{wrong}，没有保存。", "请核对标红的一行。")
    if len(set(numbers)) < len(numbers):
        raise ActivityRuleError("有两个人的身份证号相同，没有保存。", "请核对标红的一行。")
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        if not today <= until <= usual_day(activity, today) - KEPT_AFTER + LONGEST:
            raise ActivityRuleError(
                f"保存到 {until:%Y-%m-%d} 不行：要在今天以后、活动结束后 {LONGEST.days} 天以内。",
                "参保期一过就该清除，请改日期。",
            )
        if not given.keys() <= {one.student_id for one in attendances.grid(writer, activity_id)}:
            raise ActivityRuleError("有学生已不在报名名单里，没有保存。", "请关闭后重新打开。")
        insured.forget(writer, activity_id)
        for student_id, said in given.items():
            writer.add(
                InsuredPerson(
                    activity_id=activity_id,
                    student_id=student_id,
                    identity=said.identity,
                    emergency=said.emergency,
                    expires_on=until,
                )
            )
    return len(given)

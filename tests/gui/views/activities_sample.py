"""Short ways to projects, activities and certificates, through the verbs that pages use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop.domain.activity import HARD_SAFEGUARDS
from desktop.domain.terms import ActivityState, Side
from desktop.foundation.clock import BEIJING
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.create_project import ProjectFields, create_project
from desktop.usecases.activity.enrol_students import enrol_branch
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.record_attendance import mark_all_present
from desktop.usecases.pairing.change_pairing_state import activate_pairing
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.propose_pairing import BranchProposal, propose_pairing
from desktop.usecases.pairing.record_consent import Said as Consent
from desktop.usecases.pairing.record_consent import record_consent
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import branch_id, community_id

STARTS = datetime(2026, 11, 21, 14, 0, tzinfo=BEIJING)
ENDS = STARTS + timedelta(hours=2)

W = TypeVar("W", bound=QWidget)


def active_pairing(township: Workspace) -> bytes:
    """Pair the first community with the one branch that has a roster."""
    record_need(township, NeedFields(community_id=community_id(), title="缺课后辅导"))
    pairing = propose_pairing(township, BranchProposal(community_id(), branch_id())).pairing_id
    for side in Side:
        record_consent(township, pairing, Consent(side, "王主任", township.today()))
    activate_pairing(township, pairing)
    return pairing


def project(township: Workspace) -> bytes:
    pairing = active_pairing(township)
    fields = ProjectFields(pairing, "四点半课堂", community_owner="王主任", campus_owner="陈老师")
    return create_project(township, fields).project_id


def planned(township: Workspace, title: str = "作业辅导") -> bytes:
    """Plan an activity of the eight students' branch, nobody enrolled yet."""
    fields = ActivityFields(
        project_id=project(township),
        title=title,
        starts_at=STARTS,
        ends_at=ENDS,
        place="社区党群服务中心",
    )
    return plan_activity(township, fields).activity_id


def ongoing(township: Workspace, title: str = "作业辅导") -> bytes:
    """Plan it, enrol the eight students, see to the safeguards, start it."""
    activity = planned(township, title)
    enrol_branch(township, activity, branch_id())
    for kind in HARD_SAFEGUARDS:
        set_safeguard(township, activity, kind, done=True)
    change_activity_state(township, activity, ActivityState.ONGOING)
    return activity


def closed(township: Workspace, title: str = "作业辅导") -> bytes:
    """Hold it, with everybody present, and close it."""
    activity = ongoing(township, title)
    mark_all_present(township, activity)
    change_activity_state(township, activity, ActivityState.CLOSED)
    return activity


def row_of(township: Workspace, activity_id: bytes) -> ActivityRow:
    with township.store.read() as reader:
        (row,) = activities.page(reader, only={"id": activity_id})
    return row


def the(kind: type[W], within: QWidget) -> W:
    """Return the one widget of a kind that is to be seen."""
    (found,) = [one for one in within.findChildren(kind) if one.isVisible()]
    return found

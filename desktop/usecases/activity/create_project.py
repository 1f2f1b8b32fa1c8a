"""立项: a project of an active pairing, owned and confirmed by both sides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import BranchKind, PairingState, ProjectKind, Side, Theme
from desktop.store.tables import Branch, Consent, Pairing, Project, ProjectBranch
from desktop.usecases.activity.agreement import check_said, keep_said
from desktop.usecases.keep_row import keep_row
from desktop.usecases.pairing.record_consent import Said
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class ProjectFields:
    """A project as filled in."""

    pairing_id: bytes
    name: str
    kind: ProjectKind = ProjectKind.RECURRING
    theme: Theme = Theme.VOLUNTEER
    goal: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    community_owner: str = ""
    campus_owner: str = ""

    def check(self) -> None:
        """Raise `ActivityRuleError` unless the fields make sense."""
        if not self.name.strip():
            raise ActivityRuleError("项目还没有名称。", "请填写项目名称。")
        if not (self.community_owner.strip() and self.campus_owner.strip()):
            raise ActivityRuleError(
                "项目要有社区和高校两方的负责人。", "请填写双方负责人；项目由双方共同策划实施。"
            )
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ActivityRuleError("项目的结束日期早于开始日期。", "请检查起止日期。")


@dataclass(frozen=True)
class ProjectSaved:
    """The project, new or changed."""

    project_id: bytes


def create_project(workspace: Workspace, fields: ProjectFields) -> ProjectSaved:
    """Create a project; raises `ActivityRuleError` unless its pairing is active."""
    fields.check()
    with workspace.store.write() as writer:
        if writer.get(Pairing, fields.pairing_id).state is not PairingState.ACTIVE:
            raise ActivityRuleError(
                "只有“结对中”的结对可以立项。", "请先登记双方确认，让结对生效。"
            )
        return ProjectSaved(writer.add(Project(**asdict(fields))).id)


def edit_project(workspace: Workspace, project_id: bytes, fields: ProjectFields) -> ProjectSaved:
    """Replace a project's fields but its pairing; both sides' confirmations stay."""
    fields.check()
    with workspace.store.write() as writer:
        project = writer.get(Project, project_id)
        if fields.pairing_id != project.pairing_id:
            raise ActivityRuleError("项目不能改到另一个结对名下。", "请为另一个结对新建项目。")
        for name, value in asdict(fields).items():
            setattr(project, name, value)
        return ProjectSaved(project_id)


def confirm_project(workspace: Workspace, project_id: bytes, said: Said) -> ProjectSaved:
    """Keep one side's word on the project: who, when, how; a new word replaces the one before.

    Raises `ActivityRuleError` without a person or for a day after today, `MissingRowError`.
    """
    check_said(said, workspace.today())
    with workspace.store.write() as writer:
        project = writer.get(Project, project_id)
        keep_said(writer, said, Consent(project_id=project_id))
        if said.side is Side.COMMUNITY:
            project.community_confirmed = said.agreed
        else:
            project.campus_confirmed = said.agreed
        return ProjectSaved(project_id)


def record_project_results(workspace: Workspace, project_id: bytes, results: str) -> ProjectSaved:
    """Keep what both sides have of a project: 共享成果."""
    with workspace.store.write() as writer:
        writer.get(Project, project_id).results = results.strip()
        return ProjectSaved(project_id)


def join_club(
    workspace: Workspace, project_id: bytes, branch_id: bytes, note: str = ""
) -> ProjectSaved:
    """Let a club join a project outside its own pairing.

    Raises `ActivityRuleError` for a class, or a club that takes part already; `MissingRowError`.
    """
    with workspace.store.write() as writer:
        project = writer.get(Project, project_id)
        if writer.get(Branch, branch_id).kind is not BranchKind.CLUB:
            raise ActivityRuleError(
                "只有社团团支部可以不经结对参加项目。", "班级团支部请先结对，再在活动里勾选。"
            )
        paired = writer.session.get(Pairing, project.pairing_id)
        joined = {one.branch_id for one in writer.find(ProjectBranch, project_id=project_id)}
        if branch_id in joined or (paired is not None and paired.branch_id == branch_id):
            raise ActivityRuleError("这个社团已经参加这个项目。", "不用重复添加。")
        values = {"project_id": project_id, "branch_id": branch_id, "note": note}
        keep_row(writer, ProjectBranch, values)
        return ProjectSaved(project_id)

"""立项: a project of an active pairing, owned and confirmed by both sides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import PairingState, ProjectKind, Side, Theme
from desktop.store.tables import Pairing, Project
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


def confirm_project(
    workspace: Workspace, project_id: bytes, side: Side, *, confirmed: bool = True
) -> ProjectSaved:
    """Note that one side confirmed the project, or take that back."""
    with workspace.store.write() as writer:
        project = writer.get(Project, project_id)
        if side is Side.COMMUNITY:
            project.community_confirmed = confirmed
        else:
            project.campus_confirmed = confirmed
        return ProjectSaved(project_id)

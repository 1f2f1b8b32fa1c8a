"""提出结对: nothing pairs by itself, and nothing without a need."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.pairing import PairingRuleError, check_nearness
from desktop.domain.terms import PairingLevel
from desktop.store.queries import nearby, needs, pairings
from desktop.store.queries.definitions import definitions
from desktop.store.store import Writer
from desktop.store.tables import Branch, Community, Department, Pairing
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class BranchProposal:
    """社区—团支部; `need_id` None: the community's open need that ends first."""

    community_id: bytes
    branch_id: bytes
    need_id: bytes | None = None
    distance_reason: str = ""
    campus_contact: str = ""
    campus_phone: str = ""


@dataclass(frozen=True)
class DepartmentProposal:
    """镇街—院系."""

    department_id: bytes
    distance_reason: str = ""
    campus_contact: str = ""
    campus_phone: str = ""


@dataclass(frozen=True)
class PairingProposed:
    """The new pairing; `distance_km` None: unknown."""

    pairing_id: bytes
    distance_km: float | None


def propose_pairing(
    workspace: Workspace, proposal: BranchProposal | DepartmentProposal
) -> PairingProposed:
    """Propose a pairing that both sides have yet to agree to.

    Raises `PairingRuleError` without an open need, for a long way without a reason, and for
    partners paired already; `MissingRowError`.
    """
    with workspace.store.write() as writer:
        if isinstance(proposal, BranchProposal):
            pairing = _with_branch(writer, workspace, proposal)
            department_id = writer.get(Branch, proposal.branch_id).department_id
        else:
            writer.get(Department, proposal.department_id)
            pairing = Pairing(level=PairingLevel.TOWNSHIP, department_id=proposal.department_id)
            department_id = proposal.department_id
        _refuse_twice(writer, pairing)
        pairing.distance_km = _distance(writer, department_id)
        rule = definitions(writer, workspace.today()).nearness
        check_nearness(pairing.distance_km, proposal.distance_reason, rule.long_km)
        pairing.distance_reason = proposal.distance_reason
        pairing.campus_contact = proposal.campus_contact
        pairing.campus_phone = proposal.campus_phone
        pairing.proposed_on = workspace.today()
        writer.add(pairing)
        return PairingProposed(pairing.id, pairing.distance_km)


def _with_branch(writer: Writer, workspace: Workspace, proposal: BranchProposal) -> Pairing:
    writer.get(Community, proposal.community_id)
    open_needs = needs.open_needs(writer, proposal.community_id, workspace.today())
    if not open_needs:
        raise PairingRuleError(
            "这个社区没有征集中的需求，不能提出结对。",
            "请先在“需求与阵地”登记社区的需求；不搞摊派、不搞拉郎配。",
        )
    if proposal.need_id is not None and proposal.need_id not in open_needs:
        raise PairingRuleError(
            "所选需求不属于这个社区，或已不在征集中。", "请改选该社区征集中的需求。"
        )
    return Pairing(
        level=PairingLevel.COMMUNITY,
        community_id=proposal.community_id,
        branch_id=proposal.branch_id,
        need_id=proposal.need_id or open_needs[0],
    )


def _refuse_twice(writer: Writer, pairing: Pairing) -> None:
    if pairings.open_pairings(
        writer,
        community_id=pairing.community_id,
        branch_id=pairing.branch_id,
        department_id=pairing.department_id,
    ):
        raise PairingRuleError(
            "双方已有一个待确认、进行中或已中止的结对。", "请在结对列表里打开原来的那一个。"
        )


def _distance(writer: Writer, department_id: bytes | None) -> float | None:
    found = writer.find(Department, id=department_id)
    university_id = found[0].university_id if found else None
    return None if university_id is None else nearby.distances(writer).get(university_id)

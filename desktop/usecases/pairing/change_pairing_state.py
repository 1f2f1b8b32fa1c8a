"""A pairing's life: into force, suspended, resumed, ended, declined."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.pairing import check_move
from desktop.domain.terms import PairingState
from desktop.store.tables import Pairing
from desktop.usecases.pairing.record_consent import agreed_sides
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class PairingChanged:
    """The pairing, what it was and what it is."""

    pairing_id: bytes
    before: PairingState
    now: PairingState


def change_pairing_state(
    workspace: Workspace, pairing_id: bytes, then: PairingState, reason: str = ""
) -> PairingChanged:
    """Move a pairing on; raises `PairingRuleError`, `MissingRowError`.

    ACTIVE takes both sides' consent, every other state a reason. The first day in force and the
    day of the end are kept.
    """
    with workspace.store.write() as writer:
        pairing = writer.get(Pairing, pairing_id)
        before = pairing.state
        check_move(before, then, agreed_sides(writer, pairing_id), reason)
        pairing.state = then
        pairing.reason = reason
        if then is PairingState.ACTIVE and pairing.active_from is None:
            pairing.active_from = workspace.today()
        if then is PairingState.ENDED:
            pairing.active_until = workspace.today()
        return PairingChanged(pairing_id, before, then)


def activate_pairing(workspace: Workspace, pairing_id: bytes) -> PairingChanged:
    """Put a pairing into force; raises `PairingRuleError` before both sides agreed."""
    return change_pairing_state(workspace, pairing_id, PairingState.ACTIVE)

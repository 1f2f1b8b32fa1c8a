"""修改结对的高校联络人."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.tables import Pairing
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class PairingEdited:
    """The pairing that was changed."""

    pairing_id: bytes


def edit_pairing(
    workspace: Workspace, pairing_id: bytes, *, campus_contact: str, campus_phone: str
) -> PairingEdited:
    """Replace whom to call on campus; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        pairing = writer.get(Pairing, pairing_id)
        pairing.campus_contact = campus_contact
        pairing.campus_phone = campus_phone
        return PairingEdited(pairing_id)

"""登记一方的意见: agreed, or declined with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.pairing import PairingRuleError, check_move
from desktop.domain.terms import ConsentMeans, PairingState, Side
from desktop.store.queries import pairings
from desktop.store.store import Writer
from desktop.store.tables import Consent, Pairing
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Said:
    """What one side said: who, when, how; a refusal's `note` is its reason.

    `document` is the number of the paper, or what else proves it.
    """

    side: Side
    person: str
    given_on: date
    agreed: bool = True
    means: ConsentMeans = ConsentMeans.PAPER
    note: str = ""
    document: str = ""


@dataclass(frozen=True)
class ConsentRecorded:
    """The pairing's state now, and whose word is still missing."""

    consent_id: bytes
    state: PairingState
    missing: tuple[Side, ...]


def record_consent(workspace: Workspace, pairing_id: bytes, said: Said) -> ConsentRecorded:
    """Record what one side said; saying it again replaces it, a refusal declines the pairing.

    Raises `PairingRuleError` when the pairing is not waiting for consent, a refusal has no
    reason, or the person or a day up to today is missing; `MissingRowError`.
    """
    if not said.person.strip():
        raise PairingRuleError("还没有填写确认人。", "请填写是哪一位代表该方确认的。")
    if said.given_on > workspace.today():
        raise PairingRuleError("确认日期在今天之后。", "请填写实际确认的日期。")
    with workspace.store.write() as writer:
        pairing = writer.get(Pairing, pairing_id)
        if pairing.state is not PairingState.PROPOSED:
            raise PairingRuleError(
                f"“{pairing.state.label}”的结对不再登记确认。", "只有待双方确认的结对需要登记。"
            )
        consent = _consent(writer, pairing_id, said)
        if not said.agreed:
            check_move(pairing.state, PairingState.DECLINED, (), said.note)
            pairing.state = PairingState.DECLINED
            pairing.reason = said.note
        missing = [side for side in Side if side not in agreed_sides(writer, pairing_id)]
        return ConsentRecorded(consent.id, pairing.state, tuple(missing))


def agreed_sides(writer: Writer, pairing_id: bytes) -> frozenset[Side]:
    """Return the sides that agreed to a pairing, the campus perhaps by way of the province."""
    said = pairings.consents(writer, [pairing_id])[pairing_id]
    in_force = pairings.words_in_force(said)
    return frozenset(side for side, word in in_force.items() if word.agreed)


def _consent(writer: Writer, pairing_id: bytes, said: Said) -> Consent:
    before = writer.find(Consent, pairing_id=pairing_id, side=said.side)
    consent = before[0] if before else Consent(pairing_id=pairing_id, side=said.side)
    consent.agreed = said.agreed
    consent.person = said.person
    consent.means = said.means
    consent.given_on = said.given_on
    consent.note = said.note
    consent.document = said.document
    return writer.add(consent)

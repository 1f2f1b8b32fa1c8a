"""补发换发: a new certificate in place of one that was lost or has a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.audit import Act
from desktop.domain.certificate import (
    CertificateRuleError,
    check_revocation,
    serial,
    serial_prefix,
)
from desktop.domain.certificate_design import Design
from desktop.domain.terms import CertificateState
from desktop.store.queries import attendances, numbers
from desktop.store.tables import Activity, Certificate
from desktop.usecases.certificate.issuing import (
    check_printable,
    issue_one,
    occasion_of,
    page_for,
)
from desktop.usecases.certificate.preview_certificates import earned
from desktop.usecases.exchange.issuers import tell_verifiers
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificateReissued:
    """The new certificate, and the serial that no longer counts."""

    certificate_id: bytes
    serial: str
    replaced: str


def reissue_certificate(
    workspace: Workspace, certificate_id: bytes, reason: str, design: Design
) -> CertificateReissued:
    """Revoke a certificate for a reason and issue another to the same student, in one step.

    The new one has the name and hours as they are in the books now. Raises `CertificateRuleError`,
    `PlaceholderError`, `CertificateTextError`, `MissingRowError`; then nothing has changed.
    """
    with workspace.store.write(Act.CERTIFY) as writer:
        old = writer.get(Certificate, certificate_id)
        check_revocation(old.state, reason)
        activity = writer.get(Activity, old.activity_id)
        grid = attendances.grid(writer, activity.id)
        row = next((one for one in grid if one.student_id == old.student_id), None)
        if row is None or not earned(row):
            raise CertificateRuleError(
                "这名学生现在没有到场记录或没有时长，没有换发。", "请先核对签到；不该发的，请作废。"
            )
        occasion = occasion_of(writer, activity, workspace.today(), design)
        prefix = serial_prefix(occasion.head.code, writer.replica.device or b"")
        number = serial(prefix, numbers.last_certificate(writer, prefix) + 1)
        check_printable([page_for(occasion, row, number, number)])
        old.state, old.reason = CertificateState.REVOKED, reason.strip()
        new = writer.add(issue_one(workspace.identity, occasion, row, number, old.id))
        reissued = CertificateReissued(new.id, new.serial, old.serial)
    tell_verifiers(workspace)
    return reissued

"""作废证书."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.audit import Act
from desktop.domain.certificate import check_restoring, check_revocation
from desktop.domain.terms import CertificateState
from desktop.store.tables import Certificate
from desktop.usecases.exchange.issuers import tell_verifiers
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificateRevoked:
    """The certificate that no longer counts, or counts again."""

    certificate_id: bytes
    serial: str


def revoke_certificate(
    workspace: Workspace, certificate_id: bytes, reason: str
) -> CertificateRevoked:
    """Revoke a certificate for a reason; the student may be given another.

    Others learn of it by the next hand-up and what the province then sends down.

    Raises `CertificateRuleError`, `MissingRowError`.
    """
    with workspace.store.write(Act.REVOKE) as writer:
        certificate = writer.get(Certificate, certificate_id)
        check_revocation(certificate.state, reason)
        certificate.state = CertificateState.REVOKED
        certificate.reason = reason.strip()
        revoked = CertificateRevoked(certificate_id, certificate.serial)
    tell_verifiers(workspace)
    return revoked


def restore_certificate(workspace: Workspace, certificate_id: bytes) -> CertificateRevoked:
    """Let a certificate that was revoked by mistake count again.

    Raises `CertificateRuleError` when the student has been given another, `MissingRowError`.
    """
    with workspace.store.write() as writer:
        certificate = writer.get(Certificate, certificate_id)
        others = writer.find(
            Certificate,
            activity_id=certificate.activity_id,
            student_id=certificate.student_id,
            state=CertificateState.ISSUED,
        )
        check_restoring(certificate.state, holds_another=bool(others))
        certificate.state, certificate.reason = CertificateState.ISSUED, ""
        restored = CertificateRevoked(certificate_id, certificate.serial)
    tell_verifiers(workspace)
    return restored

"""作废证书."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.certificate import check_revocation
from desktop.domain.terms import CertificateState
from desktop.store.tables import Certificate
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificateRevoked:
    """The certificate that no longer counts."""

    certificate_id: bytes
    serial: str


def revoke_certificate(
    workspace: Workspace, certificate_id: bytes, reason: str
) -> CertificateRevoked:
    """Revoke a certificate for a reason; the student may be given another.

    Raises `CertificateRuleError`, `MissingRowError`.
    """
    with workspace.store.write() as writer:
        certificate = writer.get(Certificate, certificate_id)
        check_revocation(certificate.state, reason)
        certificate.state = CertificateState.REVOKED
        certificate.reason = reason
        return CertificateRevoked(certificate_id, certificate.serial)

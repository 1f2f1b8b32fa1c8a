"""打印证书."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.bundle.credential import NotACredentialError, read_credential
from desktop.documents.certificate import Certificate, Overlay
from desktop.documents.certificate import render_certificates as render
from desktop.domain.certificate import CertificateRuleError
from desktop.domain.certificate_design import STANDARD_DESIGN
from desktop.domain.terms import CertificateState
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import certificates
from desktop.store.queries.certificates import CertificateRow
from desktop.store.queries.letterhead import Letterhead, letterhead
from desktop.store.store import MissingRowError
from desktop.store.tables import Certificate as IssuedCertificate
from desktop.usecases.certificate.issuing import days
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificatesRendered:
    """One PDF with a page for each certificate, in the order of the serials."""

    pdf: bytes
    pages: int


def render_certificates(
    workspace: Workspace,
    certificate_ids: Sequence[bytes],
    overlay: Overlay | None = None,
    progress: Progress = SILENT,
) -> CertificatesRendered:
    """Return certificates as a PDF, each as it was issued; the same ones give the same bytes.

    With an `overlay`, only what goes onto printed blanks. Raises `CertificateRuleError` for none or
    a revoked one, `MissingRowError`, `Cancelled`.
    """
    pages = pages_of(workspace, certificate_ids)
    return CertificatesRendered(render(pages, overlay, progress), len(pages))


def pages_of(workspace: Workspace, certificate_ids: Sequence[bytes]) -> list[Certificate]:
    """Return what certificates print, in the order of the serials; raises as above."""
    if not certificate_ids:
        raise CertificateRuleError("没有选择证书。", "请先选择要打印的证书。")
    with workspace.store.read() as reader:
        rows = certificates.page(reader, sort="serial", only={"id": set(certificate_ids)})
        head = letterhead(reader)
    if len(rows) != len(set(certificate_ids)):
        raise MissingRowError("有证书不存在或已被删除，没有打印。", "请刷新列表后重选。")
    if any(row.state is CertificateState.REVOKED for row in rows):
        raise CertificateRuleError("所选证书里有已作废的，没有打印。", "请取消选择已作废的证书。")
    return [_page(row, head) for row in rows]


def _page(row: CertificateRow, head: Letterhead) -> Certificate:
    """Return a page with the days that were signed, whatever became of the activity since."""
    try:
        facts = read_credential(row.credential).facts
    except NotACredentialError as error:
        raise CertificateRuleError(
            f"证书 {row.serial} 的记录不完整，没有打印。", "请作废这张证书，重新颁发。"
        ) from error
    # Certificates of the first version did not put their heading down.
    before = not row.heading
    return Certificate(
        serial=row.serial,
        name=row.name,
        look=row.look,
        caption=STANDARD_DESIGN.caption if before else row.caption,
        heading=STANDARD_DESIGN.heading if before else row.heading,
        salutation=STANDARD_DESIGN.salutation if before else row.salutation,
        body=row.body,
        period=days(facts.first_day, facts.last_day),
        minutes=row.minutes,
        issuer=row.issuer or head.committee,
        issued_on=facts.issued_on,
        qr_text=row.credential,
    )


def valid_certificates(workspace: Workspace, activity_id: bytes) -> tuple[bytes, ...]:
    """Return an activity's certificates that are not revoked."""
    with workspace.store.read() as reader:
        issued = reader.find(
            IssuedCertificate, activity_id=activity_id, state=CertificateState.ISSUED
        )
        return tuple(certificate.id for certificate in issued)

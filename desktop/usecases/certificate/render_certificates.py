"""打印证书."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.documents.certificate import Certificate, Template
from desktop.documents.certificate import render_certificates as render
from desktop.domain.certificate import CertificateRuleError
from desktop.domain.terms import CertificateState
from desktop.foundation.clock import local_day
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import certificates
from desktop.store.queries.certificates import CertificateRow
from desktop.store.queries.letterhead import Letterhead, letterhead
from desktop.store.store import MissingRowError
from desktop.store.tables import Certificate as IssuedCertificate
from desktop.usecases.certificate.issue_certificates import days
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificatesRendered:
    """One PDF with a page for each certificate, in the order of the serials."""

    pdf: bytes
    pages: int


def render_certificates(
    workspace: Workspace,
    certificate_ids: Sequence[bytes],
    template: Template = Template.RED,
    progress: Progress = SILENT,
) -> CertificatesRendered:
    """Return certificates as a PDF; the same ones give the same bytes.

    Raises `CertificateRuleError` for none or a revoked one, `MissingRowError`.
    """
    if not certificate_ids:
        raise CertificateRuleError("没有选择证书。", "请先选择要打印的证书。")
    with workspace.store.read() as reader:
        rows = certificates.page(reader, sort="serial", only={"id": set(certificate_ids)})
        head = letterhead(reader)
    if len(rows) != len(set(certificate_ids)):
        raise MissingRowError("有证书不存在或已被删除，没有打印。", "请刷新列表后重选。")
    if any(row.state is CertificateState.REVOKED for row in rows):
        raise CertificateRuleError("所选证书里有已作废的，没有打印。", "请取消选择已作废的证书。")
    progress.step(0, len(rows), "生成 PDF")
    pages = [_page(row, head, template) for row in rows]
    return CertificatesRendered(render(pages), len(pages))


def _page(row: CertificateRow, head: Letterhead, template: Template) -> Certificate:
    if row.starts_at is None or row.ends_at is None or row.issued_on is None:
        raise CertificateRuleError("证书缺少日期，没有打印。", "请先补全活动时间。")
    return Certificate(
        serial=row.serial,
        name=row.name,
        university=row.university,
        department=row.department,
        activity=row.activity,
        period=days(local_day(row.starts_at), local_day(row.ends_at)),
        minutes=row.minutes,
        township=head.township,
        committee=head.committee,
        issued_on=row.issued_on,
        body=row.body,
        qr_text=row.credential,
        template=template,
    )


def valid_certificates(workspace: Workspace, activity_id: bytes) -> tuple[bytes, ...]:
    """Return an activity's certificates that are not revoked."""
    with workspace.store.read() as reader:
        issued = reader.find(
            IssuedCertificate, activity_id=activity_id, state=CertificateState.ISSUED
        )
        return tuple(certificate.id for certificate in issued)

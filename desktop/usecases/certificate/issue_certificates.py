"""颁发证书: signed, numbered, and put down as they will be printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.domain.audit import Act
from desktop.domain.certificate import (
    CertificateRuleError,
    check_issuable,
    serial,
    serial_prefix,
)
from desktop.domain.certificate_design import STANDARD_DESIGN, Design
from desktop.domain.terms import CertificateState
from desktop.foundation.progress import SILENT, Progress
from desktop.store.queries import attendances, numbers
from desktop.store.queries.attendances import GridRow
from desktop.store.queries.bulk import add_all
from desktop.store.store import Reader
from desktop.store.tables import Activity, Certificate
from desktop.usecases.certificate.issuing import (
    check_printable,
    issue_one,
    occasion_of,
    page_for,
)
from desktop.usecases.certificate.preview_certificates import earned
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificatesIssued:
    """The new certificates in the order of their serials; `held`: had a valid one already."""

    certificate_ids: tuple[bytes, ...]
    serials: tuple[str, ...]
    held: int


def issue_certificates(
    workspace: Workspace,
    activity_id: bytes,
    *,
    student_ids: Collection[bytes] | None = None,
    design: Design = STANDARD_DESIGN,
    progress: Progress = SILENT,
) -> CertificatesIssued:
    """Issue certificates to those who earned one, all or just those named; once each.

    Who held one that was revoked gets the new one in its place. Raises `CertificateRuleError` when
    the activity is not over or a named student has not earned one, `PlaceholderError`,
    `CertificateTextError`, `Cancelled`, `MissingRowError`; then none is issued.
    """
    with workspace.store.write(Act.CERTIFY) as writer:
        activity = writer.get(Activity, activity_id)
        check_issuable(activity.state)
        rows = attendances.grid(writer, activity_id)
        chosen = _chosen(rows, student_ids)
        earners = [row for row in chosen if not row.certified]
        occasion = occasion_of(writer, activity, workspace.today(), design)
        prefix = serial_prefix(occasion.head.code, writer.replica.device or b"")
        first = numbers.last_certificate(writer, prefix) + 1
        check_printable([page_for(occasion, row, prefix, prefix) for row in earners])
        earlier = _revoked(writer, activity_id)
        issued = []
        for done, row in enumerate(earners):
            progress.step(done, len(earners), "签发证书")
            number, before = serial(prefix, first + done), earlier.get(row.student_id)
            issued.append(issue_one(workspace.identity, occasion, row, number, before))
        add_all(writer, issued)
        return CertificatesIssued(
            tuple(one.id for one in issued),
            tuple(one.serial for one in issued),
            len(chosen) - len(earners),
        )


def _chosen(rows: list[GridRow], student_ids: Collection[bytes] | None) -> list[GridRow]:
    qualified = [row for row in rows if earned(row)]
    if student_ids is None:
        return qualified
    short = set(student_ids) - {row.student_id for row in qualified}
    if short:
        raise CertificateRuleError(
            f"{len(short)} 名学生没有到场或没有时长，没有颁发任何证书。",
            "请先核对他们的签到，或取消选择。",
        )
    return [row for row in qualified if row.student_id in set(student_ids)]


def _revoked(reader: Reader, activity_id: bytes) -> dict[bytes | None, bytes]:
    """Return each student's last revoked certificate of the activity."""
    found = reader.find(Certificate, activity_id=activity_id, state=CertificateState.REVOKED)
    return {one.student_id: one.id for one in sorted(found, key=lambda one: one.serial)}

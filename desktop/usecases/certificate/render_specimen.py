"""The first certificate of an activity as it will look, before any is issued."""

from __future__ import annotations

from desktop.documents.certificate import Certificate, Template, render_certificates
from desktop.foundation.clock import local_day
from desktop.store.queries import activities, attendances
from desktop.store.queries.letterhead import letterhead
from desktop.usecases.certificate.issue_certificates import days
from desktop.usecases.certificate.preview_certificates import earned
from desktop.usecases.workspace import Workspace

_SERIAL = "（颁发时编号）"
_CODE = "样张，尚未颁发"


def render_specimen(
    workspace: Workspace, activity_id: bytes, template: Template, body: str
) -> bytes | None:
    """Return a PDF with one page, None when nobody is waiting for a certificate.

    Its code says that it is a specimen, so that it can never be taken for a certificate.
    Raises `CertificateTextError`.
    """
    with workspace.store.read() as reader:
        (row,) = activities.page(reader, only={"id": activity_id})
        grid = attendances.grid(reader, activity_id)
        head = letterhead(reader)
    first = next((one for one in grid if earned(one) and not one.certified), None)
    if first is None or row.starts_at is None or row.ends_at is None:
        return None
    page = Certificate(
        serial=_SERIAL,
        name=first.name,
        university=first.university,
        department=first.department,
        activity=row.title,
        period=days(local_day(row.starts_at), local_day(row.ends_at)),
        minutes=first.minutes,
        township=head.township,
        committee=head.committee,
        issued_on=workspace.today(),
        body=body,
        qr_text=_CODE,
        template=template,
    )
    return render_certificates([page])

"""A certificate as it will look, before any is issued."""

from __future__ import annotations

from desktop.documents.certificate import render_certificates
from desktop.domain.certificate_design import Design
from desktop.domain.terms import Gender, Presence
from desktop.store.queries import attendances
from desktop.store.queries.attendances import GridRow
from desktop.store.store import Reader
from desktop.store.tables import Activity
from desktop.usecases.certificate.issuing import occasion_of, page_for
from desktop.usecases.certificate.preview_certificates import earned
from desktop.usecases.workspace import Workspace

_SERIAL = "（颁发时编号）"
_CODE = "样张，尚未颁发"
_SOMEBODY = GridRow(
    student_id=b"",
    name="张晓青",
    student_number="",
    gender=Gender.UNKNOWN,
    phone="",
    branch="2025级1班团支部",
    department="社会学院",
    university="山东示范大学",
    presence=Presence.PRESENT,
    check_in=None,
    check_out=None,
    minutes=150,
    source=None,
    certified=False,
)


def render_specimen(workspace: Workspace, activity_id: bytes, design: Design) -> bytes | None:
    """Return a PDF with one page, None when nobody is waiting for a certificate.

    Its code says that it is a specimen, so that it can never be taken for a certificate.
    Raises `PlaceholderError`, `CertificateTextError`, `CertificateRuleError`.
    """
    with workspace.store.read() as reader:
        activity = reader.get(Activity, activity_id)
        grid = attendances.grid(reader, activity_id)
        first = next((one for one in grid if earned(one) and not one.certified), None)
        return None if first is None else _specimen(workspace, reader, activity, first, design)


def render_sample(workspace: Workspace, design: Design) -> bytes:
    """Return a specimen of a template, about an invented person; raises as `render_specimen`."""
    today = workspace.now()
    activity = Activity(title="社区“四点半课堂”志愿服务", starts_at=today, ends_at=today)
    with workspace.store.read() as reader:
        return _specimen(workspace, reader, activity, _SOMEBODY, design)


def _specimen(
    workspace: Workspace, reader: Reader, activity: Activity, row: GridRow, design: Design
) -> bytes:
    occasion = occasion_of(reader, activity, workspace.today(), design)
    return render_certificates([page_for(occasion, row, _SERIAL, _CODE)])

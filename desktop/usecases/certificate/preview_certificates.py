"""颁发之前看一看: who has earned a certificate, who holds one, who has not earned it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.documents.fonts import undrawable
from desktop.domain.certificate import qualifies
from desktop.domain.terms import Presence
from desktop.store.queries import attendances
from desktop.store.queries.attendances import GridRow
from desktop.store.tables import Activity
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Candidate:
    """A student on an activity's list; `presence` None: nothing entered."""

    student_id: bytes
    name: str
    branch: str
    university: str
    presence: Presence | None
    minutes: int


@dataclass(frozen=True)
class CertificatesPreview:
    """Who would be given one, who holds a valid one, and who has not earned one.

    `undrawable` are the earners' names with characters that would print as 〓.
    """

    earners: tuple[Candidate, ...]
    holders: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    undrawable: tuple[str, ...]


def preview_certificates(workspace: Workspace, activity_id: bytes) -> CertificatesPreview:
    """Return what issuing an activity's certificates would do; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        reader.get(Activity, activity_id)
        rows = attendances.grid(reader, activity_id)
    earners = [row for row in rows if not row.certified and earned(row)]
    return CertificatesPreview(
        tuple(_candidate(row) for row in earners),
        tuple(_candidate(row) for row in rows if row.certified),
        tuple(_candidate(row) for row in rows if not row.certified and not earned(row)),
        tuple(row.name for row in earners if undrawable(row.name)),
    )


def earned(row: GridRow) -> bool:
    """Tell whether a student on the list came and stayed."""
    return row.presence is not None and qualifies(row.presence, row.minutes)


def _candidate(row: GridRow) -> Candidate:
    return Candidate(
        row.student_id, row.name, row.branch, row.university, row.presence, row.minutes
    )

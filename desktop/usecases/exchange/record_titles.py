"""By what a clerk knows a record that is shown outside its page."""

from __future__ import annotations

from desktop.domain.labels import RECORDS
from desktop.store.store import Reader
from desktop.store.tables import Synced, synced_tables

LINKED = {
    "activity_id": "activity",
    "branch_id": "branch",
    "community_id": "community",
    "department_id": "department",
    "need_id": "need",
    "pairing_id": "pairing",
    "project_id": "project",
    "student_id": "student",
    "university_id": "university",
}
"""Columns that name another record, with its table."""

_TITLES = ("title", "name", "committee", "number", "serial")
_NESTING = 3


def title_of(reader: Reader, row: Synced | None, depth: int = _NESTING) -> str:
    """Return a record's own name, or those of what it joins."""
    if row is None:
        return "（尚未收到）"
    for name in _TITLES:
        if own := getattr(row, name, ""):
            return str(own)
    joined = [
        title_of(reader, reader.session.get(synced_tables()[table], linked), depth - 1)
        for name, table in LINKED.items()
        if depth and (linked := getattr(row, name, None))
    ]
    return " · ".join(joined) or RECORDS.get(str(row.__tablename__), "记录")

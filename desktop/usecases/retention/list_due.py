"""到期清单: what has been kept for its term, and why it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from desktop.domain.retention import RULES, DataKind, due_before
from desktop.foundation.clock import local_day
from desktop.store.queries import retention
from desktop.store.queries.retention import DueRow
from desktop.store.store import Reader
from desktop.usecases.retention.terms import terms
from desktop.usecases.workspace import Workspace

_COPIES = ("damaged", "refused")
"""Folders of copies that nobody but a person looks at."""


@dataclass(frozen=True)
class Due:
    """A kind, its term in months, and its records that are due, the oldest first."""

    kind: DataKind
    months: int
    rows: tuple[DueRow, ...]

    @property
    def why(self) -> str:
        """The rule in words."""
        said = RULES[self.kind].since
        return f"{said}后 {self.months} 个月" if self.months else f"{said}后即清除"


def list_due(workspace: Workspace) -> list[Due]:
    """Return every kind with what is due of it today."""
    today = workspace.today()
    with workspace.store.read() as reader:
        months = terms(reader)
        return [
            Due(kind, number, tuple(_due(workspace, reader, kind, due_before(today, number))))
            for kind, number in months.items()
        ]


def count_due(workspace: Workspace) -> int:
    """Return how many records `list_due` lists, without reading them."""
    today, root = workspace.today(), workspace.folder.root
    with workspace.store.read() as reader:
        return sum(
            len(_copies(root, before))
            if kind is DataKind.LEFTOVER
            else retention.count_due(reader, kind, before)
            for kind, number in terms(reader).items()
            for before in (due_before(today, number),)
        )


def _due(workspace: Workspace, reader: Reader, kind: DataKind, before: date) -> list[DueRow]:
    if kind is DataKind.LEFTOVER:
        return _copies(workspace.folder.root, before)
    return retention.due(reader, kind, before)


def _copies(root: Path, before: date) -> list[DueRow]:
    """Return the copies that were put aside before a day."""
    found = []
    for folder in _COPIES:
        place = root / folder
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            since = local_day(datetime.fromtimestamp(path.stat().st_mtime, UTC))
            if since < before:
                title = str(path.relative_to(root))
                found.append(DueRow(DataKind.LEFTOVER, "file", title.encode(), title, since))
    return found

"""Adding, changing and removing a record that has no rules but its fields' own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from desktop.store.store import Writer
from desktop.store.tables import Synced
from desktop.usecases.workspace import Workspace

S = TypeVar("S", bound=Synced)


def keep_row(
    writer: Writer, kind: type[S], values: Mapping[str, object], row_id: bytes | None = None
) -> bytes:
    """Add a row with these values, or give them to the row `row_id`; returns its id.

    Raises `MissingRowError`.
    """
    row = kind() if row_id is None else writer.get(kind, row_id)
    for name, value in values.items():
        setattr(row, name, value.strip() if type(value) is str else value)
    return writer.add(row).id


def remove_row(workspace: Workspace, kind: type[Synced], row_id: bytes) -> None:
    """Mark a row deleted; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.delete(writer.get(kind, row_id))

"""落实保障."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.activity import HARD_SAFEGUARDS
from desktop.domain.terms import SafeguardKind
from desktop.store.tables import Activity, Safeguard
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class SafeguardSet:
    """The kinds that must still be seen to before the activity may start."""

    missing: tuple[SafeguardKind, ...]


def set_safeguard(
    workspace: Workspace, activity_id: bytes, kind: SafeguardKind, *, done: bool, note: str = ""
) -> SafeguardSet:
    """Tick a line of the checklist or clear it; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.get(Activity, activity_id)
        lines = {line.kind: line for line in writer.find(Safeguard, activity_id=activity_id)}
        line = lines.get(kind) or writer.add(Safeguard(activity_id=activity_id, kind=kind))
        line.done = done
        line.note = note
        lines[kind] = line
        return SafeguardSet(
            tuple(
                one
                for one in SafeguardKind
                if one in HARD_SAFEGUARDS and not (one in lines and lines[one].done)
            )
        )

"""校验审计日志: whether the log is as it was written, and whether its end is still there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.audit import Act, Entry, Fault, Head, faults
from desktop.foundation.progress import SILENT, Progress
from desktop.store import audit
from desktop.usecases.backup.kept import Backup, backups_in
from desktop.usecases.backup.second_place import second_place
from desktop.usecases.workspace import Workspace

_REPLACING = {Act.RESTORE.value, Act.REPAIR.value}


@dataclass(frozen=True)
class LogVerified:
    """`head` stands for the whole log: compare it with one that was printed.

    `cut` are the heads kept outside, in backups or on paper, that the log does not lead to: its
    end was taken off, or it was written anew from there on. `witnesses` counts the heads that it
    does lead to.
    """

    entries: int
    head: Head
    faults: tuple[Fault, ...]
    cut: tuple[Head, ...]
    witnesses: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.faults or self.cut)


def verify_log(
    workspace: Workspace, known: Sequence[Head] = (), progress: Progress = SILENT
) -> LogVerified:
    """Follow the whole chain, and compare it with the backups' notes and the `known` heads.

    A backup that is newer than what a restore went back to tells of a log that was replaced; the
    entry of the restore says so.
    """
    progress.step(0, 0, "正在校验审计日志")
    with workspace.store.read() as reader:
        entries = list(audit.entries(reader.connection))
    digests = {entry.number: entry.digest for entry in entries}
    noted = [(one, head) for one in _backups(workspace) if (head := Head.parse(one.note.audit))]
    replaced = [entry for entry in entries if entry.act in _REPLACING]
    missing = [head for head in known if not _leads_to(digests, head)]
    missing += [
        head
        for backup, head in noted
        if not _leads_to(digests, head) and not _explained(backup, head, replaced)
    ]
    last = entries[-1] if entries else None
    return LogVerified(
        len(entries),
        Head(last.number, last.digest) if last else Head(),
        tuple(faults(entries)),
        tuple(dict.fromkeys(missing)),
        sum(_leads_to(digests, head) for head in (*known, *(head for _, head in noted))),
    )


def _leads_to(digests: dict[int, bytes], head: Head) -> bool:
    return not head.number or digests.get(head.number) == head.digest


def _explained(backup: Backup, head: Head, replaced: Sequence[Entry]) -> bool:
    """Tell whether the log went back behind this backup by a restore."""
    return any(one.number <= head.number and one.at >= backup.note.made_at for one in replaced)


def _backups(workspace: Workspace) -> list[Backup]:
    folder = workspace.folder
    place = second_place(folder)
    return [*backups_in(folder.backups), *(backups_in(place.folder) if place else [])]

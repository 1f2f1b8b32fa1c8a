"""清理到期的个人信息: anonymised or removed, here and wherever the rows travel; no way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desktop.domain.account import Deed
from desktop.domain.audit import Act
from desktop.domain.retention import DataKind
from desktop.domain.rotation import MONTHS
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import remove_folder
from desktop.foundation.progress import SILENT, Progress
from desktop.store.erasure import blank, forget_insured
from desktop.store.queries.retention import DueRow
from desktop.store.store import Writer
from desktop.usecases.account.permission import require
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.second_place import second_place
from desktop.usecases.retention.list_due import list_due
from desktop.usecases.retention.settle_erasures import settle_erasures
from desktop.usecases.workspace import Workspace


class NothingDueError(QingqiaoError):
    """Nothing is due, or something else than was looked at."""


@dataclass(frozen=True)
class Erased:
    """What was erased, by kind and number of records, on which day and by whom.

    `backups` made before still hold it until rotation drops the last of them, at the latest on
    `backups_until`. `remains`: why the old content is still in the free pages of the encrypted
    database, if it is.
    """

    counts: dict[DataKind, int]
    day: date
    operator: str
    backups: int
    backups_until: date
    remains: QingqiaoError | None = None

    @property
    def total(self) -> int:
        """Records in all."""
        return sum(self.counts.values())


def erase_due(
    workspace: Workspace, kinds: Collection[DataKind], expected: int, progress: Progress = SILENT
) -> Erased:
    """Erase what is due of these kinds, `expected` records as they were looked at.

    The statistics stay right, and the rows travel blanked. Raises `NotAllowedError`,
    `NothingDueError`; then nothing has changed.
    """
    require(workspace, Deed.RETENTION)
    rows = [row for due in list_due(workspace) if due.kind in kinds for row in due.rows]
    if not rows or len(rows) != expected:
        raise NothingDueError(
            "到期的内容和刚才看到的不一样了，没有清理，数据没有改动。", "请重新打开到期清单核对。"
        )
    counts = dict(Counter(row.kind for row in rows))
    progress.step(0, 0, "正在清理")
    with workspace.store.write(Act.ERASE) as writer:
        _blank(writer, rows)
        said = "，".join(f"{kind.label} {count} 条" for kind, count in counts.items())
        writer.tell(said, people=counts.get(DataKind.STUDENT, 0))
        operator = writer.replica.operator
    for row in rows:
        if row.kind is DataKind.LEFTOVER:
            _remove(workspace, row)
    return _after(workspace, counts, operator, progress)


def _blank(writer: Writer, rows: Collection[DueRow]) -> None:
    by_table: dict[str, list[bytes]] = {}
    for row in rows:
        if row.kind is not DataKind.LEFTOVER:
            by_table.setdefault(row.table, []).append(row.id)
    for table, ids in by_table.items():
        if table == "insured_person":
            forget_insured(writer.connection, ids)
        else:
            blank(writer.connection, table, ids)


def _remove(workspace: Workspace, row: DueRow) -> None:
    path = workspace.folder.root / row.title
    if path.is_dir():
        remove_folder(path)
    else:
        path.unlink(missing_ok=True)


def _after(
    workspace: Workspace, counts: dict[DataKind, int], operator: str, progress: Progress
) -> Erased:
    """Take the old content out of the file as well, and tell of the backups that hold it."""
    progress.step(0, 0, "正在整理数据库文件")
    remains = None
    try:
        settle_erasures(workspace)
    except QingqiaoError as error:
        remains = error
    place = second_place(workspace.folder)
    old = backups_in(workspace.folder.backups) + (backups_in(place.folder) if place else [])
    today = workspace.today()
    until = date(today.year + MONTHS // 12, today.month, min(today.day, 28))
    return Erased(counts, today, operator, len(old), until, remains)

"""How long each kind of personal data is kept here."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.account import Deed
from desktop.domain.retention import LONGEST, RULES, DataKind
from desktop.foundation.errors import QingqiaoError
from desktop.store.store import Reader
from desktop.store.tables import Setting
from desktop.usecases.account.permission import require
from desktop.usecases.workspace import Workspace

_PREFIX = "retention/"


class TermError(QingqiaoError):
    """A term that is no number of months."""


def terms(reader: Reader) -> dict[DataKind, int]:
    """Return the months for which each kind is kept."""
    chosen = {row.key: row.value for row in reader.local(Setting) if row.key.startswith(_PREFIX)}
    return {
        kind: int(chosen.get(f"{_PREFIX}{kind.value}", rule.months)) for kind, rule in RULES.items()
    }


def set_terms(workspace: Workspace, months: Mapping[DataKind, int]) -> None:
    """Keep the terms; raises `NotAllowedError`, `TermError`."""
    require(workspace, Deed.RETENTION)
    if not all(0 <= one <= LONGEST for one in months.values()):
        raise TermError("保存期限没有改动：月数不对。", f"请填写 0 到 {LONGEST} 之间的月数。")
    with workspace.store.write() as writer:
        for kind, number in months.items():
            writer.session.merge(Setting(key=f"{_PREFIX}{kind.value}", value=str(number)))
        said = "、".join(f"{kind.label} {number} 个月" for kind, number in months.items())
        writer.tell(f"保存期限：{said}")

"""考试周和放假: days that series leave out and plans are warned of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import QuietKind
from desktop.store.tables import QuietSpan
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class QuietFields:
    """Days to leave free, both ends included; `university_id` None: of all universities."""

    kind: QuietKind
    starts_on: date
    ends_on: date
    university_id: bytes | None = None
    name: str = ""


def keep_quiet_span(
    workspace: Workspace, fields: QuietFields, span_id: bytes | None = None
) -> bytes:
    """Add days, or change them; raises `ActivityRuleError`, `MissingRowError`."""
    if fields.ends_on < fields.starts_on:
        raise ActivityRuleError("结束日期早于开始日期。", "请检查起止日期。")
    with workspace.store.write() as writer:
        return keep_row(writer, QuietSpan, asdict(fields), span_id)

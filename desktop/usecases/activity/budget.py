"""经费物资: what was planned and spent for an activity or a project, from where, by which paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import BudgetKind
from desktop.store.store import Reader
from desktop.store.tables import Activity, BudgetLine, Project
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class BudgetFields:
    """A line of the ledger; amounts in 分."""

    item: str
    kind: BudgetKind = BudgetKind.MONEY
    quantity: str = ""
    planned_fen: int = 0
    spent_fen: int = 0
    source: str = ""
    voucher: str = ""
    noted_on: date | None = None


@dataclass(frozen=True)
class Totals:
    """Sums in 分; `without_voucher` counts lines that spent something and name no paper."""

    planned_fen: int
    spent_fen: int
    without_voucher: int


def lines_of(
    reader: Reader, *, activity_id: bytes | None = None, project_id: bytes | None = None
) -> list[BudgetLine]:
    """Return the ledger of an activity, or of a project with all its activities."""
    if activity_id is not None:
        rows = reader.find(BudgetLine, activity_id=activity_id)
    else:
        rows = reader.find(BudgetLine, project_id=project_id)
    order = list(BudgetKind)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.noted_on or date.max, row.id))


def totals(rows: Iterable[BudgetLine]) -> Totals:
    """Return the sums of a ledger."""
    lines = list(rows)
    return Totals(
        sum(row.planned_fen for row in lines),
        sum(row.spent_fen for row in lines),
        sum(bool(row.spent_fen) and not row.voucher for row in lines),
    )


def keep_budget_line(
    workspace: Workspace,
    fields: BudgetFields,
    *,
    activity_id: bytes | None = None,
    project_id: bytes | None = None,
    line_id: bytes | None = None,
) -> bytes:
    """Add a line to an activity's or a project's ledger, or change it.

    An activity's line belongs to its project as well. Raises `ActivityRuleError`,
    `MissingRowError`.
    """
    if not fields.item.strip():
        raise ActivityRuleError("还没有填写事项。", "请写明用在什么上，例如：志愿者用餐、宣传单。")
    if min(fields.planned_fen, fields.spent_fen) < 0:
        raise ActivityRuleError("金额不能是负数。", "退回的款项请改小“实际”一栏。")
    with workspace.store.write() as writer:
        if activity_id is not None:
            project_id = writer.get(Activity, activity_id).project_id
        else:
            writer.get(Project, project_id)
        values = {**asdict(fields), "activity_id": activity_id, "project_id": project_id}
        return keep_row(writer, BudgetLine, values, line_id)

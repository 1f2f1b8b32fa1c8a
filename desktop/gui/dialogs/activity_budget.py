"""经费物资 of an activity, or of a project with all its activities."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.money import in_figures
from desktop.domain.terms import BudgetKind
from desktop.gui.desk import Desk
from desktop.gui.dialogs.lines import Lines, LinesDialog, line_form
from desktop.gui.dialogs.listings import add_list_tools
from desktop.gui.fields import ChoiceField, DateField, DecimalField, Field, Values
from desktop.gui.rows_model import Column
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.panels import EmptyState
from desktop.store.tables import BudgetLine
from desktop.usecases.activity.budget import BudgetFields, keep_budget_line, lines_of, totals
from desktop.usecases.keep_row import remove_row

_PLAIN = ("item", "kind", "quantity", "source", "voucher", "noted_on")
_MOST = 10_000_000.0
"""元 of a line."""

_COLUMNS = (
    Column[BudgetLine]("item", "事项", lambda row: row.item, 124, tooltip=lambda row: row.item),
    Column[BudgetLine]("kind", "类别", lambda row: row.kind.label, 64),
    Column[BudgetLine]("quantity", "数量", lambda row: row.quantity, 76),
    Column[BudgetLine](
        "planned",
        "预算（元）",
        lambda row: in_figures(row.planned_fen),
        96,
        "right",
        value=lambda row: row.planned_fen / 100,
    ),
    Column[BudgetLine](
        "spent",
        "实际（元）",
        lambda row: in_figures(row.spent_fen),
        96,
        "right",
        value=lambda row: row.spent_fen / 100,
    ),
    Column[BudgetLine]("source", "来源", lambda row: row.source, 110),
    Column[BudgetLine](
        "voucher",
        "凭证",
        lambda row: row.voucher or ("缺凭证" if row.spent_fen else "—"),
        100,
        kind=lambda row: "warning" if row.spent_fen and not row.voucher else "neutral",
    ),
    Column[BudgetLine]("noted_on", "日期", lambda row: f"{row.noted_on or ''}", 96),
)


def totals_words(rows: Sequence[BudgetLine]) -> str:
    """Return what a ledger comes to, in a line."""
    sums = totals(rows)
    over = sums.spent_fen - sums.planned_fen
    words = f"预算 {in_figures(sums.planned_fen)} 元　实际 {in_figures(sums.spent_fen)} 元"
    if over > 0:
        words += f"　超出 {in_figures(over)} 元"
    if sums.without_voucher:
        words += f"　{sums.without_voucher} 笔缺凭证"
    return words


def budget_dialog(
    desk: Desk,
    title: str,
    parent: QWidget,
    *,
    activity_id: bytes | None = None,
    project_id: bytes | None = None,
) -> LinesDialog[BudgetLine]:
    """Return the ledger of an activity or of a project, whose `title` stands below."""
    lines = Lines(
        columns=_COLUMNS,
        rows=partial(lines_of, activity_id=activity_id, project_id=project_id),
        form=partial(_form, desk, activity_id, project_id),
        remove=lambda row: remove_row(desk.workspace, BudgetLine, row.id),
        name=lambda row: row.item,
        empty=EmptyState(
            "folder-open",
            "还没有经费和物资",
            "开始前记预算，结束后补上实际花费、来源和凭证号。",
            "记一笔",
        ),
        add="记一笔",
        total=totals_words,
    )
    dialog = LinesDialog(desk, "经费物资", lines, key="budget", note=title, parent=parent)
    add_list_tools(desk, dialog, "经费物资")
    return dialog


def _form(
    desk: Desk,
    activity_id: bytes | None,
    project_id: bytes | None,
    row: BudgetLine | None,
    parent: QWidget,
) -> FormDialog:
    def keep(filled: Values) -> partial[bytes]:
        fields = BudgetFields(
            **{key: filled[key] for key in _PLAIN},
            planned_fen=_fen(filled["planned"]),
            spent_fen=_fen(filled["spent"]),
        )
        return partial(
            keep_budget_line,
            desk.workspace,
            fields,
            # a line of an activity stays with it when changed from the project's ledger
            activity_id=activity_id or (row.activity_id if row else None),
            project_id=project_id,
            line_id=row.id if row else None,
        )

    fields = (
        Field("item", "事项", required=True, placeholder="例如：志愿者用餐", max_length=60),
        ChoiceField(
            "kind", "类别", required=True, options=[(kind, kind.label) for kind in BudgetKind]
        ),
        Field("quantity", "数量", placeholder="例如：30 份", max_length=30),
        DecimalField("planned", "预算（元）", high=_MOST),
        DecimalField("spent", "实际（元）", high=_MOST),
        Field(
            "source", "来源", placeholder="例如：镇街工作经费、社区自筹、高校团委", max_length=60
        ),
        Field("voucher", "凭证", placeholder="发票号、收据号或签领单", max_length=60),
        DateField("noted_on", "日期"),
    )
    values: Values = {"kind": BudgetKind.MONEY, "noted_on": desk.workspace.today()}
    if row is not None:
        values = {key: getattr(row, key) for key in _PLAIN}
        values |= {"planned": _yuan(row.planned_fen), "spent": _yuan(row.spent_fen)}
    title = "修改经费物资" if row else "记一笔经费物资"
    return line_form(desk, title, fields, values, keep, said="已记入经费物资", parent=parent)


def _fen(yuan: float | None) -> int:
    return int((Decimal(str(yuan or 0)) * 100).to_integral_value())


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}" if fen else ""

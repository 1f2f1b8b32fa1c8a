"""What the page 项目 lists, and what is known of one project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from desktop.domain.terms import ProjectKind, Side, Theme
from desktop.gui.listing import chosen, page_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.table_view import MenuItem
from desktop.gui.widgets.text import Badge
from desktop.store.queries import projects
from desktop.store.queries.projects import ProjectRow
from desktop.store.store import Reader

Confirm = Callable[[ProjectRow, Side], object]
"""Ask for the word of a side."""


def partners(row: ProjectRow) -> str:
    """Return the two sides of the project's pairing."""
    return f"{row.community or '镇街'} — {row.branch or row.department}"


def is_confirmed(row: ProjectRow, side: Side) -> bool:
    """Tell whether one side has confirmed."""
    return row.community_confirmed if side is Side.COMMUNITY else row.campus_confirmed


def confirmation(row: ProjectRow) -> tuple[str, Kind]:
    """Return whether both sides confirmed, in a word and a colour."""
    missing = [side for side in Side if not is_confirmed(row, side)]
    if not missing:
        return "双方已确认", "success"
    if len(missing) == len(Side):
        return "待双方确认", "warning"
    return f"待{missing[0].label}确认", "warning"


def term(row: ProjectRow) -> str:
    """Return from when until when."""
    if row.starts_on is None and row.ends_on is None:
        return ""
    if row.ends_on is None:
        return f"{row.starts_on} 起"
    return f"{row.starts_on} 至 {row.ends_on}" if row.starts_on else f"至 {row.ends_on}"


COLUMNS = (
    Column[ProjectRow](
        "name", "项目名称", lambda row: row.name, 170, sort_key="name", tooltip=lambda row: row.name
    ),
    Column[ProjectRow](
        "confirmed",
        "确认",
        lambda row: confirmation(row)[0],
        110,
        kind=lambda row: confirmation(row)[1],
    ),
    Column[ProjectRow]("partners", "结对", partners, 190, sort_key="community", tooltip=partners),
    Column[ProjectRow]("kind", "类别", lambda row: row.kind.label, 128, sort_key="kind"),
    Column[ProjectRow]("theme", "主题", lambda row: row.theme.label, 116, sort_key="theme"),
    Column[ProjectRow](
        "activities", "活动", lambda row: f"{row.activities}", 64, "right", sort_key="activities"
    ),
    Column[ProjectRow]("term", "起止日期", term, 190, sort_key="starts_on"),
)


_FILTERS = {"kind": ProjectKind, "theme": Theme}


def fetch(reader: Reader, query: RowsQuery) -> RowsPage[ProjectRow]:
    """Return a page of projects."""
    return page_of(projects.page, projects.count, reader, query, chosen(query, _FILTERS))


def project_pane(row: ProjectRow, actions: Sequence[MenuItem], confirm: Confirm) -> DetailPane:
    """Return the pane of a project; `confirm` notes the word of a side."""
    words, kind = confirmation(row)
    pane = DetailPane(row.name, state=words, kind=kind, caption=partners(row))
    pane.add_facts(
        (
            ("高校", " ".join(part for part in (row.university, row.department) if part)),
            ("类别", row.kind.label),
            ("主题", row.theme.label),
            ("起止日期", term(row)),
            ("活动", f"{row.activities} 次"),
        )
    )
    if row.goal:
        pane.add_section("目标")
        pane.add_text(row.goal)
    for side, owner in (
        (Side.COMMUNITY, row.community_owner),
        (Side.CAMPUS, row.campus_owner),
    ):
        confirmed = is_confirmed(row, side)
        pane.add_section(side.label)
        pane.add_facts([("负责人", owner)])
        if confirmed:
            pane.add_widget(Badge("已确认", "success"))
        else:
            button = Button(
                "登记确认…",
                icon_name="check",
                on_click=partial(confirm, row, side),
            )
            button.setAccessibleName(f"登记{side.label}确认")
            pane.add_buttons(button)
    pane.add_actions(actions)
    return pane

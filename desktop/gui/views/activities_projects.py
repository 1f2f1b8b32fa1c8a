"""What the page 项目 lists, and what is known of one project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.terms import ProjectKind, Side, Theme
from desktop.gui.dialogs.activity_budget import totals_words
from desktop.gui.dialogs.said_form import said_words
from desktop.gui.listing import chosen, long_list
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries import projects
from desktop.store.queries.projects import JoinedClub, ProjectRow
from desktop.store.store import Reader
from desktop.store.tables import BudgetLine, Consent
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class ProjectLine:
    """A project with its clubs, its ledger and what each side said."""

    row: ProjectRow
    clubs: tuple[JoinedClub, ...]
    budget: str
    words: Mapping[Side, str]

    @property
    def id(self) -> bytes:
        """By which the list knows the project again."""
        return self.row.id


Confirm = Callable[[ProjectLine, Side], object]
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
    Column[ProjectLine](
        "name",
        "项目名称",
        lambda line: line.row.name,
        150,
        sort_key="name",
        tooltip=lambda line: line.row.name,
    ),
    Column[ProjectLine](
        "confirmed",
        "确认",
        lambda line: confirmation(line.row)[0],
        104,
        kind=lambda line: confirmation(line.row)[1],
    ),
    Column[ProjectLine](
        "partners",
        "结对",
        lambda line: partners(line.row),
        290,
        sort_key="community",
        tooltip=lambda line: partners(line.row),
    ),
    Column[ProjectLine]("kind", "类别", lambda line: line.row.kind.label, 128, sort_key="kind"),
    Column[ProjectLine]("theme", "主题", lambda line: line.row.theme.label, 116, sort_key="theme"),
    Column[ProjectLine](
        "activities",
        "活动",
        lambda line: f"{line.row.activities}",
        64,
        "right",
        sort_key="activities",
    ),
    Column[ProjectLine]("term", "起止日期", lambda line: term(line.row), 190, sort_key="starts_on"),
)


_FILTERS = {"kind": ProjectKind, "theme": Theme}


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[ProjectLine]:
    """Return a page of projects."""
    listed = long_list(projects.PROJECTS, query, chosen(query, _FILTERS))
    return listed.told(_lines).page(workspace.store, query)


def _lines(reader: Reader, rows: Sequence[ProjectRow]) -> Sequence[ProjectLine]:
    ids = [row.id for row in rows]
    clubs = projects.clubs_of(reader, ids)
    ledgers = projects.of_projects(reader, BudgetLine, ids)
    said = projects.of_projects(reader, Consent, ids)
    return [
        ProjectLine(
            row,
            tuple(clubs[row.id]),
            totals_words(ledgers[row.id]) if ledgers[row.id] else "",
            {word.side: said_words(word) for word in said[row.id]},
        )
        for row in rows
    ]


def project_pane(line: ProjectLine, actions: Sequence[MenuItem], confirm: Confirm) -> DetailPane:
    """Return the pane of a project; `confirm` asks for the word of a side."""
    row = line.row
    words, kind = confirmation(row)
    pane = DetailPane(row.name, state=words, kind=kind, caption=partners(row))
    pane.add_facts(
        (
            ("高校", " ".join(part for part in (row.university, row.department) if part)),
            ("类别", row.kind.label),
            ("主题", row.theme.label),
            ("起止日期", term(row)),
            ("活动", f"{row.activities} 次"),
            ("社团", "、".join(one.club for one in line.clubs)),
            ("经费物资", line.budget),
        )
    )
    for title, text in (("目标", row.goal), ("共享成果", row.results)):
        if text:
            pane.add_section(title)
            pane.add_text(text)
    for side, owner in (
        (Side.COMMUNITY, row.community_owner),
        (Side.CAMPUS, row.campus_owner),
    ):
        confirmed = is_confirmed(row, side)
        state: tuple[str, Kind] = ("已确认", "success") if confirmed else ("待确认", "warning")
        pane.add_section(side.label, state=state[0], kind=state[1])
        pane.add_facts([("负责人", owner), ("确认", line.words.get(side, ""))])
        if not confirmed:
            button = Button("登记确认…", icon_name="check", on_click=partial(confirm, line, side))
            button.setAccessibleName(f"登记{side.label}确认")
            pane.add_buttons(button)
    pane.add_actions(actions)
    return pane

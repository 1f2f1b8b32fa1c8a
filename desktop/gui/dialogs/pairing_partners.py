"""Whom to propose: the branches or departments around, nearest first, as the dialog lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.suggestion import Reason, score
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.store.queries import nearby
from desktop.store.queries.definitions import definitions
from desktop.store.queries.nearby import NearbyDepartment
from desktop.usecases.pairing.suggest_branches import Suggestion, suggest_branches
from desktop.usecases.workspace import Workspace

_UNWEIGHED = "选好需求后，这里写推荐的理由"
_GOOD = 40
"""Points from which a branch is called recommended."""


@dataclass(frozen=True)
class Partner:
    """A branch or a department; `paired`: with the community, or the township, in question.

    `reasons` are what speaks for and against it; `far`: the distance asks for a reason.
    """

    id: bytes
    name: str
    campus: str
    distance_km: float | None
    size: str
    paired: bool
    far: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def state(self) -> tuple[str, Kind]:
        """What speaks for or against it, in a word and its colour."""
        if self.paired:
            return "已与对方结对", "danger"
        if self.far:
            return "较远，需写理由", "warning"
        return ("推荐", "success") if score(self.reasons) >= _GOOD else ("可以结对", "info")

    @property
    def why(self) -> str:
        """All that speaks for and against it, in a line."""
        return "；".join(reason.words for reason in self.reasons)

    @property
    def lines(self) -> str:
        """The same, a line for each, with a sign for or against."""
        return "\n".join(f"{_sign(reason)} {reason.words}" for reason in self.reasons)


def _sign(reason: Reason) -> str:
    return "＋" if reason.points > 0 else "－" if reason.points < 0 else "·"


def distance(km: float | None) -> str:
    """Return a distance in words."""
    return "未知" if km is None else f"{km:.1f} 公里"


def columns(name: str, size: str, *, weighed: bool) -> Sequence[Column[Partner]]:
    """Return the columns; `name` and `size` are the titles of the first and the fourth.

    `weighed`: each line says why it stands where it does.
    """
    why = Column[Partner](
        "why", "为什么", lambda one: one.why or _UNWEIGHED, 270, tooltip=lambda one: one.lines
    )
    return (
        Column[Partner](
            "name", name, lambda one: one.name, 190, tooltip=lambda one: f"{one.name}\n{one.campus}"
        ),
        Column[Partner](
            "state", "情况", lambda one: one.state[0], 112, kind=lambda one: one.state[1]
        ),
        *([why] if weighed else []),
        Column[Partner](
            "campus", "高校", lambda one: one.campus, 172, tooltip=lambda one: one.campus
        ),
        Column[Partner]("distance", "距离", lambda one: distance(one.distance_km), 96, "right"),
        Column[Partner]("size", size, lambda one: one.size, 64, "right"),
    )


def branches(
    workspace: Workspace, need_id: Callable[[], bytes | None], query: RowsQuery
) -> RowsPage[Partner]:
    """Return a page of branches as seen from the need."""
    found = suggest_branches(workspace, need_id(), query.text)
    shown = found[query.offset : query.offset + query.limit]
    return RowsPage([_branch(one) for one in shown], len(found))


def departments(workspace: Workspace, query: RowsQuery) -> RowsPage[Partner]:
    """Return a page of departments as seen from the township."""
    with workspace.store.read() as reader:
        rows = nearby.departments(reader, text=query.text)
        long_km = definitions(reader, workspace.today()).nearness.long_km
    shown = rows[query.offset : query.offset + query.limit]
    return RowsPage([_department(row, long_km) for row in shown], len(rows))


def _branch(one: Suggestion) -> Partner:
    row = one.branch
    return Partner(
        row.id,
        row.branch,
        " ".join(part for part in (row.university, row.department) if part),
        row.distance_km,
        f"{row.headcount} 人" if row.headcount else "",
        row.paired_here,
        one.far,
        one.reasons,
    )


def _department(row: NearbyDepartment, long_km: float) -> Partner:
    size = f"{row.branches} 个" if row.branches else ""
    far = row.distance_km is not None and row.distance_km > long_km
    return Partner(
        row.id, row.department, row.university, row.distance_km, size, row.paired_here, far
    )


Fetch = Callable[[RowsQuery], RowsPage[Partner]]


def department_fetch(workspace: Workspace) -> Fetch:
    """Return the function by which a model asks for departments."""
    return partial(departments, workspace)


def branch_fetch(workspace: Workspace, need_id: Callable[[], bytes | None]) -> Fetch:
    """Return the function by which a model asks for branches; the need may change."""
    return partial(branches, workspace, need_id)

"""Whom to propose: the branches or departments around, nearest first, as the dialog lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.indicators import semester_bounds
from desktop.domain.pairing import LONG_DISTANCE_KM
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.store.queries import nearby
from desktop.store.queries.nearby import NearbyBranch, NearbyDepartment
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Partner:
    """A branch or a department; `paired`: with the community, or the township, in question."""

    id: bytes
    name: str
    campus: str
    distance_km: float | None
    size: str
    paired: bool
    load: str

    @property
    def far(self) -> bool:
        """Whether the distance asks for a reason."""
        return self.distance_km is not None and self.distance_km > LONG_DISTANCE_KM

    @property
    def state(self) -> tuple[str, Kind]:
        """What speaks for or against it, in a word and its colour."""
        if self.paired:
            return "已与对方结对", "danger"
        if self.far:
            return "较远，需写理由", "warning"
        return (self.load, "info") if self.load else ("未结对", "success")


def distance(km: float | None) -> str:
    """Return a distance in words."""
    return "未知" if km is None else f"{km:.1f} 公里"


def columns(name: str, size: str) -> Sequence[Column[Partner]]:
    """Return the columns; `name` and `size` are the titles of the first and the fourth."""
    return (
        Column[Partner](
            "name", name, lambda one: one.name, 132, tooltip=lambda one: f"{one.name}\n{one.campus}"
        ),
        Column[Partner](
            "campus", "高校", lambda one: one.campus, 172, tooltip=lambda one: one.campus
        ),
        Column[Partner]("distance", "距离", lambda one: distance(one.distance_km), 96, "right"),
        Column[Partner]("size", size, lambda one: one.size, 64, "right"),
        Column[Partner](
            "state", "结对情况", lambda one: one.state[0], 128, kind=lambda one: one.state[1]
        ),
    )


def branches(
    workspace: Workspace, community_id: Callable[[], bytes | None], query: RowsQuery
) -> RowsPage[Partner]:
    """Return a page of branches as seen from the community."""
    with workspace.store.read() as reader:
        rows = nearby.branches(
            reader,
            community_id=community_id(),
            semester=semester_bounds(workspace.today()),
            offset=query.offset,
            limit=query.limit,
            text=query.text,
        )
        total = nearby.count_branches(reader, text=query.text)
    return RowsPage([_branch(row) for row in rows], total)


def departments(workspace: Workspace, query: RowsQuery) -> RowsPage[Partner]:
    """Return a page of departments as seen from the township."""
    with workspace.store.read() as reader:
        rows = nearby.departments(reader, text=query.text)
    shown = rows[query.offset : query.offset + query.limit]
    return RowsPage([_department(row) for row in shown], len(rows))


def _branch(row: NearbyBranch) -> Partner:
    load = [f"已结对 {row.pairings} 个"] if row.pairings else []
    load += [f"本学期 {row.activities} 次"] if row.activities else []
    return Partner(
        row.id,
        row.branch,
        " ".join(part for part in (row.university, row.department) if part),
        row.distance_km,
        f"{row.headcount} 人" if row.headcount else "",
        row.paired_here,
        "，".join(load),
    )


def _department(row: NearbyDepartment) -> Partner:
    size = f"{row.branches} 个" if row.branches else ""
    return Partner(
        row.id, row.department, row.university, row.distance_km, size, row.paired_here, ""
    )


Fetch = Callable[[RowsQuery], RowsPage[Partner]]


def department_fetch(workspace: Workspace) -> Fetch:
    """Return the function by which a model asks for departments."""
    return partial(departments, workspace)


def branch_fetch(workspace: Workspace, community_id: Callable[[], bytes | None]) -> Fetch:
    """Return the function by which a model asks for branches; the community may change."""
    return partial(branches, workspace, community_id)

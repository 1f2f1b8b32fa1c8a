"""推荐团支部 for a need: those nearby in the order of what speaks for them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.indicators import semester_bounds
from desktop.domain.suggestion import Candidate, Reason, Wanted, score, weigh
from desktop.store.queries import nearby
from desktop.store.queries.definitions import definitions
from desktop.store.queries.nearby import NearbyBranch
from desktop.store.tables import Need
from desktop.usecases.workspace import Workspace

NEAREST = 300
"""So many of the nearest are weighed; 就近就便 rules out the rest anyway."""


@dataclass(frozen=True)
class Suggestion:
    """A branch with what speaks for and against it; `far`: it takes a reason."""

    branch: NearbyBranch
    reasons: tuple[Reason, ...]
    far: bool


def suggest_branches(
    workspace: Workspace, need_id: bytes | None, text: str = ""
) -> list[Suggestion]:
    """Return the branches around, best first; without a need, nearest first and unweighed.

    Partners of the need's community already come last. Changes nothing; raises `MissingRowError`.
    """
    today = workspace.today()
    with workspace.store.read() as reader:
        rules = definitions(reader, today)
        need = None if need_id is None else reader.get(Need, need_id)
        themed = {} if need is None else nearby.themed(reader, need.theme)
        rows = nearby.branches(
            reader,
            community_id=None if need is None else need.community_id,
            semester=semester_bounds(today),
            limit=NEAREST,
            text=text,
        )
    long_km = rules.nearness.long_km
    found = []
    for row in rows:
        reasons: tuple[Reason, ...] = ()
        if need is not None:
            said = f"{need.title} {need.detail} {need.skills}"
            wanted = Wanted(need.theme.label, need.headcount, said)
            reasons = weigh(wanted, _candidate(row, themed), rules.band, rules.nearness)
        far = row.distance_km is not None and row.distance_km > long_km
        found.append(Suggestion(row, reasons, far))
    if need is not None:
        found.sort(key=lambda one: (one.branch.paired_here, -score(one.reasons)))
    return found


def _candidate(row: NearbyBranch, themed: dict[bytes, int]) -> Candidate:
    return Candidate(
        f"{row.branch} {row.department}",
        row.headcount,
        row.distance_km,
        row.pairings,
        row.activities,
        themed.get(row.id, 0),
    )

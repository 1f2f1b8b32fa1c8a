"""不增加学生负担, for a whole plan: what to think about, also among its own activities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.activity import LOAD_CEILING, load_warning
from desktop.domain.indicators import semester_bounds
from desktop.domain.schedule import Quiet
from desktop.foundation.clock import local_day
from desktop.store.queries import load
from desktop.store.store import Reader
from desktop.store.tables import Project
from desktop.usecases.activity.load_guard import Slot, branches_of, overlaps, quiet, quiet_days
from desktop.usecases.importing.importing import Fields
from desktop.workbooks.form import FormRow


@dataclass(frozen=True)
class _Taken:
    """An activity of the plan that was looked at."""

    row: int
    slot: Slot
    branches: frozenset[bytes]
    id: bytes | None


class PlanAdvice:
    """Looks at the activities of a plan one after the other."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._taken: list[_Taken] = []
        self._quiet: dict[frozenset[bytes], list[Quiet]] = {}

    def of(self, row: FormRow, fields: Fields, activity_id: bytes | None) -> Sequence[str]:
        """Return what to think about before an activity is planned so."""
        project = self._reader.get(Project, fields["project_id"])
        slot = Slot(
            project.id,
            fields["starts_at"],
            fields["ends_at"],
            fields.get("pairing_ids", ()),
            activity_id,
        )
        branches = branches_of(self._reader, project, slot.pairing_ids)
        if branches not in self._quiet:
            self._quiet[branches] = quiet_days(self._reader, branches)
        said = [
            *quiet(slot, self._quiet[branches]),
            *overlaps(self._reader, slot, branches),
            *self._overlaps(slot, branches),
            *self._counts(slot, branches),
        ]
        self._taken.append(_Taken(row.row, slot, branches, activity_id))
        return tuple(said)

    def _overlaps(self, slot: Slot, branches: frozenset[bytes]) -> list[str]:
        rows = [
            f"第 {one.row} 行"
            for one in self._taken
            if one.branches & branches
            and one.slot.starts_at < slot.ends_at
            and one.slot.ends_at > slot.starts_at
        ]
        return [f"与{'、'.join(rows)}时间重叠"] if rows else []

    def _counts(self, slot: Slot, branches: frozenset[bytes]) -> list[str]:
        """Return the branches that have too much to do, with what comes earlier in the plan.

        An activity that is here already counts where it is now.
        """
        semester = semester_bounds(local_day(slot.starts_at))
        here = load.activity_counts(self._reader, branches, semester, slot.besides)
        said = []
        for branch, (name, others) in here.items():
            earlier = sum(
                one.id is None
                and branch in one.branches
                and semester[0] <= one.slot.starts_at < semester[1]
                for one in self._taken
            )
            if (count := others + earlier + 1) > LOAD_CEILING:
                said.append(f"{name}{load_warning(count)}")
        return said

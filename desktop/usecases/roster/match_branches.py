"""Which branch a roster means by 团支部, 学校 and 院系."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from desktop.store.queries import students
from desktop.store.queries.students import BranchName
from desktop.store.store import Reader
from desktop.workbooks.form import FormRow

Named = tuple[str, str, str]
"""团支部, 学校, 院系 as a row gives them; the last two may be empty."""

_SHOWN = 3
_LIKENESS = 0.5
"""Half the characters: branch names are short, and one wrong is common."""


def named(row: FormRow) -> Named:
    """Return what a row says of its branch."""
    said = row.values
    return said["branch"], said.get("university", ""), said.get("department", "")


class BranchMatcher:
    """Finds the branches of the rows of one roster."""

    def __init__(self, reader: Reader, rows: Iterable[FormRow]) -> None:
        self._reader = reader
        self._by_name: dict[str, list[BranchName]] = defaultdict(list)
        for branch in students.branches_named(reader, {row.values["branch"] for row in rows}):
            self._by_name[branch.branch].append(branch)
        self._found: dict[Named, bytes | str] = {}

    def find(self, wanted: Named) -> bytes | str:
        """Return the branch's id, or words on why there is not just one."""
        if wanted not in self._found:
            self._found[wanted] = self._look(*wanted)
        return self._found[wanted]

    def _look(self, branch: str, university: str, department: str) -> bytes | str:
        fitting = [
            one
            for one in self._by_name.get(branch, [])
            if university in {"", one.university} and department in {"", one.department}
        ]
        if len(fitting) == 1:
            return fitting[0].id
        if fitting:
            return f"有 {len(fitting)} 个同名团支部，请填写学校和院系：{_listed(fitting)}"
        elsewhere = self._by_name.get(branch, [])
        if elsewhere:
            return f"学校或院系对不上，名录里有：{_listed(elsewhere)}"
        return self._unknown(branch, university)

    def _unknown(self, branch: str, university: str) -> str:
        of_university = (
            students.branches_of_university(self._reader, university) if university else []
        )
        known = {one.branch: one for one in of_university or students.branches_here(self._reader)}
        close = get_close_matches(branch, known, n=_SHOWN, cutoff=_LIKENESS)
        if close:
            return f"名录里没有这个团支部，是不是：{_listed(known[name] for name in close)}"
        return "名录里没有这个团支部，请核对名称，或等省里下发后再导入"


def _listed(branches: Iterable[BranchName]) -> str:
    names = [f"{one.university}{one.department}{one.branch}" for one in branches]
    more = "等" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more

"""What the page 结对 lists: pairings of both levels with what each side said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.domain.definitions import Succession
from desktop.domain.succession import end_words, graduation, is_near
from desktop.domain.terms import PairingLevel, PairingState, Side
from desktop.foundation.progress import Progress
from desktop.gui.dialogs.pairing_partners import distance
from desktop.gui.listing import chosen, long_list, rows_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.theme import Kind
from desktop.store.queries import pairings
from desktop.store.queries.definitions import definitions
from desktop.store.queries.pairings import ConsentRow, PairingRow
from desktop.store.store import Reader
from desktop.store.tables import Township
from desktop.usecases.pairing.known_pairings import known_pairings
from desktop.usecases.workspace import Workspace
from desktop.workbooks.contacts import CONTACTS
from desktop.workbooks.form import write_form

_KINDS: dict[PairingState, Kind] = {
    PairingState.PROPOSED: "warning",
    PairingState.ACTIVE: "success",
    PairingState.SUSPENDED: "info",
    PairingState.ENDED: "neutral",
    PairingState.DECLINED: "danger",
}


@dataclass(frozen=True)
class PairingLine:
    """A pairing and the words of its sides; `township` is this township's name.

    `today` and `rule` tell whether its branch is about to leave.
    """

    row: PairingRow
    consents: tuple[ConsentRow, ...]
    township: str
    today: date
    rule: Succession

    @property
    def id(self) -> bytes:
        """By which the list knows the pairing again."""
        return self.row.id

    @property
    def community(self) -> str:
        """The partner here: the community, or the township itself."""
        return self.row.community or self.township

    @property
    def campus(self) -> str:
        """The partner on campus: the branch, or the department."""
        return self.row.branch or self.row.department

    @property
    def kind(self) -> Kind:
        """The colour of the state."""
        return _KINDS[self.row.state]

    @property
    def missing(self) -> tuple[Side, ...]:
        """The sides that have not agreed."""
        in_force = pairings.words_in_force(self.consents)
        return tuple(side for side in Side if not (side in in_force and in_force[side].agreed))

    @property
    def refused(self) -> bool:
        """Whether a side does not agree, by way of the province."""
        words = pairings.words_in_force(self.consents).values()
        return any(not one.agreed for one in words)

    @property
    def refusal(self) -> str:
        """Why, as far as it was said."""
        words = pairings.words_in_force(self.consents).values()
        return "；".join(one.note for one in words if not one.agreed and one.note)

    @property
    def leaves(self) -> str:
        """When the branch graduates, in words; "" while that is not near."""
        last = graduation(self.row.grade, self.rule)
        if last is None or not is_near(last, self.today, self.rule):
            return ""
        return f"团支部（{self.row.grade}）{end_words(last, self.today).replace('到期', '毕业')}"

    @property
    def word(self) -> tuple[str, Kind]:
        """How far the consents are, in a word and its colour."""
        in_force = pairings.words_in_force(self.consents)
        declined = [one for one in in_force.values() if not one.agreed]
        if declined:
            return f"{declined[0].side.label}不同意", "danger"
        if not self.missing:
            return "双方已同意", "success"
        if len(self.missing) == len(Side):
            return "都未登记", "neutral"
        return f"等{self.missing[0].label}", "warning"


COLUMNS = (
    Column[PairingLine](
        "community", "社区/镇街", lambda line: line.community, 164, sort_key="community"
    ),
    Column[PairingLine](
        "campus",
        "团支部/院系",
        lambda line: line.campus,
        172,
        sort_key="branch",
        tooltip=lambda line: f"{line.row.university} {line.row.department} {line.row.branch}",
    ),
    Column[PairingLine](
        "state",
        "状态",
        lambda line: line.row.state_words,
        98,
        sort_key="state",
        kind=lambda line: line.kind,
    ),
    Column[PairingLine](
        "word", "双方确认", lambda line: line.word[0], 104, kind=lambda line: line.word[1]
    ),
    Column[PairingLine](
        "university", "高校", lambda line: line.row.university, 120, sort_key="university"
    ),
    Column[PairingLine](
        "distance",
        "距离",
        lambda line: distance(line.row.distance_km),
        96,
        "right",
        sort_key="distance_km",
    ),
    Column[PairingLine](
        "proposed",
        "提出日期",
        lambda line: str(line.row.proposed_on or ""),
        110,
        sort_key="proposed_on",
    ),
)


_FILTERS = {"level": PairingLevel, "state": PairingState}


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[PairingLine]:
    """Return a page of pairings."""
    today = workspace.today()

    def lines(reader: Reader, rows: Sequence[PairingRow]) -> Sequence[PairingLine]:
        names = [one.name for one in reader.find(Township)]
        township = names[0] if names else "本镇街"
        rule = definitions(reader, today).succession
        said = pairings.consents(reader, [row.id for row in rows])
        return [PairingLine(row, said[row.id], township, today, rule) for row in rows]

    listed = long_list(pairings.PAIRINGS, query, chosen(query, _FILTERS))
    return listed.told(lines).page(workspace.store, query)


def export(workspace: Workspace, query: RowsQuery, path: Path, progress: Progress) -> int:
    """Write whom to call for the pairings that `query` lists, so that it can be imported again."""
    progress.step(0, 0, "读取结对")
    with workspace.store.read() as reader:
        rows = rows_of(pairings.page, reader, query, chosen(query, _FILTERS))
        known = known_pairings(reader)
    write_form(
        path,
        CONTACTS,
        (
            (
                row.id,
                dict(zip(("community", "campus"), known.both_sides([row]), strict=True))
                | {"campus_contact": row.campus_contact, "campus_phone": row.campus_phone},
            )
            for row in rows
        ),
    )
    return len(rows)

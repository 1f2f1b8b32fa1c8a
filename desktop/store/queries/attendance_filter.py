"""Which attendances a list wants, as a condition that a million rows can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select

from desktop.domain.terms import Presence
from desktop.store import search_index
from desktop.store.queries.exceptions import odd_hours
from desktop.store.queries.listing import contains, unindexed
from desktop.store.queries.tables import (
    ACTIVITY,
    ATTENDANCE,
    BRANCH,
    STUDENT,
    UNIVERSITY,
    live,
    with_branch,
)
from desktop.store.store import Reader

_FEW = 2_000
"""So many students or activities are looked up one by one; of more, every row is looked at."""

OF_STUDENT = with_branch(STUDENT)


@dataclass(frozen=True)
class Wanted:
    """Which attendances, and in which order; `odd`: only those whose hours are worth a look.

    Activities from `since` to before `until`; `of` is a student or an activity. Each word of `text`
    stands in what is said of the student or of the activity. Without `sort` the newest activity
    comes first.
    """

    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    of: bytes | None = None
    presence: Presence | None = None
    odd: bool = False
    sort: str | None = None
    descending: bool = False


def in_time(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions that an activity lies in the wanted time."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(ACTIVITY.c.starts_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(ACTIVITY.c.starts_at < wanted.until)
    return conditions


def condition_of(
    reader: Reader, wanted: Wanted, *, as_they_lie: bool = False
) -> ColumnElement[bool]:
    """Return the condition that an attendance is wanted; needs no other table beside it.

    `as_they_lie`: the rows are read through. Otherwise SQLite may follow an index of those that
    are not deleted, whose order leads all over the file: ten times as long for a million.
    """
    conditions = [unindexed(ATTENDANCE.c.deleted) == false() if as_they_lie else live(ATTENDANCE)]
    if times := in_time(wanted):
        held = select(ACTIVITY.c.id).where(*times)
        conditions.append(ATTENDANCE.c.activity_id.in_(held))
    if wanted.of is not None:
        links = (ATTENDANCE.c.student_id, ATTENDANCE.c.activity_id)
        conditions.append(or_(*(link == wanted.of for link in links)))
    if wanted.presence is not None:
        conditions.append(ATTENDANCE.c.presence == wanted.presence)
    if wanted.odd:
        planned = (
            select(ACTIVITY.c.ends_at - ACTIVITY.c.starts_at)
            .where(ACTIVITY.c.id == ATTENDANCE.c.activity_id)
            .scalar_subquery()
        )
        conditions.append(or_(*odd_hours(planned).values()))
    return and_(*conditions, *(_said(reader, word) for word in wanted.text.split()))


def _said(reader: Reader, word: str) -> ColumnElement[bool]:
    """Return the condition that the student or the activity has a word, perhaps in pinyin."""
    if word.isascii() and word.isalpha():
        typed = [search_index.rows_typed(reader.connection, kind, word) for kind in _TYPED]
        queries = dict(zip(_TYPED.values(), typed, strict=True))
    else:
        queries = {
            ATTENDANCE.c.student_id: select(STUDENT.c.id)
            .select_from(OF_STUDENT)
            .where(or_(*(contains(column, word) for column in _SEARCHED_OF_STUDENT))),
            ATTENDANCE.c.activity_id: select(ACTIVITY.c.id).where(
                or_(contains(ACTIVITY.c.title, word), contains(ACTIVITY.c.number, word))
            ),
        }
    found = {
        link: list(reader.session.execute(query.limit(_FEW + 1)).scalars())
        for link, query in queries.items()
    }
    if any(len(ids) > _FEW for ids in found.values()):
        return or_(*(unindexed(link).in_(query) for link, query in queries.items()))
    return or_(false(), *(link.in_(ids) for link, ids in found.items() if ids))


_TYPED = {"student": ATTENDANCE.c.student_id, "activity": ATTENDANCE.c.activity_id}
_SEARCHED_OF_STUDENT = (
    STUDENT.c.name,
    STUDENT.c.student_number,
    BRANCH.c.name,
    UNIVERSITY.c.name,
)

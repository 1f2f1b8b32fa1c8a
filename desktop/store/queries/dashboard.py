"""工作台: what must be done today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from desktop.domain.definitions import Definitions
from desktop.domain.indicators import HAND_UP_DAYS, RECEIPT_DAYS
from desktop.domain.terms import (
    ActivityState,
    CertificateState,
    HandUpState,
    Presence,
    Side,
)
from desktop.domain.todo import TodoKind
from desktop.foundation.clock import local_day
from desktop.store.batches import batches
from desktop.store.queries import appointments, needs, pairings
from desktop.store.queries.attendances import pages_missing
from desktop.store.queries.definitions import definitions
from desktop.store.queries.figures import band_rows
from desktop.store.queries.tables import (
    ACTIVITY,
    ATTENDANCE,
    CERTIFICATE,
    CONSENT,
    HAND_UP,
    INCIDENT,
    SHEET_PAGE,
    live,
)
from desktop.store.store import Reader

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Todo:
    """Something that waits; `text` is the whole sentence, `count` with it.

    `ids` are the rows on the page of `kind` that wait, none where no rows do.
    """

    kind: TodoKind
    text: str
    count: int
    ids: tuple[bytes, ...] = ()


def todos(reader: Reader, now: datetime) -> list[Todo]:
    """Return what waits at an instant, most pressing first; nothing that does not wait."""
    today = local_day(now)
    rules = definitions(reader, today)
    proposed, ready = pairings.waiting(reader)
    lists: list[tuple[TodoKind, str, Sequence[bytes]]] = [
        (TodoKind.READY, "个结对双方都已同意，等待生效", ready),
        (TodoKind.PROPOSALS, "个结对待双方确认", proposed),
        (TodoKind.OBJECTED, "个结对高校方经团省委答复不同意", pairings.objected(reader)),
        (TodoKind.INCIDENTS, "个活动有突发情况还在跟进", unsettled(reader)),
        (TodoKind.UNPRINTED, "个 7 天内的活动还没打印签到表", unprinted(reader, now)),
        (TodoKind.UNENTERED, "个活动的签到表已打印、还没录入完", unentered(reader, now)),
        (TodoKind.UNCLOSED, "个活动的时间已过，还没有结束或取消", unclosed(reader, now)),
        (TodoKind.UNSIGNED, "个活动的总结待双方确认", unsigned(reader)),
        (TodoKind.UNCERTIFIED, "个活动还有证书没颁发", uncertified(reader)),
        *_loads(reader, today, rules),
        (
            TodoKind.EXPIRING,
            f"个需求已过期或 {needs.EXPIRES_WITHIN.days} 天内到期",
            needs.expiring(reader, today),
        ),
        (
            TodoKind.TERMS,
            "个聘任到期或快到期，还没有接任的人",
            appointments.ending(reader, today, rules.succession),
        ),
        (
            TodoKind.GRADUATING,
            "个结对的团支部毕业或快毕业，还没有接续的团支部",
            pairings.graduating(reader, today, rules.succession),
        ),
    ]
    waiting = [
        Todo(kind, f"{len(ids)} {text}", len(ids), tuple(ids)) for kind, text, ids in lists if ids
    ]
    checks: tuple[Callable[[Reader, datetime], Todo | None], ...] = (overdue, _receipts)
    return waiting + [todo for check in checks if (todo := check(reader, now)) is not None]


def _loads(
    reader: Reader, today: date, rules: Definitions
) -> list[tuple[TodoKind, str, Sequence[bytes]]]:
    rows = band_rows(reader, today, rules)
    below = [row.id for row in rows if row.load == "below"]
    above = [row.id for row in rows if row.load == "above"]
    return [
        (TodoKind.BELOW, f"个团支部本学期不足 {rules.band.floor} 次", below),
        (TodoKind.ABOVE, f"个团支部本学期超过 {rules.band.ceiling} 次", above),
    ]


def unprinted(reader: Reader, now: datetime) -> list[bytes]:
    """Return the activities of the next 7 days without a sheet."""
    printed = select(SHEET_PAGE.c.activity_id).where(
        live(SHEET_PAGE), SHEET_PAGE.c.activity_id == ACTIVITY.c.id
    )
    return _ids(
        reader,
        ACTIVITY.c.id,
        live(ACTIVITY),
        ACTIVITY.c.state.in_([ActivityState.PLANNED, ActivityState.ONGOING]),
        ACTIVITY.c.starts_at >= now,
        ACTIVITY.c.starts_at < now + SOON,
        ~printed.exists(),
    )


def unentered(reader: Reader, now: datetime) -> list[bytes]:
    """Return the activities past their end with a printed page of which nothing was entered."""
    missing = list(dict.fromkeys(page.activity_id for page in pages_missing(reader)))
    over = {
        one
        for some in batches(missing)
        for one in _ids(
            reader,
            ACTIVITY.c.id,
            live(ACTIVITY),
            ACTIVITY.c.id.in_(some),
            ACTIVITY.c.state != ActivityState.CANCELLED,
            ACTIVITY.c.ends_at <= now,
        )
    }
    return [one for one in missing if one in over]


def unclosed(reader: Reader, now: datetime) -> list[bytes]:
    """Return the activities past their end that nobody has said the end of."""
    return _ids(
        reader,
        ACTIVITY.c.id,
        live(ACTIVITY),
        ACTIVITY.c.state.in_([ActivityState.PLANNED, ActivityState.ONGOING]),
        ACTIVITY.c.ends_at <= now,
    )


def unsettled(reader: Reader) -> list[bytes]:
    """Return the activities of which an incident is still followed up."""
    going_on = select(INCIDENT.c.id).where(
        live(INCIDENT), INCIDENT.c.activity_id == ACTIVITY.c.id, ~INCIDENT.c.settled
    )
    return _ids(reader, ACTIVITY.c.id, live(ACTIVITY), going_on.exists())


def unsigned(reader: Reader) -> list[bytes]:
    """Return the closed activities whose summary waits for the word of a side."""
    said = (
        select(func.count(CONSENT.c.side.distinct()))
        .where(live(CONSENT), CONSENT.c.activity_id == ACTIVITY.c.id, CONSENT.c.agreed)
        .scalar_subquery()
    )
    return _ids(
        reader,
        ACTIVITY.c.id,
        live(ACTIVITY),
        ACTIVITY.c.state == ActivityState.CLOSED,
        ACTIVITY.c.summary != "",
        said < len(Side),
    )


def uncertified(reader: Reader) -> list[bytes]:
    """Return the activities that are over and where somebody earned a certificate and has none."""
    valid = select(CERTIFICATE.c.id).where(
        live(CERTIFICATE),
        CERTIFICATE.c.activity_id == ATTENDANCE.c.activity_id,
        CERTIFICATE.c.student_id == ATTENDANCE.c.student_id,
        CERTIFICATE.c.state == CertificateState.ISSUED,
    )
    earned = select(ATTENDANCE.c.id).where(
        live(ATTENDANCE),
        ATTENDANCE.c.activity_id == ACTIVITY.c.id,
        ATTENDANCE.c.presence == Presence.PRESENT,
        ATTENDANCE.c.minutes > 0,
        ~valid.exists(),
    )
    return _ids(
        reader,
        ACTIVITY.c.id,
        live(ACTIVITY),
        ACTIVITY.c.state == ActivityState.CLOSED,
        earned.exists(),
    )


def _ids(
    reader: Reader, column: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> list[bytes]:
    query = select(column).where(and_(*conditions)).order_by(column.table.c.seq)
    return list(reader.session.execute(query).scalars())


def overdue(reader: Reader, now: datetime) -> Todo | None:
    """Return that changes wait and were not handed up for too long; None when all is well."""
    replica = reader.replica
    waiting = replica.lsn - replica.acknowledged
    last = reader.session.execute(
        select(HAND_UP.c.made_at).order_by(HAND_UP.c.made_at.desc()).limit(1)
    ).scalar()
    if waiting <= 0 or (last is not None and now - last < timedelta(days=HAND_UP_DAYS)):
        return None
    since = "还没有上报过" if last is None else f"距上次上报已 {(now - last).days} 天"
    return Todo(TodoKind.OVERDUE, f"有改动待上报，{since}", waiting)


def late_receipts(reader: Reader, now: datetime) -> int:
    """Return how many hand-ups have waited too long for their receipt."""
    late = select(HAND_UP.c.number).where(
        HAND_UP.c.state != HandUpState.RECEIVED,
        HAND_UP.c.upto > reader.replica.acknowledged,  # a later receipt covers earlier bundles
        HAND_UP.c.made_at <= now - timedelta(days=RECEIPT_DAYS),
    )
    return len(reader.session.execute(late).all())


def _receipts(reader: Reader, now: datetime) -> Todo | None:
    count = late_receipts(reader, now)
    if not count:
        return None
    return Todo(TodoKind.RECEIPTS, f"{count} 次上报超过 {RECEIPT_DAYS} 天没有回执", count)

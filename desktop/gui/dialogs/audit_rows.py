"""What the audit log lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop.domain.audit import Act, read_touched
from desktop.domain.labels import RECORDS
from desktop.foundation.clock import BEIJING
from desktop.gui.listing import page_of
from desktop.gui.rows_model import Column, RowsPage, RowsQuery
from desktop.gui.widgets.list_detail import Filter
from desktop.store.queries import audit
from desktop.store.queries.audit import AuditRow
from desktop.usecases.audit.entry_words import about_words, act_words, when_words
from desktop.usecases.workspace import Workspace

COLUMNS = (
    Column[AuditRow]("number", "序号", lambda row: str(row.id), 64, "right", sort_key="number"),
    Column[AuditRow]("when", "时间", lambda row: when_words(row)[:-3], 142, sort_key="number"),
    Column[AuditRow]("actor", "经办人", lambda row: row.actor, 84, sort_key="actor"),
    Column[AuditRow]("act", "做了什么", lambda row: act_words(row.act), 96, sort_key="act"),
    Column[AuditRow]("about", "内容", about_words, 300, tooltip=about_words),
    Column[AuditRow]("purpose", "用途", lambda row: row.purpose, 160),
)

PAGES = {
    "activity": "activities",
    "certificate": "certificates",
    "need": "needs",
    "pairing": "pairings",
    "student": "roster",
}
"""Where records of a table are listed."""

_SINCE = (
    ("", "全部时间"),
    ("1", "今天"),
    ("7", "最近 7 天"),
    ("30", "最近 30 天"),
    ("365", "一年"),
)


def filters(actors: list[str]) -> tuple[Filter, ...]:
    """Return the choices above the list."""
    return (
        Filter("since", "时间", _SINCE),
        Filter("actor", "经办人", [("", "全部经办人"), *((one, one) for one in actors if one)]),
        Filter("act", "做了什么", [("", "做了什么"), *((one.value, one.label) for one in Act)]),
        Filter("table", "记录", [("", "全部记录"), *RECORDS.items()]),
    )


def only(workspace: Workspace, query: RowsQuery) -> dict[str, object]:
    """Return the filters in force, as the log is asked."""
    chosen: dict[str, object] = {name: text for name, text in query.choices.items() if text}
    if days := chosen.pop("since", None):
        chosen["since"] = _midnight(workspace.now(), int(str(days)) - 1)
    return chosen


def fetch(workspace: Workspace, query: RowsQuery) -> RowsPage[AuditRow]:
    """Return a page of the log."""
    with workspace.store.read() as reader:
        return page_of(audit.page, audit.count, reader, query, only(workspace, query))


def records(row: AuditRow) -> list[tuple[str, tuple[bytes, ...]]]:
    """Return the pages that list what an entry touched, with the ids."""
    return [
        (one.table, tuple(bytes.fromhex(each) for each in one.ids))
        for one in read_touched(row.touched)
        if one.table in PAGES and one.ids
    ]


def _midnight(now: datetime, days: int) -> int:
    """Return when the day so many days ago began in Beijing, in seconds since 1970."""
    local = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((local - timedelta(days=days)).timestamp())

"""What has been kept for its term: by kind, which record, and since when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from desktop.domain.retention import ERASED, DataKind
from desktop.foundation.clock import BEIJING, local_day
from desktop.store.store import Reader
from desktop.store.tables.personal import PERSONAL


@dataclass(frozen=True)
class DueRow:
    """A record whose personal data are due, what it is called, and the day that counts."""

    kind: DataKind
    table: str
    id: bytes
    title: str
    since: date


def _contacts(table: str, since: str, others: str = "", when: str = "") -> str:
    """Return the query for people named in a table, and the moment that counts for them."""
    held = PERSONAL[table]
    return (
        f"SELECT '{table}', {table}.id, {held.title(table)}, {since} AS since "
        f"FROM {table} {others} WHERE {table}.township = :township AND {table}.deleted = 0 "
        f"AND {held.there(table)} {when}"
    )


_STUDENTS = """
    SELECT 'student', s.id, s.name, max(s.edited_at, coalesce((
        SELECT max(a.ends_at) FROM attendance AS t JOIN activity AS a ON a.id = t.activity_id
        WHERE t.student_id = s.id AND t.deleted = 0), 0)) AS since
    FROM student AS s WHERE s.township = :township AND s.deleted = 0 AND s.name <> :erased
      AND s.edited_at < :moment"""
"""Whoever was written lately is left out before their activities are looked up."""

_CERTIFICATES = """
    SELECT 'certificate', id, serial, unixepoch(issued_on) AS since FROM certificate
    WHERE township = :township AND deleted = 0 AND name <> :erased AND issued_on IS NOT NULL"""
_PAIRING_OVER = "AND pairing.state IN ('ended', 'declined')"
_PROJECT_OVER = """nullif(max(coalesce(unixepoch(project.ends_on), 0), coalesce((
    SELECT max(a.ends_at) FROM activity AS a
    WHERE a.project_id = project.id AND a.deleted = 0), 0)), 0)"""
_CONTACTS = " UNION ALL ".join(
    (
        _contacts("pairing", "unixepoch(pairing.active_until)", when=_PAIRING_OVER),
        _contacts("activity", "activity.ends_at"),
        _contacts(
            "activity_staff",
            "activity.ends_at",
            "JOIN activity ON activity.id = activity_staff.activity_id",
        ),
        _contacts("appointment", "unixepoch(appointment.ends_on)"),
        _contacts(
            "consent",
            "unixepoch(pairing.active_until)",
            "JOIN pairing ON pairing.id = consent.pairing_id",
            _PAIRING_OVER,
        ),
        _contacts("consent", _PROJECT_OVER, "JOIN project ON project.id = consent.project_id"),
        _contacts(
            "consent", "activity.ends_at", "JOIN activity ON activity.id = consent.activity_id"
        ),
        _contacts("project", _PROJECT_OVER),
        _contacts("survey", "unixepoch(survey.surveyed_on)"),
    )
)
"""Whom to ask for at a base counts as long as the base is listed: see `_DELETED`."""

_DELETED = " UNION ALL ".join(
    f"SELECT '{table}', id, {held.title(table)}, edited_at AS since FROM {table} "
    f"WHERE township = :township AND deleted = 1 AND {held.there(table)}"
    for table, held in PERSONAL.items()
)
_INSURED = """
    SELECT 'insured_person', hex(i.activity_id) || hex(i.student_id), coalesce(s.name, ''),
      unixepoch(i.expires_on) AS since
    FROM insured_person AS i LEFT JOIN student AS s ON s.id = i.student_id
    WHERE i.expires_on IS NOT NULL"""

_QUERIES: dict[DataKind, str] = {
    DataKind.STUDENT: _STUDENTS,
    DataKind.CERTIFICATE: _CERTIFICATES,
    DataKind.CONTACT: _CONTACTS,
    DataKind.DELETED: _DELETED,
    DataKind.INSURED: _INSURED,
}
"""Table, id, title and the moment that counts, in seconds since 1970, of all that is kept."""


def due(reader: Reader, kind: DataKind, before: date) -> list[DueRow]:
    """Return the records of a kind that count from before a day, the oldest first."""
    return [
        DueRow(kind, table, _key(row_id), title, local_day(datetime.fromtimestamp(since, UTC)))
        for table, row_id, title, since in _ask(reader, kind, before, "*", "ORDER BY since")
    ]


def count_due(reader: Reader, kind: DataKind, before: date) -> int:
    """Return how many records `due` returns."""
    ((count,),) = _ask(reader, kind, before, "count(*)")
    return int(count)


def _ask(
    reader: Reader, kind: DataKind, before: date, what: str, order: str = ""
) -> list[tuple[Any, ...]]:
    moment = int(datetime.combine(before, time(), BEIJING).timestamp())
    values = {"township": reader.replica.township, "erased": ERASED, "moment": moment}
    query = (
        f"SELECT {what} FROM ({_QUERIES[kind]}) WHERE since IS NOT NULL AND since < :moment {order}"
    )
    return [tuple(row) for row in reader.connection.exec_driver_sql(query, values)]


def _key(found: bytes | str) -> bytes:
    """Return an id; one that is made of two comes in hex."""
    return bytes.fromhex(found) if isinstance(found, str) else found

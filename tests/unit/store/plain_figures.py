"""The figures of 工作台 in plain SQL, beside the tables of a database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from desktop.domain.indicators import semester_bounds
from desktop.foundation.clock import local_day

PLAIN = Path(__file__).with_suffix(".sql")


def plain(connection: Connection, now: datetime) -> Connection:
    """Make the views of the SQL file as of an instant, and return the connection."""
    today = local_day(now)
    since, until = (int(one.timestamp()) for one in semester_bounds(today))
    connection.exec_driver_sql(
        "CREATE TEMP TABLE now AS SELECT ? AS instant, ? AS day, ? AS since, ? AS until",
        (int(now.timestamp()), today.isoformat(), since, until),
    )
    for statement in PLAIN.read_text(encoding="utf-8").split(";"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    return connection

"""What insurers need of students: kept for one activity alone, here alone, and then removed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, select

from desktop.store.queries.tables import INSURED_PERSON
from desktop.store.store import Reader, Store, Writer


def due(reader: Reader, today: date) -> int:
    """Return how many rows are past their day."""
    query = select(func.count()).where(INSURED_PERSON.c.expires_on < today)
    return int(reader.session.execute(query).scalar_one())


def purge(store: Store, today: date) -> int:
    """Remove the rows whose day is past, overwriting where they lay; returns how many."""
    with store.read() as reader:
        if not due(reader, today):
            return 0
    with store.write() as writer:
        _overwriting(writer)
        gone = writer.session.execute(
            delete(INSURED_PERSON).where(INSURED_PERSON.c.expires_on < today)
        )
        return int(gone.rowcount)  # type: ignore[attr-defined]  # of a DELETE


def forget(
    writer: Writer, activity_id: bytes, student_ids: Collection[bytes] | None = None
) -> None:
    """Remove the rows of an activity, of these students or (None) of all."""
    _overwriting(writer)
    statement = delete(INSURED_PERSON).where(INSURED_PERSON.c.activity_id == activity_id)
    if student_ids is not None:
        statement = statement.where(INSURED_PERSON.c.student_id.in_(list(student_ids)))
    writer.session.execute(statement)


def _overwriting(writer: Writer) -> None:
    """Let what is deleted in this connection be overwritten with zeros before encryption."""
    if writer.connection.dialect.name == "sqlite":
        writer.connection.exec_driver_sql("PRAGMA secure_delete = ON")

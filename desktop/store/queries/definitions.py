"""The definitions of figures in force on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from desktop.domain.definitions import Definitions, settled
from desktop.store.queries.tables import INDICATOR_DEFINITION, live
from desktop.store.store import Reader


def definitions(reader: Reader, day: date) -> Definitions:
    """Return the plan's definitions, changed by what the province settled up to a day."""
    columns = INDICATOR_DEFINITION.c
    query = (
        select(columns.key, columns.version, columns.starts_on, columns.parameters)
        .where(
            live(INDICATOR_DEFINITION),
            or_(columns.starts_on.is_(None), columns.starts_on <= day),
        )
        .order_by(columns.key, columns.version)
    )
    return settled(Definitions(), [tuple(row) for row in reader.session.execute(query)])

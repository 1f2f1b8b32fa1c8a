"""Legal erasure: what is personal in a row is blanked; the row, its id and what hangs on it stay.

A blanked row is an ordinary edit, which travels; so do the conflict records about it, which quote
what was lost. What other versions of the program keep beside the row goes as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from desktop.domain.retention import ERASED
from desktop.store.batches import batches
from desktop.store.tables.personal import HANGING, PERSONAL

if TYPE_CHECKING:
    from sqlalchemy import Connection


def blank(connection: Connection, table: str, ids: Sequence[bytes]) -> None:
    """Blank what is personal in these rows of a table, and what is said of them elsewhere."""
    held = PERSONAL[table]
    emptied = "".join(f", {name} = ''" for name in held.others)
    for some in batches(ids):
        marks = ", ".join("?" * len(some))
        connection.exec_driver_sql(
            f"UPDATE {table} SET {held.name} = ?{emptied}, {_NOTHING_KEPT} WHERE id IN ({marks})",
            (ERASED, *some),
        )
        _forget_conflicts(connection, table, some)
        for one in HANGING.get(table, ()):
            linked = " OR ".join(f"{link} IN ({marks})" for link in one.links)
            found = connection.exec_driver_sql(
                f"SELECT id FROM {one.table} WHERE {one.column} <> '' AND ({linked})",
                tuple(some) * len(one.links),
            )
            hanging = [bytes(row_id) for (row_id,) in found]
            gone = ", deleted = 1" if one.gone else ""
            for these in batches(hanging):
                connection.exec_driver_sql(
                    f"UPDATE {one.table} SET {one.column} = ''{gone}, {_NOTHING_KEPT} "
                    f"WHERE id IN ({', '.join('?' * len(these))})",
                    tuple(these),
                )
                _forget_conflicts(connection, one.table, these)


_NOTHING_KEPT = "base_values = NULL, unknown = NULL"


def _forget_conflicts(connection: Connection, table: str, ids: Sequence[bytes]) -> None:
    connection.exec_driver_sql(
        "UPDATE conflict SET kept = '{}', other = '{}', settled = 1, base_values = NULL "
        f"WHERE table_name = ? AND row_id IN ({', '.join('?' * len(ids))})",
        (table, *ids),
    )


def written_into(connection: Connection) -> dict[str, list[bytes]]:
    """Return by table the blanked rows into which a colleague wrote who did not know yet."""
    township = connection.exec_driver_sql("SELECT township FROM replica").scalar_one()
    found: dict[str, list[bytes]] = {}
    for table, held in PERSONAL.items():
        written = [f"{name} <> ''" for name in held.others]
        quoted = (
            f"EXISTS (SELECT 1 FROM conflict AS c WHERE c.table_name = '{table}' "
            f"AND c.row_id = {table}.id AND NOT (c.kept = '{{}}' AND c.other = '{{}}'))"
        )
        said = [
            f"EXISTS (SELECT 1 FROM {one.table} AS h WHERE h.{one.column} <> '' "
            f"AND {table}.id IN ({', '.join(f'h.{link}' for link in one.links)}))"
            for one in HANGING.get(table, ())
        ]
        ids = connection.exec_driver_sql(
            f"SELECT id FROM {table} WHERE township = ? AND {held.name} = ? "
            f"AND ({' OR '.join([*written, quoted, *said])})",
            (township, ERASED),
        )
        if rows := [bytes(row_id) for (row_id,) in ids]:
            found[table] = rows
    return found


def forget_papers(connection: Connection) -> None:
    """Drop the pictures of papers that went with the person who signed them."""
    connection.exec_driver_sql(
        "DELETE FROM attachment_content WHERE EXISTS (SELECT 1 FROM attachment AS a "
        "WHERE a.township = attachment_content.township AND a.sha256 = attachment_content.sha256 "
        "AND a.consent_id IS NOT NULL AND a.file_name = '') "
        "AND NOT EXISTS (SELECT 1 FROM attachment AS a "
        "WHERE a.township = attachment_content.township AND a.sha256 = attachment_content.sha256 "
        "AND a.deleted = 0)"
    )


def blank_again(connection: Connection) -> None:
    """Blank the rows that `written_into` finds."""
    for table, ids in written_into(connection).items():
        blank(connection, table, ids)


def erased(connection: Connection) -> int:
    """Return how many rows are blanked."""
    return sum(
        int(
            connection.exec_driver_sql(
                f"SELECT count(*) FROM {table} WHERE {held.name} = ?", (ERASED,)
            ).scalar_one()
        )
        for table, held in PERSONAL.items()
    )


def forget_insured(connection: Connection, keys: Iterable[bytes]) -> None:
    """Remove 身份证号 and emergency contacts; a key is the activity's id and the student's."""
    for key in keys:
        half = len(key) // 2
        connection.exec_driver_sql(
            "DELETE FROM insured_person WHERE activity_id = ? AND student_id = ?",
            (key[:half], key[half:]),
        )

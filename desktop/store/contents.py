"""The bytes of attachments: what is here, what still has to go, what may be forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from desktop.store.batches import batches

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Waiting(NamedTuple):
    """Bytes that the other end has not acknowledged."""

    sha256: bytes
    size: int


def waiting(connection: Connection, township: int) -> list[Waiting]:
    """Return the bytes of live attachments that the province does not have, oldest first."""
    cursor = connection.exec_driver_sql(
        "SELECT c.sha256, c.size FROM attachment_content AS c JOIN attachment AS a "
        "ON a.sha256 = c.sha256 AND a.township = c.township "
        "WHERE c.township = ? AND c.delivered = 0 AND a.deleted = 0 "
        "GROUP BY c.sha256, c.size ORDER BY MIN(a.seq)",
        (township,),
    )
    return [Waiting(*row) for row in cursor]


def read(connection: Connection, township: int, sha256: bytes) -> bytes | None:
    """Return the bytes with this SHA-256, None when they are not here."""
    found: bytes | None = connection.exec_driver_sql(
        "SELECT content FROM attachment_content WHERE township = ? AND sha256 = ?",
        (township, sha256),
    ).scalar()
    return found


def size(connection: Connection, township: int, sha256: Collection[bytes]) -> int:
    """Return how many bytes these are together."""
    wanted = set(sha256)
    cursor = connection.exec_driver_sql(
        "SELECT sha256, size FROM attachment_content WHERE township = ?", (township,)
    )
    return sum(one for name, one in cursor if name in wanted)


def put(connection: Connection, township: int, sha256: bytes, content: bytes) -> bool:
    """Keep bytes; tells whether they were new."""
    added = connection.exec_driver_sql(
        "INSERT INTO attachment_content (township, sha256, size, content, delivered) "
        "VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
        (township, sha256, len(content), content),
    )
    return bool(added.rowcount)


def hashes(connection: Connection, township: int) -> list[bytes]:
    """Return the SHA-256 of all bytes of a township that are here, in order."""
    cursor = connection.exec_driver_sql(
        "SELECT sha256 FROM attachment_content WHERE township = ? ORDER BY sha256", (township,)
    )
    return [sha256 for (sha256,) in cursor]


def has_row(connection: Connection, township: int, sha256: bytes) -> bool:
    """Tell whether an attachment with these bytes is known."""
    return bool(
        connection.exec_driver_sql(
            "SELECT EXISTS (SELECT 1 FROM attachment WHERE township = ? AND sha256 = ?)",
            (township, sha256),
        ).scalar_one()
    )


def held_size(connection: Connection, township: int) -> int:
    """Return how many bytes are here whose row has not arrived."""
    total: int = connection.exec_driver_sql(
        "SELECT COALESCE(SUM(c.size), 0) FROM attachment_content AS c WHERE c.township = ? "
        "AND NOT EXISTS (SELECT 1 FROM attachment AS a "
        "WHERE a.township = c.township AND a.sha256 = c.sha256)",
        (township,),
    ).scalar_one()
    return total


def mark_delivered(connection: Connection, township: int, there: Collection[bytes]) -> None:
    """Note that the other end has just these bytes, and none of the others."""
    connection.exec_driver_sql(
        "UPDATE attachment_content SET delivered = 0 WHERE township = ?", (township,)
    )
    for part in batches(list(there)):
        connection.exec_driver_sql(
            "UPDATE attachment_content SET delivered = 1 "
            f"WHERE township = ? AND sha256 IN ({', '.join('?' * len(part))})",
            (township, *part),
        )


def forget_deleted(connection: Connection, township: int, upto: int) -> int:
    """Drop bytes whose every attachment was deleted up to sequence number `upto`."""
    return connection.exec_driver_sql(
        "DELETE FROM attachment_content WHERE township = ? AND sha256 IN ("
        "SELECT sha256 FROM attachment WHERE township = ? GROUP BY sha256 "
        "HAVING MIN(deleted) = 1 AND MAX(seq) <= ?)",
        (township, township, upto),
    ).rowcount

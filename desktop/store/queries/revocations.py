"""Which certificates no longer count: as townships say, and as the province tells everybody."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, literal_column, select

from desktop.foundation.ids import reference_id
from desktop.store.queries.tables import CERTIFICATE, CERTIFICATE_REVOCATION, live
from desktop.store.store import Reader, Writer
from desktop.store.tables import CertificateRevocation

# Written out and not bound: only so does the database look the few up in their own index.
_REVOKED = and_(
    literal_column("certificate.state = 'revoked'"),
    live(CERTIFICATE),
    CERTIFICATE.c.serial.startswith(func.concat(CERTIFICATE.c.township, "-")),
)
"""A township revokes its own serials alone, whatever its rows say."""


def revoked_serials(reader: Reader) -> list[str]:
    """Return the serials that no longer count as far as this database knows, in order."""
    told = select(CERTIFICATE_REVOCATION.c.serial).where(live(CERTIFICATE_REVOCATION))
    own = select(CERTIFICATE.c.serial).where(_REVOKED)
    return sorted(reader.session.execute(told.union(own)).scalars())


def unannounced(reader: Reader) -> tuple[list[str], list[bytes]]:
    """Return, at the province, what its rows to every township are to say, and which say too much.

    The serials that townships revoked since, and the ids of rows that no township stands by.
    """
    told, serial = live(CERTIFICATE_REVOCATION), CERTIFICATE.c.serial
    same = CERTIFICATE_REVOCATION.c.serial == serial
    news = select(serial).where(_REVOKED, ~exists().where(same, told))
    taken_back = select(CERTIFICATE_REVOCATION.c.id).where(told, ~exists().where(same, _REVOKED))
    found = (reader.session.execute(query).scalars().all() for query in (news, taken_back))
    serials, rows = map(list, found)
    return serials, rows


def announce(writer: Writer) -> None:
    """At the province: let the rows that go to every township say what townships revoked."""
    serials, taken_back = unannounced(writer)
    for serial in serials:
        row_id = reference_id("certificate_revocation", serial)
        writer.session.merge(CertificateRevocation(id=row_id, serial=serial))
    for row in taken_back:
        writer.delete(writer.get(CertificateRevocation, row))
    writer.session.flush()

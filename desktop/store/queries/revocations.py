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


def announce(writer: Writer) -> None:
    """At the province: let the rows that go to every township say what townships revoked."""
    told, serial = live(CERTIFICATE_REVOCATION), CERTIFICATE.c.serial
    same = CERTIFICATE_REVOCATION.c.serial == serial
    news = select(serial).where(_REVOKED, ~exists().where(same, told))
    for new in writer.session.execute(news).scalars().all():
        row_id = reference_id("certificate_revocation", new)
        writer.session.merge(CertificateRevocation(id=row_id, serial=new))
    taken_back = select(CERTIFICATE_REVOCATION.c.id).where(told, ~exists().where(same, _REVOKED))
    for row_id in writer.session.execute(taken_back).scalars().all():
        writer.delete(writer.get(CertificateRevocation, row_id))
    writer.session.flush()

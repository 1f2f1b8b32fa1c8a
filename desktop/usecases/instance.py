"""The token beside a township's database that tells a copy or a restored one at its start.

Each place (a user's account on a PC) keeps a file of its own name and a token; the database keeps
the last token of every place that it was opened in. Both change at each start and hand-up. A
database that does not hold the token of the place it is opened in has been put back to an earlier
day, or copied there: it begins a new epoch, which loses nothing and costs little, so a false alarm
(a cut of power between the two writes, a profile that was wiped, the first start of a portable
folder on another PC) does no harm. A portable folder that comes back to a PC is known there.

A disk image carries both along and is found by the exchange itself. The province is told by its
devices (`exchange.epochs`): a false alarm there would send everything to everyone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, read_bytes, write_bytes
from desktop.store.store import Reader, Store, Writer
from desktop.store.tables import Setting
from desktop.usecases.exchange.epochs import begin_epoch

RENEWED = "检测到本机数据被还原或复制，已自动接续，没有数据丢失。"

_PREFIX = "instance/"
_LIMIT = 1 << 10


@dataclass(frozen=True)
class _Twin:
    """What a place keeps of a database."""

    place: str
    token: str


def settle_instance(store: Store, twins: Path) -> bool:
    """Compare the tokens, begin a new epoch if they disagree (True), and change them.

    Where no token can be written nothing is compared: the exchange finds copies in its own way.
    """
    with store.write(Act.RENEW) as writer:
        name = writer.replica.instance
        if not writer.replica.township or name is None:
            return False
        file = twins / name.hex()
        twin, kept = _read(file), _places(writer)
        agree = kept.get(twin.place) == twin.token if twin else not kept
        if not _renew(writer, file, twin):
            return False
        if not agree:
            begin_epoch(writer, writer.replica.acknowledged)
            writer.tell("数据被还原或复制过")
        return not agree


def renew_instance(store: Store, twins: Path) -> None:
    """Change the tokens, so that a copy of the folder as it was is noticed."""
    with store.write() as writer:
        name = writer.replica.instance
        if writer.replica.township and name is not None:
            file = twins / name.hex()
            _renew(writer, file, _read(file))


def _places(reader: Reader) -> dict[str, str]:
    """Return the last token of each place."""
    return {
        row.key.removeprefix(_PREFIX): row.value
        for row in reader.local(Setting)
        if row.key.startswith(_PREFIX)
    }


def _read(file: Path) -> _Twin | None:
    """Return what the place keeps; None where it keeps nothing legible."""
    try:
        words = read_bytes(file, _LIMIT).decode("ascii").split()
    except (QingqiaoError, UnicodeDecodeError):
        return None
    return _Twin(*words) if len(words) == len(("place", "token")) else None


def _renew(writer: Writer, file: Path, twin: _Twin | None) -> bool:
    """Write a new token to the place first and then here; tell whether the place could take it."""
    place = twin.place if twin else secrets.token_hex(16)
    token = secrets.token_hex(16)
    try:
        write_bytes(file, f"{place} {token}\n".encode())
    except WriteError:
        return False
    writer.session.merge(Setting(key=f"{_PREFIX}{place}", value=token))
    return True

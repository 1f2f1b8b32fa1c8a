"""How far a township's numbers may rise from one bundle to the next.

Whoever edits a row gets an lsn above the row's: one PC that made up an enormous one would push the
numbers of all its colleagues, up to where none are left.
"""

from __future__ import annotations

from desktop.bundle.errors import HostileBundleError
from desktop.store.provenance import HIGHEST
from desktop.store.queries.senders import highest_named
from desktop.store.store import Reader
from desktop.sync.messages import Manifest

LEAP = 2**40
"""A thousand writes a second for 35 years: no honest PC comes near it in its whole life."""


def highest_allowed(reader: Reader, township: int, manifest: Manifest) -> int:
    """Return the highest lsn that a bundle may name, above all that its township named before.

    Rows above it are refused one by one; raises `HostileBundleError` if the bundle is itself.
    """
    highest = min(highest_named(reader, township) + LEAP, HIGHEST)
    if manifest.upto > highest:
        raise HostileBundleError("序号比已知的大得不合常理")
    return highest

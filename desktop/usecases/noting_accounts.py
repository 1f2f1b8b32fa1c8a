"""What was done to accounts comes into the audit log, wherever it was cut off.

The keys file and the database are two files. So the change, sealed in the keys file, carries its
own words and number, and whoever unlocks next logs what is not logged yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from desktop.bundle.keyring import Keyring
from desktop.domain.audit import Act
from desktop.store.engine import DatabaseError
from desktop.store.store import Store
from desktop.store.tables import Setting
from desktop.usecases.tries import FREE

_NOTED = "accounts/noted"
"""Setting: the number of the last change of the keys file that is in the log."""


def with_words(keyring: Keyring, words: str) -> Keyring:
    """Return the keyring as it is after one more change, which these words tell."""
    return replace(keyring, changes=keyring.changes + 1, last_change=words)


def note_accounts(store: Store, keyring: Keyring) -> None:
    """Log the last change unless it is logged."""
    with store.read() as reader:
        found = reader.local(Setting, key=_NOTED)
    if keyring.changes <= (int(found[0].value) if found else 0):
        return
    with store.write(Act.ACCOUNT) as writer:
        writer.tell(keyring.last_change)
        writer.session.merge(Setting(key=_NOTED, value=str(keyring.changes)))


@contextmanager
def noting(store: Store, before: Keyring, after: Keyring) -> Iterator[None]:
    """Log what is done inside, the keys file going from `before` to `after`.

    The change before must be in the log first, as its words are lost then: else `DatabaseError`
    is raised and nothing done. Where only the log cannot be written, as on a full disk, the change
    holds, and whoever unlocks next logs it.
    """
    note_accounts(store, before)
    yield
    with suppress(DatabaseError):
        note_accounts(store, after)


def note_wrong_tries(store: Store, tries: int) -> None:
    """Log wrong tries that came before a right one; a slip or two is not worth an entry."""
    if tries >= FREE:
        with store.write(Act.UNLOCK) as writer:
            writer.tell(f"打开之前口令输错 {tries} 次")

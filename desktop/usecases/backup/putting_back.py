"""Putting a prepared database and keys file in the place of the present ones, all or nothing.

The files wait in a folder whose name appears by one rename: from then on the exchange is under
way, and whoever opens the data folder next finishes it first. Before, nothing has happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.foundation.files import (
    WriteError,
    move_file,
    read_bytes,
    remove_file,
    remove_folder,
    replacing_folder,
    write_bytes,
)
from desktop.usecases.backup.kept import DATABASE, KEYS, KEYS_LIMIT

_WAITING = ".restoring"
_LOGS = ("-wal", "-shm", "-journal")


@contextmanager
def replacing_data(root: Path) -> Iterator[Path]:
    """Yield a folder for a new database and, if they change, keys; then put them in place.

    Nobody has the present database open. Raises `WriteError`; what it raises inside leaves all
    as it was.
    """
    finish_putting_back(root)
    keys = root / KEYS
    before = read_bytes(keys, KEYS_LIMIT) if keys.exists() else None
    with replacing_folder(root / _WAITING) as aside:
        yield aside
        for log in _LOGS:
            remove_file(aside / f"{DATABASE}{log}")
    try:
        finish_putting_back(root)
    except WriteError:  # the program goes on, and must not write into data that are to go
        _call_off(root, before)
        raise


def _call_off(root: Path, keys: bytes | None) -> None:
    """Let the present database stay, with its keys; too late once the new one is in its place."""
    if (root / _WAITING / DATABASE).exists():
        remove_folder(root / _WAITING)
        if keys is not None:
            write_bytes(root / KEYS, keys)


def finish_putting_back(root: Path) -> None:
    """Finish what a cut of power broke off; nothing where nothing was under way."""
    waiting = root / _WAITING
    if not waiting.is_dir():
        return
    if (waiting / DATABASE).exists():
        for log in _LOGS:  # of the database that is replaced: it is not the new one's
            remove_file(root / f"{DATABASE}{log}")
        if (waiting / KEYS).exists():
            move_file(waiting / KEYS, root / KEYS)
        move_file(waiting / DATABASE, root / DATABASE)
    remove_folder(waiting)

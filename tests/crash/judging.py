"""What an office looks like on the disk, so that two looks can be compared.

Names that are made at random, and instants, differ between two runs of the same command: a value
that was not there before the run counts only as "new".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

from desktop.bundle.bundle import check_file, header_of
from desktop.bundle.enrolment import read_notice
from desktop.bundle.keyring import SHEET, KeyFile, WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.store.backup import examine
from desktop.store.engine import plain_connection
from desktop.store.store import Reader
from desktop.usecases.backup.kept import read_backup
from desktop.usecases.backup.putting_back import finish_putting_back
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.replacing_keys import lock_beside
from desktop.usecases.workspace import Folder, Workspace
from tests.crash.office import ENDS, NEW_PASSPHRASE, PASSPHRASE

Look = dict[str, Any]

_RANDOM = re.compile(r"[0-9a-f]{8,}|\d{4}-\d\d-\d\dT[0-9:.+Z]+|\d{10,}")
_BIG = 10**9
_MOMENTS = range(1_500_000_000, 4_000_000_000)
"""Seconds since 1970, as the rows hold them."""
_NO_TOKENS = Path("/proc/nowhere")
"""Where no token can be kept nothing is compared."""

_COUNTS = {"qingqiao.tries", "qingqiao.recovery"}
"""Wrong tries are counted before one is made; a request that was given up waits for its answer."""


Backups = list[tuple[str, int, str, int]]
"""End, number, reason and version of each."""

_LEFT_OVER = (".part", ".new", ".new-wal", ".new-shm", ".new-journal")


class HalfDoneError(AssertionError):
    """A state that is neither before nor after, or a folder that does not open."""


def look(run: Path, ends: Sequence[str] = ENDS) -> Look:
    """Return everything that counts: files that a person can see, the rows and keys of `ends`.

    Each folder is opened as always, but for the tokens of the instance, which change at each
    start; raises `HalfDoneError` for a file that only looks whole.
    """
    seen: Look = {"backups": [], "files": []}
    for name in ends:
        folder = Folder(run / name)
        finish_putting_back(folder.root)
        if folder.database.exists():
            seen[f"{name} version"] = _version(folder.database, _key(folder.keyring))
            seen["backups"] += _backups(name, folder.backups)
            for place in (run / "stick").glob("青桥备份-*"):
                seen["files"] += _backups("stick", place)
            passphrase, opened = _unlock(folder)
            try:
                seen[f"{name} keys"] = passphrase, opened.identity.verify_key
                seen[f"{name} accounts"] = _accounts(opened)
                seen[f"{name} issuers"] = folder.issuers.read_bytes()
                seen |= _rows(name, opened)
            finally:
                opened.close()
    for path in (run / "stick").glob("*.qq[be]"):
        _check_whole(path)
    seen["files"] += _files(run)
    return seen


def same(seen: Look, other: Look, known: frozenset[Any]) -> bool:
    """Tell whether two looks agree but for values that are in neither before the run."""
    return masked(seen, known) == masked(other, known)


def differences(seen: Look, other: Look, known: frozenset[Any]) -> list[str]:
    """Return in words where two looks disagree."""
    ours, theirs = masked(seen, known), masked(other, known)
    found = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
    return [f"{key}: {ours.get(key)!r:.1500} for {theirs.get(key)!r:.1500}" for key in found]


def masked(seen: Look, known: frozenset[Any]) -> Look:
    return {key: _masked(value, known) for key, value in seen.items()}


def values(seen: Look) -> frozenset[Any]:
    """Return every single value of a look."""
    return frozenset(_flat(seen.values()))


def _flat(value: Iterable[Any]) -> Iterable[Any]:
    for one in value:
        if isinstance(one, list | tuple | set):
            yield from _flat(one)
        else:
            yield one


def _masked(value: Any, known: frozenset[Any]) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, list):
        return sorted((_masked(one, known) for one in value), key=repr)
    if isinstance(value, tuple):
        return tuple(_masked(one, known) for one in value)
    moment = isinstance(value, int) and value in _MOMENTS
    if value in known and not moment:  # two runs may fall into one second or not
        return value
    if isinstance(value, bytes) and len(value) >= 8:
        return b"new"
    if isinstance(value, int) and value >= _BIG:
        return "new"
    return _RANDOM.sub("new", value) if isinstance(value, str) else value


def _key(keyring: Path) -> bytes:
    """Return the key of a database; nothing is written, as it may be when a folder is opened."""
    keys = KeyFile.read(keyring.read_bytes())
    for passphrase in (PASSPHRASE, NEW_PASSPHRASE):
        with suppress(WrongPassphraseError):
            return keys.unlock(passphrase).keyring.data_key
    raise HalfDoneError(f"{keyring} opens with neither passphrase")


def _version(database: Path, key: bytes) -> int:
    """Return which version wrote a database last: to open it would bring it up to date."""
    with plain_connection(str(database), key) as connection:
        (version,) = connection.execute("SELECT schema_version FROM replica").fetchone()
    return int(version)


def _backups(name: str, where: Path) -> Backups:
    """Return the backups of an end; raises `HalfDoneError` for one that only looks whole."""
    found = []
    for place in where.glob("[!.]*"):
        if place.name == "second.json":  # where the others are
            continue
        try:
            backup = read_backup(place)
            said = examine(backup.database, _key(backup.keyring))
        except QingqiaoError as error:
            raise HalfDoneError(f"{place.name} looks like a backup and is none") from error
        note = backup.note
        if (said.version, said.lsn, said.counts) != (note.schema, note.lsn, note.counts):
            raise HalfDoneError(f"{place.name} is not what its note says")
        found.append((name, note.number, note.reason.value, note.schema))
    return sorted(found)


def _unlock(folder: Folder) -> tuple[str, Workspace]:
    for passphrase in (PASSPHRASE, NEW_PASSPHRASE):
        with suppress(WrongPassphraseError):
            return passphrase, open_workspace(folder.root, passphrase, twins=_NO_TOKENS)
    raise HalfDoneError(f"{folder.root.name} opens with neither passphrase")


def _accounts(opened: Workspace) -> list[tuple[Any, ...]]:
    """Return who may open the data, through slots that agree with it."""
    slots = [one.name for one in KeyFile.read(opened.folder.keyring.read_bytes()).slots]
    numbers = [one.slot for one in opened.staff]
    if sorted(numbers) != sorted(set(slots) - {SHEET}):
        raise HalfDoneError(f"accounts {numbers}, slots {slots}")
    return [(*astuple(one), SHEET in slots) for one in opened.staff]


def _rows(name: str, opened: Workspace) -> Look:
    seen: Look = {}
    with opened.store.read() as reader:
        sql = reader.connection.exec_driver_sql
        if (said := sql("PRAGMA quick_check").scalar()) != "ok":
            raise HalfDoneError(f"{name}: {said}")
        tables = sql("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            seen[f"{name} {table}"] = _table(reader, table)
        kept = {file.stem for file in opened.folder.archive.rglob("*.qqb")}
        for (sha256,) in sql("SELECT sha256 FROM accepted_bundle"):
            if sha256.hex() not in kept:
                raise HalfDoneError("an accepted bundle is not in the archive")
    return seen


def _table(reader: Reader, table: str) -> list[tuple[Any, ...]]:
    cursor = reader.connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names of our own tables
    rows = [tuple(row) for row in cursor]
    if table == "setting":
        rows = [row for row in rows if not row[0].startswith("instance/")]
    if table == "hand_up":  # what was made at random does not pack alike
        size = list(cursor.keys()).index("size")
        rows = [row[:size] + row[size + 1 :] for row in rows]
    return rows


def _files(run: Path) -> list[str]:
    """Return the names that a person sees.

    Backups are looked at by themselves. The archive and the copies of refused files may be ahead
    of the database, and keys without a database are what a join that was cut off leaves; the next
    one sets them aside.
    """
    return [
        str(path.relative_to(run))
        for path in run.rglob("*")
        if path.is_file()
        and not path.name.endswith(("-wal", "-shm", "-journal"))
        and path != lock_beside(path)
        and not _is_left_over(path)
        and path.name not in _COUNTS
        and not {"state", "archive", "refused", "backups"} & set(path.relative_to(run).parts)
        and not path.parent.parent.name.startswith("青桥备份-")
        and (path.with_name("qingqiao.db").exists() or not path.name.startswith("qingqiao.keys"))
    ]


def left_over(run: Path) -> list[Path]:
    """Return files that a kill left without a name of their own."""
    return [path for path in run.rglob("*") if _is_left_over(path)]


def _is_left_over(path: Path) -> bool:
    return any(
        name.startswith(".") and name.endswith(_LEFT_OVER) for name in (path.name, path.parent.name)
    )


def _check_whole(path: Path) -> None:
    """Raise when a file that bears a good name is not a good file."""
    try:
        if path.suffix == ".qqe":
            read_notice(path.read_bytes())
        else:
            check_file(path, header_of(path).verify_key)
    except QingqiaoError as error:
        raise HalfDoneError(f"{path.name} looks whole and is not") from error

"""A township's and a province's data folder as this version writes them, for later versions.

`python -m tests.golden.kept_databases` writes them to `tests/data/databases/<schema version>`; it
is run once for every release, whose folder then stays as it is. Every table holds rows; all people
are invented, and the passphrases stand in `tests/unit/exchange_world.py`.
"""

from __future__ import annotations

import hashlib
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Float, LargeBinary
from sqlmodel import SQLModel

from desktop.foundation.files import read_bytes, write_bytes
from desktop.store import contents, unknown_rows
from desktop.store.migrations import SCHEMA_VERSION
from desktop.store.store import Writer
from desktop.store.tables import OWNER_PROVINCE, OWNER_TOWNSHIP, Setting, Synced, synced_tables
from desktop.store.types import Day, Instant, Word
from tests.unit.exchange_world import NOW, End, World

FOLDER = Path(__file__).parents[1] / "data" / "databases"
_LIMIT = 64 << 20
_PHOTO = b"\xff\xd8 not really a photo"


def make(folder: Path) -> None:
    """Write `township` and `province` to `folder`: two PCs of a township have exchanged."""
    with tempfile.TemporaryDirectory() as workdir:
        world = World(Path(workdir))
        _fill(world.province, OWNER_PROVINCE)
        one, two = world.join(), world.join()
        first, second = one.add("张䶮", "李𬭎")
        _fill(one, OWNER_TOWNSHIP)
        for peer in (one, two, one):
            world.round(peer)
        one.rename(first, "张䶮之")
        two.rename(first, "张䶮知")
        one.delete(second)
        for peer in (one, two, one):
            world.round(peer)
        one.rename(first, "还没有上报的修改")
        _keep_newer(one)
        world.make(one)
        ends = {"township": one.workspace.folder, "province": world.province.workspace.folder}
        world.close()
        for name, files in ends.items():
            tokens = (files.root / "twins").glob("*")
            for file in (files.database, files.keyring, *tokens):
                target = folder / name / file.relative_to(files.root)
                write_bytes(target, read_bytes(file, _LIMIT))


def _fill(end: End, owner: str) -> None:
    """Put a row into every table that this end writes, a value into every field."""
    with end.workspace.store.write() as writer:
        township = writer.replica.township
        for kind in synced_tables(owner).values():
            _add(writer, kind)
        if township:
            contents.put(writer.connection, township, hashlib.sha256(_PHOTO).digest(), _PHOTO)
        writer.add(Setting(key="kept/note", value="留给以后的版本"))


def _add(writer: Writer, kind: type[Synced]) -> None:
    columns = SQLModel.metadata.tables[str(kind.__tablename__)].columns
    fields: dict[str, Any] = {
        c.name: _value(c) for c in columns if c.name not in Synced.model_fields
    }
    writer.add(kind(**fields))


def _value(column: Column[Any]) -> object:
    """Return something that the column may hold."""
    kind = column.type
    if isinstance(kind, Word):
        return next(iter(kind.vocabulary))
    for types, value in (
        (Day, date(2026, 9, 1)),
        (Instant, NOW),
        (Boolean, False),
        (BigInteger, 7),
        (Float, 36.5),
        (LargeBinary, hashlib.sha256(_PHOTO).digest()),
    ):
        if isinstance(kind, types):
            return value
    return f"{column.name} 的内容"


def _keep_newer(end: End) -> None:
    """Let there be a row of a table, and a column of a row, that only newer versions know."""
    newer = msgspec.msgpack.encode({"newer_column": "更新版本的内容"})
    with end.workspace.store.write() as writer:
        township = writer.replica.township
        row = (b"\1" * 16, township, 7, 7, None, None, None, 0, "", newer)
        assert len(row) == len(unknown_rows.COLUMNS)
        seq = writer.replica.lsn + 1
        unknown_rows.upsert(writer.connection, "newer_table", OWNER_TOWNSHIP, [row], seq)
        writer.connection.exec_driver_sql(
            "UPDATE student SET unknown = ? WHERE name = '还没有上报的修改'", (newer,)
        )


if __name__ == "__main__":
    make(FOLDER / str(SCHEMA_VERSION))

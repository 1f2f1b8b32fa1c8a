"""The statements of steps, written once for both kinds of database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.store.capture import is_on_server

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FILE = {"FLAG": "INTEGER"}
_SERVER = {"BLOB": "BYTEA", "FLAG": "SMALLINT", "INTEGER": "BIGINT", "REAL": "FLOAT", "STRICT": ""}
_WORD = re.compile(rf"\b({'|'.join(_SERVER)})\b")


def run(connection: Connection, statement: str) -> None:
    """Run a statement of a step in the words of the database that is brought up to date.

    It is written in SQLite's: types are BLOB, INTEGER, REAL and TEXT, a new table ends in STRICT;
    what is only yes or no is a FLAG. What the two kinds cannot say in one way asks
    `capture.is_on_server`.
    """
    words = _SERVER if is_on_server(connection) else _FILE
    connection.exec_driver_sql(_WORD.sub(lambda word: words.get(word[0], word[0]), statement))

"""From 1 to 2. Open until version 2 is released: changes of tables are added here.

- A new table: put its `CREATE TABLE` text into `TABLES`. `tests/unit/store/test_migrations.py`
  fails before that and prints the text.
- A new column: declare it as the last field of its class and put `(table, column)` into `COLUMNS`;
  a NOT NULL one needs a default. The same test prints the pair.
- A new index: nothing. Missing ones are made at every start.
- Anything else, e.g. new values for old rows: SQL at the end of `step`.

No `DELETE` of synced rows and no change of their id, epoch, lsn, past or dots. A new value for a
synced row is computed alike at all ends, or it is an edit and belongs in a use-case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

TABLES: tuple[str, ...] = (
    """CREATE TABLE appointment (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        person TEXT NOT NULL,
        unit TEXT NOT NULL,
        phone TEXT NOT NULL,
        serves TEXT NOT NULL,
        starts_on TEXT,
        ends_on TEXT,
        leaves_on TEXT,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE base (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        address TEXT NOT NULL,
        capacity INTEGER NOT NULL,
        contact TEXT NOT NULL,
        phone TEXT NOT NULL,
        communities TEXT NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE campus_decision (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        pairing_id BLOB,
        agreed INTEGER NOT NULL,
        person TEXT NOT NULL,
        given_on TEXT,
        document TEXT NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE certificate_revocation (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        serial TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE certificate_template (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        name TEXT NOT NULL,
        look TEXT NOT NULL,
        caption TEXT NOT NULL,
        heading TEXT NOT NULL,
        salutation TEXT NOT NULL,
        body TEXT NOT NULL,
        issuer TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE indicator_definition (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        "key" TEXT NOT NULL,
        version INTEGER NOT NULL,
        starts_on TEXT,
        parameters TEXT NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE merged_figure (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        "key" TEXT NOT NULL,
        version INTEGER NOT NULL,
        semester TEXT,
        numerator INTEGER NOT NULL,
        denominator INTEGER NOT NULL,
        counted_on TEXT,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE refusal (
        table_name TEXT NOT NULL,
        row_id BLOB NOT NULL,
        number INTEGER NOT NULL,
        upto INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (table_name, row_id)
    ) STRICT""",
    """CREATE TABLE survey (
        id BLOB NOT NULL,
        township INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        lsn INTEGER NOT NULL,
        past TEXT,
        dots TEXT,
        base_values TEXT,
        edited_at INTEGER NOT NULL,
        edited_by TEXT NOT NULL,
        unknown BLOB,
        seq INTEGER NOT NULL,
        community_id BLOB,
        surveyed_on TEXT,
        surveyor TEXT NOT NULL,
        told_by TEXT NOT NULL,
        scenes TEXT NOT NULL,
        resources TEXT NOT NULL,
        intents TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
)
"""`CREATE TABLE` texts, in SQLite's words."""

COLUMNS: tuple[tuple[str, str], ...] = (
    ("certificate", "look TEXT DEFAULT 'red' NOT NULL"),
    ("certificate", "caption TEXT DEFAULT '' NOT NULL"),
    ("certificate", "heading TEXT DEFAULT '' NOT NULL"),
    ("certificate", "salutation TEXT DEFAULT '' NOT NULL"),
    ("certificate", "issuer TEXT DEFAULT '' NOT NULL"),
    ("certificate", "replaces BLOB"),
    ("certificate", "undrawn TEXT DEFAULT '' NOT NULL"),
    ("attachment", "pairing_id BLOB"),
    ("consent", "document TEXT DEFAULT '' NOT NULL"),
    ("need", "priorities TEXT DEFAULT '' NOT NULL"),
    ("sheet_page", "layout TEXT DEFAULT '' NOT NULL"),
    ("sheet_page", "undrawn TEXT DEFAULT '' NOT NULL"),
    ("township_profile", "priorities TEXT DEFAULT '' NOT NULL"),
)
"""(table, column), such as ("student", "nickname TEXT DEFAULT '' NOT NULL")."""


def step(connection: Connection) -> None:
    """Add the tables and columns."""
    for text in TABLES:
        connection.exec_driver_sql(text)
    for table, column in COLUMNS:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")

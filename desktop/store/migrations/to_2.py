"""From 1 to 2. Open until version 2 is released: changes of tables are added here.

- A new table: put it into `TABLES`, one that travels by `_synced`.
  `tests/unit/store/test_migrations.py` fails before that and prints the text.
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

_TRAVELLING = """
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
        {columns},
        PRIMARY KEY (id)
    ) STRICT"""
"""What every table that travels has in version 2, around its own columns."""


def _synced(name: str, *columns: str) -> str:
    """Return the text of a table that travels, with its own `columns`."""
    return f"CREATE TABLE {name} (" + _TRAVELLING.format(columns=",\n        ".join(columns))


TABLES: tuple[str, ...] = (
    _synced(
        "activity_staff",
        "activity_id BLOB",
        "kind TEXT NOT NULL",
        "person TEXT NOT NULL",
        "unit TEXT NOT NULL",
        "phone TEXT NOT NULL",
    ),
    _synced(
        "activity_template",
        "name TEXT NOT NULL",
        "title TEXT NOT NULL",
        "theme TEXT NOT NULL",
        "mode TEXT NOT NULL",
        "starts_at INTEGER NOT NULL",
        "minutes INTEGER NOT NULL",
        "place TEXT NOT NULL",
        "capacity INTEGER NOT NULL",
        "safeguards TEXT NOT NULL",
    ),
    _synced(
        "appointment",
        "kind TEXT NOT NULL",
        "person TEXT NOT NULL",
        "unit TEXT NOT NULL",
        "phone TEXT NOT NULL",
        "serves TEXT NOT NULL",
        "starts_on TEXT",
        "ends_on TEXT",
        "leaves_on TEXT",
    ),
    """CREATE TABLE audit_entry (
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        act TEXT NOT NULL,
        touched TEXT NOT NULL,
        purpose TEXT NOT NULL,
        people INTEGER NOT NULL,
        note TEXT NOT NULL,
        digest BLOB,
        PRIMARY KEY (number)
    ) STRICT""",
    _synced(
        "base",
        "kind TEXT NOT NULL",
        "name TEXT NOT NULL",
        "address TEXT NOT NULL",
        "capacity INTEGER NOT NULL",
        "contact TEXT NOT NULL",
        "phone TEXT NOT NULL",
        "communities TEXT NOT NULL",
        "note TEXT NOT NULL",
    ),
    _synced(
        "budget_line",
        "project_id BLOB",
        "activity_id BLOB",
        "kind TEXT NOT NULL",
        "item TEXT NOT NULL",
        "quantity TEXT NOT NULL",
        "planned_fen INTEGER NOT NULL",
        "spent_fen INTEGER NOT NULL",
        "source TEXT NOT NULL",
        "voucher TEXT NOT NULL",
        "noted_on TEXT",
    ),
    _synced(
        "campus_decision",
        "pairing_id BLOB",
        "agreed INTEGER NOT NULL",
        "person TEXT NOT NULL",
        "given_on TEXT",
        "document TEXT NOT NULL",
        "note TEXT NOT NULL",
    ),
    _synced(
        "certificate_revocation",
        "serial TEXT NOT NULL",
    ),
    _synced(
        "certificate_template",
        "name TEXT NOT NULL",
        "look TEXT NOT NULL",
        "caption TEXT NOT NULL",
        "heading TEXT NOT NULL",
        "salutation TEXT NOT NULL",
        "body TEXT NOT NULL",
        "issuer TEXT NOT NULL",
    ),
    _synced(
        "feedback",
        "activity_id BLOB",
        "giver TEXT NOT NULL",
        "scores TEXT NOT NULL",
        "words TEXT NOT NULL",
    ),
    _synced(
        "incident",
        "activity_id BLOB",
        "happened_at INTEGER",
        "what TEXT NOT NULL",
        "told TEXT NOT NULL",
        "follow_up TEXT NOT NULL",
        "settled INTEGER NOT NULL",
    ),
    _synced(
        "indicator_definition",
        '"key" TEXT NOT NULL',
        "version INTEGER NOT NULL",
        "starts_on TEXT",
        "parameters TEXT NOT NULL",
        "note TEXT NOT NULL",
    ),
    """CREATE TABLE insured_person (
        activity_id BLOB NOT NULL,
        student_id BLOB NOT NULL,
        identity TEXT NOT NULL,
        emergency TEXT NOT NULL,
        expires_on TEXT,
        PRIMARY KEY (activity_id, student_id)
    ) STRICT""",
    _synced(
        "merged_figure",
        '"key" TEXT NOT NULL',
        "version INTEGER NOT NULL",
        "semester TEXT",
        "numerator INTEGER NOT NULL",
        "denominator INTEGER NOT NULL",
        "counted_on TEXT",
    ),
    _synced("project_branch", "project_id BLOB", "branch_id BLOB", "note TEXT NOT NULL"),
    _synced(
        "quiet_span",
        "kind TEXT NOT NULL",
        "university_id BLOB",
        "name TEXT NOT NULL",
        "starts_on TEXT",
        "ends_on TEXT",
    ),
    """CREATE TABLE refusal (
        table_name TEXT NOT NULL,
        row_id BLOB NOT NULL,
        number INTEGER NOT NULL,
        upto INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (table_name, row_id)
    ) STRICT""",
    _synced(
        "survey",
        "community_id BLOB",
        "surveyed_on TEXT",
        "surveyor TEXT NOT NULL",
        "told_by TEXT NOT NULL",
        "scenes TEXT NOT NULL",
        "resources TEXT NOT NULL",
        "intents TEXT NOT NULL",
    ),
    _synced("distinct_students", "first_id BLOB", "second_id BLOB"),
    _synced(
        "student_event",
        "student_id BLOB",
        "kind TEXT NOT NULL",
        "happened_on TEXT",
        "from_branch_id BLOB",
        "to_branch_id BLOB",
        "other_id BLOB",
        "note TEXT NOT NULL",
    ),
)
"""`CREATE TABLE` texts, in SQLite's words."""

COLUMNS: tuple[tuple[str, str], ...] = (
    ("accepted_bundle", "highest INTEGER DEFAULT 0 NOT NULL"),
    ("certificate", "look TEXT DEFAULT 'red' NOT NULL"),
    ("certificate", "caption TEXT DEFAULT '' NOT NULL"),
    ("certificate", "heading TEXT DEFAULT '' NOT NULL"),
    ("certificate", "salutation TEXT DEFAULT '' NOT NULL"),
    ("certificate", "issuer TEXT DEFAULT '' NOT NULL"),
    ("certificate", "replaces BLOB"),
    ("certificate", "undrawn TEXT DEFAULT '' NOT NULL"),
    ("attachment", "consent_id BLOB"),
    ("consent", "document TEXT DEFAULT '' NOT NULL"),
    ("need", "priorities TEXT DEFAULT '' NOT NULL"),
    ("sheet_page", "layout TEXT DEFAULT '' NOT NULL"),
    ("sheet_page", "undrawn TEXT DEFAULT '' NOT NULL"),
    ("township_profile", "priorities TEXT DEFAULT '' NOT NULL"),
    ("activity", "shared_results TEXT DEFAULT '' NOT NULL"),
    ("consent", "project_id BLOB"),
    ("consent", "activity_id BLOB"),
    ("enrolment", "asked_at INTEGER"),
    ("enrolment", "team TEXT DEFAULT '' NOT NULL"),
    ("enrolment", "leads INTEGER DEFAULT 0 NOT NULL"),
    ("enrolment", "reason TEXT DEFAULT '' NOT NULL"),
    ("project", "results TEXT DEFAULT '' NOT NULL"),
    ("student", "source TEXT DEFAULT '' NOT NULL"),
    ("student", "left_on TEXT"),
    ("student", "leaving TEXT DEFAULT 'none' NOT NULL"),
    ("student", "merged_into BLOB"),
)
"""(table, column), such as ("student", "nickname TEXT DEFAULT '' NOT NULL")."""


def step(connection: Connection) -> None:
    """Add the tables and columns; one index gives way to one that holds more."""
    for text in TABLES:
        connection.exec_driver_sql(text)
    for table, column in COLUMNS:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    connection.exec_driver_sql("DROP INDEX IF EXISTS ix_attendance_student_id")

"""The shape of a database: made, brought up to date, completed and tested at every start."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlmodel import SQLModel

from desktop.foundation.errors import QingqiaoError
from desktop.store import audit, capture, search_index
from desktop.store.migrations import SCHEMA_VERSION, run_steps
from desktop.store.tables import OWNER_PROVINCE, OWNER_TOWNSHIP


class NewerDatabaseError(QingqiaoError):
    """The database was written by a newer version of the program."""


class RetiredDatabaseError(QingqiaoError):
    """The data were moved elsewhere; what is left here is not in use any more."""


_RETIRED = 0
"""In the place of a version."""


def version_of(connection: Connection) -> int:
    """Return a database's version; asks for one column, the others may have changed.

    Raises `NewerDatabaseError` when this program cannot read it, `RetiredDatabaseError`.
    """
    query = "SELECT schema_version FROM replica"
    version: int = connection.exec_driver_sql(query).scalar_one()
    if version == _RETIRED:
        raise RetiredDatabaseError(
            "这个数据库里的数据已经搬到别处，这里是留下的旧的一份，没有打开，也没有改动它。",
            "请再运行一次同样的命令，用搬过去的那一份；"
            "那一份真的没有了，才用 province repair 从这一份接续。",
        )
    if version > SCHEMA_VERSION:
        raise NewerDatabaseError(
            "这份数据由更新版本的青桥写成，当前版本不能打开。数据没有改动。",
            "请先升级青桥再打开。",
        )
    return version


def retire(connection: Connection) -> None:
    """Let nobody open the database any more, and nobody who has it open write."""
    connection.exec_driver_sql(f"UPDATE replica SET schema_version = {_RETIRED}")


def create(connection: Connection) -> None:
    """Make all tables in an empty database; its row of `replica` comes next."""
    SQLModel.metadata.create_all(connection)


def owner_of(connection: Connection) -> str:
    """Return which tables this database writes, as `Synced.OWNER`."""
    township = connection.exec_driver_sql("SELECT township FROM replica").scalar_one()
    return OWNER_TOWNSHIP if township else OWNER_PROVINCE


def complete(connection: Connection) -> None:
    """Bring the database up to date, all of it in the caller's transaction, and test capture.

    Indices and triggers are only a help to the rows: they are made from the tables as declared
    today, whatever a step did to them.
    """
    version = version_of(connection)  # again: another program may have been faster
    if version < SCHEMA_VERSION:
        capture.remove(connection)
        run_steps(connection, version)
        connection.exec_driver_sql(f"UPDATE replica SET schema_version = {SCHEMA_VERSION}")
    _make_missing_indices(connection)
    owner = owner_of(connection)
    if owner == OWNER_TOWNSHIP and not capture.is_on_server(connection):
        search_index.install(connection)
    capture.install(connection, owner)
    audit.install(connection)
    capture.check(connection, owner)


def _make_missing_indices(connection: Connection) -> None:
    if capture.is_on_server(connection):
        query = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    else:
        query = "SELECT name FROM sqlite_schema WHERE type = 'index'"
    present = set(connection.exec_driver_sql(query).scalars())
    for table in SQLModel.metadata.sorted_tables:
        for index in table.indexes:
            if index.name not in present:
                index.create(connection)

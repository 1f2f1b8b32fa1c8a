"""Connections to a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from desktop.store.engine import DatabaseError
from desktop.store.server.address import AddressError, ServerAddress

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_ONE_WRITER = 0x71696E67
"""Of the advisory lock that a writing transaction holds: as with a file, one at a time."""

_WAIT = 10
"""Seconds."""

_SETTINGS = (
    f"-c lock_timeout={_WAIT}s -c timezone=UTC -c client_encoding=UTF8 "
    "-c synchronous_commit=on -c standard_conforming_strings=on"
)


def open_server_engine(address: ServerAddress) -> Engine:
    """Return an engine on a server's database; nothing is connected yet.

    Raises `AddressError` where the driver is not installed.
    """
    try:
        engine = create_engine(
            address.url,
            hide_parameters=True,  # they are personal data
            pool_pre_ping=True,  # a server that was restarted meanwhile is no error
            connect_args={
                "connect_timeout": _WAIT,
                "application_name": "qingqiao",
                "options": _SETTINGS,
            },
        )
    except ModuleNotFoundError as error:
        raise AddressError(
            "这台电脑没有装 PostgreSQL 的驱动程序，没有打开数据，数据没有改动。",
            "请在装青桥的环境里执行：pip install 'qingqiao[postgresql]'",
        ) from error
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _translate, retval=True)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(?)", (_ONE_WRITER,))


def _translate(
    _connection: Connection,
    _cursor: object,
    statement: str,
    parameters: Any,  # noqa: ANN401 - of any statement
    context: Any,  # noqa: ANN401 - SQLAlchemy's own
    _many: bool,
) -> tuple[str, Any]:
    """Give the store's bulk statements, written once with SQLite's marks, those of this driver."""
    if context is None or context.compiled is None:
        statement = statement.replace("%", "%%").replace("?", "%s")
    return statement, parameters


_WORDS: Sequence[tuple[tuple[str, ...], str, str]] = (
    (
        ("53",),
        "数据库服务器的磁盘空间、内存或连接数不够，这一步没有完成，原有数据没有改动。",
        "请服务器的管理员处理后重试。",
    ),
    (
        ("55P03", "40"),
        "数据正被另一个青桥命令使用，这一步没有完成，数据没有改动。",
        "请等它结束后重试。",
    ),
    (
        ("25006",),
        "这台数据库服务器现在只能读（可能是备用服务器），这一步没有完成，数据没有改动。",
        "请连接主服务器后重试。",
    ),
    (
        ("42501",),
        "这个用户在数据库里的权限不够，这一步没有完成，数据没有改动。",
        "请服务器的管理员给这个用户建表和读写的权限。",
    ),
    (
        ("58", "XX"),
        "数据库服务器报告文件读写出错，这一步没有完成，原有数据没有改动。",
        "请服务器的管理员查看它的日志，必要时从服务器的备份恢复，再运行 province replay。",
    ),
)


def server_failure(error: DBAPIError) -> DatabaseError | None:
    """Return in words what the server said, or that it is gone; None: a bug."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    for starts, message, hint in _WORDS:
        if state.startswith(starts):
            return DatabaseError(message, hint)
    if state.startswith(("08", "57")) or (isinstance(error, OperationalError) and not state):
        return _gone(str(error.orig), error.connection_invalidated)
    return None


def _gone(said: str, connected: bool) -> DatabaseError:
    if connected:
        return DatabaseError(
            "和数据库服务器的连接断了。正在做的一步要么已经全部完成，要么完全没有发生，"
            "数据没有丢失。",
            "请等服务器恢复后再运行一次同样的命令，已经完成的会自动跳过。",
        )
    if "does not exist" in said or "authentication" in said or "pg_hba" in said:
        return DatabaseError(
            "数据库服务器不让进：用户、口令或数据库名不对。没有改动任何数据。",
            "请核对地址，以及口令文件（~/.pgpass，或 PGPASSFILE 所指的文件）里的口令。",
        )
    return DatabaseError(
        "连不上数据库服务器，这一步没有进行，数据没有改动。",
        "请确认服务器已经开机、网络通畅、地址没有写错，然后再运行一次。",
    )

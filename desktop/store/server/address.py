"""Where a database on a server is: an address without any secret."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from desktop.foundation.errors import QingqiaoError

SCHEME = "postgresql+psycopg"
_HERE = ("", "localhost", "127.0.0.1", "::1")
_SECRETS = ("password", "sslpassword", "passfile")


class AddressError(QingqiaoError):
    """What was given is no address of a database that can be used."""


@dataclass(frozen=True)
class ServerAddress:
    """An address such as `postgresql+psycopg://qingqiao@db.example/qingqiao`.

    It names no password: libpq finds that in the operator's password file (PGPASSFILE, or
    ~/.pgpass), in PGPASSWORD, in a service file, or needs none (peer, certificates).
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> ServerAddress:
        """Return the address that was typed; raises `AddressError`."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError) as error:  # its words might quote a password
            raise _unfit() from error
        if url.drivername not in {SCHEME, "postgresql"} or not url.database:
            raise _unfit()
        if url.password is not None or any(name in url.query for name in _SECRETS):
            raise AddressError(
                "地址里带着口令：命令行和数据文件夹里都会看得见，没有使用它，数据没有改动。",
                "请去掉口令，写进口令文件（~/.pgpass，或 PGPASSFILE 所指的文件）再试。",
            )
        return cls(url.set(drivername=SCHEME).render_as_string())

    @property
    def url(self) -> URL:
        """The address as it is connected to: through a network only encrypted, unless it says."""
        url = make_url(self.text)
        host = url.host or str(url.query.get("host", ""))
        local = host in _HERE or host.startswith(("/", "@"))
        if local or "sslmode" in url.query:
            return url
        return url.update_query_dict({"sslmode": "require"})


def _unfit() -> AddressError:
    return AddressError(
        "这不是可用的数据库地址，没有改动任何数据。",
        f"请写成 {SCHEME}://用户名@主机/数据库名 的样子，不带口令。",
    )

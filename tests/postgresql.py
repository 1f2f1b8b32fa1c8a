"""A PostgreSQL server of the tests' own: no network, gone with the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine

if sys.platform != "win32":
    import pwd

USER = "qingqiao"
_INSTALLED = Path("/usr/lib/postgresql")
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # what these servers hold need not outlive the machine
    "shared_buffers": "64MB",
    "max_connections": "40",
}

_CLEAR_AWAY = """
cat
lock=$1/data/postmaster.pid
[ -e "$lock" ] && kill -QUIT "$(head -n 1 "$lock")"
for _ in $(seq 100); do [ -e "$lock" ] && sleep 0.1 || break; done
rm -rf "$1"
"""
"""Once nobody writes to it any more: end the server at once, and remove what it and tests wrote."""


def programs() -> Path | None:
    """Return the folder of the newest server's programs, None when there is none (or no socket)."""
    if sys.platform == "win32":
        return None
    on_path = shutil.which("pg_ctl")
    found = [path.parent for path in _INSTALLED.glob("*/bin/pg_ctl")]
    found.sort(key=lambda folder: int(folder.parent.name))
    return found[-1] if found else Path(on_path).parent if on_path else None


class Server:
    """A server that is reached through a socket in a folder of its own."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._made = 0
        self.folder = Path(tempfile.mkdtemp(prefix="qq-pg-"))  # a socket's path must be short
        self._user = _unprivileged() if os.geteuid() == 0 else None
        self.own(self.folder)
        self._keeper = self._keep()
        self._run("initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C",
                  "--no-sync", "--pgdata", str(self._data))  # fmt: skip
        self.start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int:
        """The process of which all others of the server are children."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop: "fast" in good order, "immediate" as if the power had gone."""
        self._control("stop", "-m", mode)

    def own(self, folder: Path) -> None:
        """Let the server write into a folder."""
        if self._user:
            shutil.chown(folder, self._user)

    def remove(self) -> None:
        """Let the keeper clear away, and wait for it."""
        self._keeper.communicate()

    def _keep(self) -> subprocess.Popen[bytes]:
        """Start what stops the server and removes its folder as soon as this process is no more.

        However it ends: the pipe between the two is closed then.
        """
        return subprocess.Popen(
            ["sh", "-c", _CLEAR_AWAY, "sh", self.folder],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is not for it
        )

    def address(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def sql(self, *statements: str) -> None:
        """Run statements that take no transaction."""
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def databases(self) -> set[str]:
        engine = create_engine(self.address("postgres"))
        with engine.connect() as connection:
            found = set(connection.exec_driver_sql("SELECT datname FROM pg_database").scalars())
        engine.dispose()
        return found

    def create(self, template: str = "template1") -> str:
        """Make a database, empty or like another, and return its name."""
        self._made += 1
        name = f"database{self._made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def copy(self, database: str, to: str) -> None:
        """Make `to` what `database` is now, as restoring a backup would."""
        self.sql(
            f"DROP DATABASE IF EXISTS {to} WITH (FORCE)",
            f"CREATE DATABASE {to} TEMPLATE {database}",
        )

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "--silent", "--wait", "--pgdata", str(self._data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server would keep a pipe open
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {arguments}: {done.returncode}")


def _unprivileged() -> str:
    """Return a user for the server: it refuses to run as root."""
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"

"""What a use-case works in: an unlocked data folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from desktop.bundle.identity import Identity
from desktop.domain.account import NOBODY, Account
from desktop.foundation.clock import Clock, local_day, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes
from desktop.foundation.paths import instances_folder
from desktop.store.database import Place
from desktop.store.server.address import ServerAddress
from desktop.store.store import Store
from desktop.usecases.tries import Tries

_ADDRESS_LIMIT = 4 << 10


class NoWorkspaceError(QingqiaoError):
    """The folder holds no data of 青桥."""


@dataclass(frozen=True)
class Folder:
    """The files of a data folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / "qingqiao.db"

    @property
    def address(self) -> Path:
        """At a province on a server: where its database is, without any password."""
        return self.root / "qingqiao.store"

    @property
    def place(self) -> Place:
        """Where the data are; raises `AddressError`."""
        if self.address.exists():
            text = read_bytes(self.address, _ADDRESS_LIMIT).decode(errors="replace")
            return ServerAddress.parse(text.strip())
        return self.database

    @property
    def keyring(self) -> Path:
        """The keys, sealed by passphrases."""
        return self.root / "qingqiao.keys"

    @property
    def recovery(self) -> Path:
        """What waits for the province's answer to a recovery request."""
        return self.root / "qingqiao.recovery"

    @property
    def issuers(self) -> Path:
        """Public keys of certificate issuers, for verifying without unlocking; not secret."""
        return self.root / "issuers.json"

    @property
    def archive(self) -> Path:
        """At the province: accepted bundles, kept as they came."""
        return self.root / "archive"

    @property
    def refused(self) -> Path:
        """At the province: bundles of copied databases, kept though their rows were not taken."""
        return self.root / "refused"

    @property
    def backups(self) -> Path:
        """Backups of the database and the keys."""
        return self.root / "backups"

    @property
    def exists(self) -> bool:
        """Whether the folder holds data."""
        return self.keyring.exists() and (self.database.exists() or self.address.exists())


@dataclass(eq=False)
class Workspace:
    """An unlocked data folder: its store, its identity (it changes with the keys), a clock.

    `account` is who unlocked it: every write bears this name, and `permission` asks for the role.
    `twins` is where this user keeps the tokens of databases; `renewed` tells that opening found a
    copied or restored database, which has gone on under a new epoch. `staff` are all accounts,
    `tries` counts wrong passphrases.
    """

    folder: Folder
    store: Store
    identity: Identity
    clock: Clock = system_clock
    twins: Path = field(default_factory=instances_folder)
    renewed: bool = False
    account: Account = NOBODY
    staff: tuple[Account, ...] = ()
    tries: Tries = field(init=False)

    def __post_init__(self) -> None:
        """Let what is written bear the account's name."""
        self.tries = Tries(self.folder.keyring)
        self.become(self.account)

    def become(self, account: Account) -> None:
        """Go on under this account, e.g. under its new name."""
        self.account = account
        self.store.operator = account.name

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        return self.clock()

    def today(self) -> date:
        """Return the day in Beijing."""
        return local_day(self.clock())

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def lock(self) -> None:
        """Close the store and let go of every key; nothing may use it until it is resumed."""
        self.store.close()
        del self.store, self.identity

    def resume(self, opened: Workspace) -> None:
        """Go on with what was opened anew in the same folder, in the place of what was here."""
        self.store, self.identity = opened.store, opened.identity
        self.account, self.staff = opened.account, opened.staff

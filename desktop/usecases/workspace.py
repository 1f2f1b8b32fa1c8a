"""What a use-case works in: an unlocked data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from desktop.bundle.identity import Identity
from desktop.domain.account import NOBODY, Account
from desktop.domain.terms import BackupReason
from desktop.foundation.clock import Clock, local_day, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes
from desktop.foundation.paths import instances_folder
from desktop.store.database import Place
from desktop.store.queries import insured
from desktop.store.server.address import ServerAddress
from desktop.store.store import Store
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.putting_back import finish_putting_back
from desktop.usecases.backup.writing import Source, write_backup
from desktop.usecases.exchange.adopting import adopt, adopt_columns
from desktop.usecases.exchange.issuers import ISSUERS, write_issuers
from desktop.usecases.instance import settle_instance
from desktop.usecases.keeping_escrow import keep_escrow
from desktop.usecases.noting_accounts import note_accounts, note_wrong_tries
from desktop.usecases.settling_keys import settle_keys
from desktop.usecases.tries import Tries
from desktop.usecases.unlocking import unlock

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
        return self.root / ISSUERS

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


def open_workspace(
    root: Path,
    passphrase: str,
    clock: Clock = system_clock,
    twins: Path | None = None,
    *,
    slot: str | None = None,
    tries: Tries | None = None,
) -> Workspace:
    """Unlock a data folder through an account's slot, or any that the passphrase opens.

    `tries` is how long this program has waited already. Raises `NoWorkspaceError`,
    `WrongPassphraseError`, `TooSoonError`, `DatabaseError`.
    """
    folder = Folder(root)
    finish_putting_back(root)
    if not folder.exists:
        raise NoWorkspaceError(
            f"“{root}”里没有青桥的数据。", "请先用入网文件加入，或检查数据文件夹是否选对。"
        )
    tries = tries or Tries(folder.keyring)
    wrong = tries.count(slot or "")
    with tries.one(slot or ""):
        opened, account = unlock(folder.keyring, passphrase, slot)
    keyring = opened.keyring
    store = _open_store(folder, keyring.data_key, clock)
    place = twins or instances_folder()
    try:
        adopt(store)
        identity = keyring.identity
        if keyring.following is not None:  # an exchange of keys was cut off
            identity = settle_keys(folder.keyring, passphrase, store)
        renewed = settle_instance(store, place)
        insured.purge(store, local_day(clock()))
        store.unsaved = not _is_saved(store, folder)
        keep_escrow(folder.keyring, opened, store)
        staff = keyring.accounts
        workspace = Workspace(folder, store, identity, clock, place, renewed, account, staff)
        note_accounts(store, keyring)
        note_wrong_tries(store, wrong)
        with suppress(QingqiaoError):  # it only serves those who verify certificates
            write_issuers(workspace)
    except BaseException:
        store.close()
        raise
    return workspace


def _is_saved(store: Store, folder: Folder) -> bool:
    """Tell whether the newest backup holds the database's last write."""
    newest = backups_in(folder.backups)[:1]
    with store.read() as reader:
        now = reader.replica.epoch, reader.replica.lsn
    return [(one.note.epoch, one.note.lsn) for one in newest] == [now]


def _open_store(folder: Folder, key: bytes, clock: Clock) -> Store:
    """Open the database, with a backup before it is brought up to date."""
    source = Source(folder.database, folder.keyring, key)

    def save(_: int) -> None:
        write_backup(source, folder.backups, BackupReason.UPGRADE, clock())

    if folder.address.exists():
        # the server's own backups are made before an upgrade
        return Store(folder.place, key, upgrading=adopt_columns)
    return Store(folder.database, key, save, adopt_columns)


@contextmanager
def workspace(
    root: Path,
    passphrase: str,
    clock: Clock = system_clock,
    *,
    slot: str | None = None,
    tries: Tries | None = None,
) -> Iterator[Workspace]:
    """Open a workspace for one command and close it."""
    opened = open_workspace(root, passphrase, clock, slot=slot, tries=tries)
    try:
        yield opened
    finally:
        opened.close()

"""Unlock a data folder, and settle what a start has to settle, before anything works in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop.domain.terms import BackupReason
from desktop.foundation.clock import Clock, local_day, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import instances_folder
from desktop.store.queries import insured
from desktop.store.store import Store
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.putting_back import finish_putting_back
from desktop.usecases.backup.writing import Source, write_backup
from desktop.usecases.exchange.adopting import adopt, adopt_columns
from desktop.usecases.exchange.issuers import write_issuers
from desktop.usecases.instance import settle_instance
from desktop.usecases.keeping_escrow import keep_escrow
from desktop.usecases.noting_accounts import note_accounts, note_wrong_tries
from desktop.usecases.settling_keys import settle_keys
from desktop.usecases.tries import Tries
from desktop.usecases.unlocking import unlock
from desktop.usecases.workspace import Folder, NoWorkspaceError, Workspace


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

"""Which keys file goes with a restored database: the present one wherever it fits.

It has the passphrases of today, and at the province the newest keys. Only data from before this
PC was enrolled anew, or of another installation, need the keys that lie in the backup.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.keyring import (
    KeyFile,
    Keyring,
    KeyringError,
    WrongPassphraseError,
    open_keyring,
)
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes
from desktop.usecases.backup.kept import KEYS_LIMIT, Backup


class BackupPassphraseError(QingqiaoError):
    """The keys in the backup are needed, and the passphrase does not open them."""


@dataclass(frozen=True)
class Fitting:
    """The keys to go on with; `replaces` is the file that takes the present one's place, if any."""

    keyring: Keyring
    replaces: Path | None


def fitting_keys(
    present: Path, backup: Backup, passphrase: str, slot: str | None = None
) -> Fitting:
    """Return the keys for a backup's database.

    The present keys are opened through one account's slot, or through any.

    Raises `WrongPassphraseError` when the present keys do not open, `BackupPassphraseError`.
    """
    ours, theirs = _present(present, passphrase, slot), _kept(backup, passphrase)
    if ours is not None and (theirs is None or _same(ours, theirs, backup.note.township)):
        return Fitting(ours, None)
    if theirs is None:
        raise BackupPassphraseError(
            "这个口令打不开备份里的密钥，没有恢复，数据没有改动。", "请输入做那份备份时用的口令。"
        )
    return Fitting(theirs, backup.keyring)


def _same(ours: Keyring, theirs: Keyring, township: int) -> bool:
    """Tell whether the present keys open the backup's database and speak for it."""
    identity = not township or ours.identity.signing == theirs.identity.signing
    return ours.data_key == theirs.data_key and identity


def _present(file: Path, passphrase: str, slot: str | None) -> Keyring | None:
    """Return the present keys; None where there are none, or no sound ones."""
    try:
        return KeyFile.read(read_bytes(file, KEYS_LIMIT)).unlock(passphrase, slot).keyring
    except WrongPassphraseError:
        raise
    except QingqiaoError:
        return None


def _kept(backup: Backup, passphrase: str) -> Keyring | None:
    try:
        return open_keyring(read_bytes(backup.keyring, KEYS_LIMIT), passphrase)
    except KeyringError:
        return None

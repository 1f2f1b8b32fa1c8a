"""The keys file is changed by one program at a time, and only as it was read.

Opening a slot takes a second: meanwhile another window or command may have changed accounts.
"""

from __future__ import annotations

import time
from pathlib import Path

from desktop.bundle.keyring import KeyFile
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes
from desktop.foundation.folder_lock import FolderLock
from desktop.usecases.unlocking import KEYRING_LIMIT

_TURNS, _A_MOMENT = 50, 0.1
"""Tries, and seconds between them: writing a file takes far less."""


class KeysChangedError(QingqiaoError):
    """Somebody else changed the keys file meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "密钥文件刚被另一个窗口或命令改动过，这一步没有办理，数据没有改动。", "请再办理一次。"
        )


def lock_beside(keys: Path) -> Path:
    """Return the file that is held while these keys are replaced."""
    return keys.with_name("keys.lock")


def replace_keys(file: Path, before: KeyFile, after: bytes) -> None:
    """Write `after` in the place of the keys file, which must still be as it was read: `before`.

    Raises `KeysChangedError`, `WriteError`; then nothing has changed.
    """
    lock = FolderLock(lock_beside(file))
    if not _take(lock):
        raise KeysChangedError
    try:
        if KeyFile.read(read_bytes(file, KEYRING_LIMIT)) != before:
            raise KeysChangedError
        write_bytes(file, after)
    finally:
        lock.release()


def _take(lock: FolderLock) -> bool:
    for _ in range(_TURNS):
        try:
            if lock.take():
                return True
        except OSError:  # no file can be made here: writing the keys will say so
            return True
        time.sleep(_A_MOMENT)
    return False

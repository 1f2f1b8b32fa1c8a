"""Make the provincial end: its keys and an empty store."""

from __future__ import annotations

from pathlib import Path

from desktop.bundle.keyring import Keyring
from desktop.foundation.clock import Clock, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import write_bytes
from desktop.store.server.address import ServerAddress
from desktop.store.store import Store
from desktop.store.tables import Replica
from desktop.usecases.account.passphrase import check_passphrase
from desktop.usecases.exchange.issuers import write_issuers
from desktop.usecases.exchange.join import undoing
from desktop.usecases.unlocking import FIRST_NAME, first_keys
from desktop.usecases.workspace import Folder, Workspace


class ProvinceExistsError(QingqiaoError):
    """The folder is a provincial end already."""


def init_province(
    root: Path,
    passphrase: str,
    *,
    store: str = "",
    operator: str = FIRST_NAME,
    clock: Clock = system_clock,
) -> Workspace:
    """Make `root` the provincial end; `store` may give the address of a server's database.

    `operator` is who will be its first administrator. Keys, archive and the address stay in the
    folder. Raises `ProvinceExistsError`, `AddressError`, `DatabaseError`, `WeakPassphraseError`.
    """
    folder = Folder(root)
    if folder.database.exists() or folder.address.exists():
        raise ProvinceExistsError(
            f"“{root}”里已经有省级数据，没有改动它。", "直接使用即可；要新建请另选空文件夹。"
        )
    address = ServerAddress.parse(store) if store else None
    check_passphrase(passphrase)
    keyring = Keyring.generate()
    keys, account = first_keys(keyring, operator, passphrase)
    with undoing(folder):
        write_bytes(folder.keyring, keys.content())
        if address is not None:  # first: a database that nothing points to would be lost
            write_bytes(folder.address, f"{address.text}\n".encode())
        opened = Store.create(
            folder.place, keyring.data_key, Replica(township=0, operator=operator)
        )
        workspace = Workspace(
            folder, opened, keyring.identity, clock, account=account, staff=(account,)
        )
        try:
            write_issuers(workspace)
        except BaseException:
            workspace.close()
            raise
    return workspace

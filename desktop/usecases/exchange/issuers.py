"""The public keys of certificate issuers, kept in clear beside the database.

Verifying a certificate needs no passphrase; the file holds nothing personal and nothing secret.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.bundle.signing import key_id
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes
from desktop.store.tables import IssuerKey
from desktop.usecases.workspace import Folder, Workspace

_LIMIT = 16 << 20


class DamagedIssuersError(QingqiaoError):
    """The file is not as it was written; the next take-in writes it anew."""

    def __init__(self) -> None:
        super().__init__(
            "签发公钥文件已损坏，无法查验证书；业务数据没有改动。",
            "请接收一次上级的下发文件，公钥文件会重新写好。",
        )


class Issuer(msgspec.Struct, frozen=True):
    """One device's key; `township` is the 9-digit code."""

    township: int
    verify_key: bytes
    revoked: bool


def write_issuers(workspace: Workspace) -> None:
    """Write what is known of issuers, this device's own key included."""
    with workspace.store.read() as reader:
        known = {
            row.verify_key: Issuer(row.issuer, row.verify_key, row.revoked)
            for row in reader.find(IssuerKey)
            if row.verify_key
        }
        township = reader.replica.township
    own = workspace.identity.verify_key
    if township:
        known.setdefault(own, Issuer(township, own, revoked=False))
    issuers = sorted(known.values(), key=lambda issuer: (issuer.township, issuer.verify_key))
    write_bytes(workspace.folder.issuers, msgspec.json.encode(issuers))


def read_issuers(root: Path) -> dict[bytes, Issuer]:
    """Return the issuers by key id; empty when the folder knows none."""
    path = Folder(root).issuers
    if not path.exists():
        return {}
    try:
        issuers = msgspec.json.decode(read_bytes(path, _LIMIT), type=list[Issuer])
    except (ValueError, RecursionError) as error:
        raise DamagedIssuersError from error
    return {key_id(issuer.verify_key): issuer for issuer in issuers}

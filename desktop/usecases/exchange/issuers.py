"""What verifying certificates needs, kept in clear beside the database.

The public keys of issuers, and the serials that were revoked. Verifying needs no passphrase; the
file holds nothing personal and nothing secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from desktop.bundle.signing import key_id
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, read_bytes, write_bytes
from desktop.store.queries.revocations import revoked_serials
from desktop.store.tables import IssuerKey
from desktop.usecases.workspace import Folder, Workspace

_LIMIT = 64 << 20


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


@dataclass(frozen=True)
class Trust:
    """The issuers by key id, and the serials of certificates that no longer count."""

    issuers: Mapping[bytes, Issuer] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()


class _File(msgspec.Struct, frozen=True):
    issuers: list[Issuer]
    revoked: list[str]


def write_issuers(workspace: Workspace) -> None:
    """Write what is known of issuers, this device's own key included, and of revocations.

    A file that says all this already stays as it is. Raises `WriteError`.
    """
    with workspace.store.read() as reader:
        known = {
            row.verify_key: Issuer(row.issuer, row.verify_key, row.revoked)
            for row in reader.find(IssuerKey)
            if row.verify_key
        }
        township = reader.replica.township
        revoked = revoked_serials(reader)
    own = workspace.identity.verify_key
    if township:
        known.setdefault(own, Issuer(township, own, revoked=False))
    issuers = sorted(known.values(), key=lambda issuer: (issuer.township, issuer.verify_key))
    content, file = msgspec.json.encode(_File(issuers, revoked)), workspace.folder.issuers
    if not _says(file, content):
        write_bytes(file, content)


def tell_verifiers(workspace: Workspace) -> None:
    """Write what is known of issuers after a change that is in the database already.

    A disk that takes nothing does not undo that change, and whoever opens next writes the file.
    """
    with suppress(WriteError):
        write_issuers(workspace)


def _says(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False


def read_trust(root: Path) -> Trust:
    """Return what the folder knows of issuers and revocations; nothing when it has no file.

    Raises `DamagedIssuersError`.
    """
    path = Folder(root).issuers
    if not path.exists():
        return Trust()
    try:
        file = msgspec.json.decode(read_bytes(path, _LIMIT), type=_File)
    except (ValueError, RecursionError) as error:
        raise DamagedIssuersError from error
    issuers = {key_id(issuer.verify_key): issuer for issuer in file.issuers}
    return Trust(issuers, frozenset(file.revoked))

"""核验网页: one HTML file by which anyone can verify certificates from a disk, without network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.bundle.credential import DICTIONARY
from desktop.foundation.files import write_bytes
from desktop.foundation.paths import resources
from desktop.store.tables import Township
from desktop.usecases.exchange.issuers import Trust, read_trust, write_issuers
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class VerifierExported:
    """The page: what it knows of issuers and revocations, as of today."""

    path: Path
    issuers: int
    revoked: int
    size: int


def export_verifier(workspace: Workspace, out: Path) -> VerifierExported:
    """Write the page with the public keys and revocations known here.

    Nothing in it is secret or personal. Raises `WriteError`, `DatabaseError`.
    """
    write_issuers(workspace)
    trust = read_trust(workspace.folder.root)
    issuing = {issuer.township for issuer in trust.issuers.values()}
    with workspace.store.read() as reader:
        names = {
            row.code: f"{row.city_name}{row.county_name}{row.name}"
            for row in reader.find(Township)
            if row.code in issuing
        }
    content = _page(trust, names, workspace.today().isoformat())
    write_bytes(out, content)
    return VerifierExported(out, len(trust.issuers), len(trust.revoked), len(content))


def _page(trust: Trust, names: Mapping[int, str], day: str) -> bytes:
    said = {
        "dictionary": DICTIONARY.hex(),
        "keys": {
            key_id.hex(): (issuer.verify_key.hex(), issuer.township, issuer.revoked)
            for key_id, issuer in sorted(trust.issuers.items())
        },
        "names": names,
        "revoked": sorted(trust.revoked),
        "day": day,
    }
    folder = resources() / "verifier"
    script = (folder / "verify.js").read_text("utf-8")
    # no text may end the element that it stands in
    data = msgspec.json.encode(said).decode().replace("<", "\\u003c")
    page = (folder / "page.html").read_text("utf-8")
    return page.replace("@SCRIPT@", script).replace("@TRUST@", data).encode()

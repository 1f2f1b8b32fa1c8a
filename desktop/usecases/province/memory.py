"""Which bundles are known to exist: what tells a copied or restored database from an honest one."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.store.store import Reader, Writer
from desktop.store.tables import AcceptedBundle, KnownBundle, Lineage
from desktop.sync.messages import Heard, Manifest
from desktop.usecases.exchange.epochs import EVERYTHING, begin_epoch


def remember(writer: Writer, device: bytes, epoch: int, bundles: Mapping[int, bytes]) -> None:
    """Note bundles by number, mentioned by a device or made for it."""
    there = {row.number for row in writer.local(KnownBundle, device=device, epoch=epoch)}
    for number, sha256 in bundles.items():
        if number not in there:
            writer.add(KnownBundle(device=device, epoch=epoch, number=number, sha256=sha256))


def sent_before(reader: Reader, device: bytes, epoch: int) -> list[tuple[int, bytes]]:
    """Return (number, SHA-256) of the bundles made for a device in this life of the province."""
    made = reader.local(KnownBundle, device=device, epoch=epoch)
    return sorted((row.number, row.sha256 or b"") for row in made)


def contradicts(reader: Reader, device: bytes, manifest: Manifest, sha256: bytes) -> bool:
    """Tell whether a bundle, or its chain, gives a number another content than is known.

    A bundle that was only mentioned counts: it may be lost, and its twin of the same number come
    instead.
    """
    epoch = manifest.epoch
    known = {
        row.number: row.sha256 for row in reader.local(KnownBundle, device=device, epoch=epoch)
    }
    accepted = reader.local(AcceptedBundle, device=device, epoch=epoch)
    known |= {row.number: row.sha256 for row in accepted}
    said = {**dict(manifest.chain), manifest.number: sha256}
    return any(known.get(number, own) != own for number, own in said.items())


def notice_restore(writer: Writer, device: bytes, heard: Heard | None) -> bool:
    """Begin a new life when a device heard a bundle of ours that we do not remember making.

    Tells whether that was so. The bundle may be of a life that is lost altogether: then the new one
    comes after that as well, and what that life said is old wherever it turns up.
    """
    if heard is None or heard.number == 0:
        return False
    own = writer.replica.epoch
    if heard.epoch == own:
        made = writer.local(KnownBundle, device=device, epoch=own, number=heard.number)
        if any(row.sha256 == heard.sha256 for row in made):
            return False
        begin_epoch(writer, EVERYTHING)
        return True
    if heard.epoch and not writer.local(Lineage, epoch=heard.epoch):
        writer.add(Lineage(epoch=heard.epoch, parent=own, fork_lsn=EVERYTHING))
        begin_epoch(writer, EVERYTHING, parent=heard.epoch)
        return True
    return False

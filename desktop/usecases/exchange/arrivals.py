"""Bundles that lie on a stick: which are for this PC, and which of them it has not taken in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.bundle import Header, header_of
from desktop.foundation.errors import QingqiaoError
from desktop.sync.messages import PROVINCE
from desktop.usecases.exchange.other_files import bundles_in
from desktop.usecases.exchange.packing import lineage_of
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Arrivals:
    """Files for this PC: not taken in yet, and those that came before."""

    fresh: tuple[Path, ...] = ()
    known: tuple[Path, ...] = ()


def headers_in(folders: Sequence[Path]) -> list[tuple[Path, Header]]:
    """Return the bundles in folders with their clear lines; of a stick that is gone, none."""
    found = []
    for folder in folders:
        with suppress(OSError):
            for path in bundles_in(folder):
                with suppress(QingqiaoError):  # some other file; given by hand it is told why
                    found.append((path, header_of(path)))
    return found


def arrivals(workspace: Workspace, found: Sequence[tuple[Path, Header]]) -> Arrivals:
    """Sort out what `headers_in` found; the files are not opened."""
    with workspace.store.read() as reader:
        replica = reader.replica
        heard = replica.heard_epoch, replica.heard_number
        earlier = {epoch for epoch, _, _ in lineage_of(reader, replica.heard_epoch)[1:]}
    own = ("send-down", PROVINCE, (replica.device or b"").hex())
    fresh: list[Path] = []
    known: list[Path] = []
    for path, header in found:
        if (header.kind, header.sender, header.recipient) == own:
            old = header.epoch in earlier or (
                header.epoch == heard[0] and header.number <= heard[1]
            )
            (known if old else fresh).append(path)
    return Arrivals(tuple(fresh), tuple(known))

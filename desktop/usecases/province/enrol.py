"""Enrol a township's PC: a file and a one-time code that travel apart."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from desktop.bundle.code import new_code
from desktop.bundle.enrolment import EnrolmentNotice, seal_enrolment
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import write_bytes
from desktop.foundation.ids import new_device_id
from desktop.store.store import Reader
from desktop.store.tables import OWNER_PROVINCE, OWNER_TOWNSHIP, Device, Township
from desktop.sync.messages import Enrolment
from desktop.usecases.exchange.packing import (
    Selection,
    columns_of,
    lineage_of,
    row_frames,
    sequences,
)
from desktop.usecases.workspace import Workspace

VALID_FOR = timedelta(days=30)


class UnknownTownshipError(QingqiaoError):
    """No township has this code."""


@dataclass(frozen=True)
class Enrolled:
    """The file, and the code that opens it."""

    path: Path
    code: str = field(repr=False)
    township: int
    name: str
    expires: date


def enrol(workspace: Workspace, code: int, out: Path) -> Enrolled:
    """Write an enrolment file for the township with this 9-digit code.

    The device is on record before the file appears, so a file that exists can always join.
    """
    with workspace.store.read() as reader:
        township = find_township(reader, code)
        replica = reader.replica
        heard = 0 if _has_rows(reader, code) else replica.lsn
        device = Device(
            id=new_device_id(),
            township=code,
            token=secrets.token_bytes(32),
            enrolled_at=workspace.now(),
            expires_on=workspace.today() + VALID_FOR,
            down_heard=heard,
        )
        one_time = new_code()
        notice = EnrolmentNotice(
            township=code,
            name=township.name,
            device=device.id.hex(),
            expires=workspace.today() + VALID_FOR,
        )
        packet = Enrolment(
            township=code,
            device=device.id,
            token=device.token or b"",
            verify_key=workspace.identity.verify_key,
            recipient=workspace.identity.recipient,
            epoch=replica.epoch,
            upto=heard,
            lineage=lineage_of(reader, replica.epoch),
            tables=columns_of([OWNER_PROVINCE]),
            expires=notice.expires.isoformat(),
        )
        content = seal_enrolment(notice, _frames(reader, packet, replica.lsn), one_time)
    with workspace.store.write() as writer:
        writer.add(device)
    write_bytes(out, content)
    return Enrolled(out, one_time, code, township.name, notice.expires)


def find_township(reader: Reader, code: int) -> Township:
    """Return the township with a 9-digit code; raises `UnknownTownshipError`."""
    found = reader.find(Township, code=code)
    if not found:
        raise UnknownTownshipError(
            f"没有区划代码为 {code} 的镇街。", "请核对 9 位代码，或先装入区划数据。"
        )
    return found[0]


def _has_rows(reader: Reader, code: int) -> bool:
    """Tell whether rows of the township are here already.

    They are personal data and do not travel in an enrolment: the device is to ask for everything.
    """
    everything = Selection(OWNER_TOWNSHIP, (code,), 0, reader.replica.lsn)
    return bool(sequences(reader, everything))


def _frames(reader: Reader, packet: Enrolment, upto: int) -> Iterator[object]:
    yield packet
    yield from row_frames(reader, Selection(OWNER_PROVINCE, (0, packet.township), 0, upto))

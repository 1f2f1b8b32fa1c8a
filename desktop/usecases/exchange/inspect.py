"""Say what a file is from its clear lines alone; no key is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.bundle.bundle import Header, read_header
from desktop.bundle.enrolment import MAGIC as ENROLMENT_MAGIC
from desktop.bundle.errors import InterruptedBundleError
from desktop.foundation.ordinary_files import open_file
from desktop.usecases.exchange.join import read_enrolment


@dataclass(frozen=True)
class Inspected:
    """What the clear lines say; nothing vouches for it until the file is opened."""

    kind: str
    township: int
    sender: str
    recipient: str
    number: int
    created: datetime | None
    expires: str
    app: str
    size: int


_KINDS = {"hand-up": "上报包", "send-down": "下发包"}


def inspect(path: Path) -> Inspected:
    """Return what the file at `path` says of itself; raises a named error for anything else."""
    try:
        with open_file(path) as file:
            enrolment = file.read(len(ENROLMENT_MAGIC)) == ENROLMENT_MAGIC
            file.seek(0)
            header: Header | None = None if enrolment else read_header(file)
        size = path.stat().st_size
    except OSError as error:
        raise InterruptedBundleError(error) from error
    if header is None:
        notice = read_enrolment(path)
        return Inspected(
            "入网文件", notice.township, "province", notice.device, 0, None,
            notice.expires.isoformat(), "", size,
        )  # fmt: skip
    return Inspected(
        _KINDS[header.kind], header.township, header.sender, header.recipient, header.number,
        header.created, "", header.app, size,
    )  # fmt: skip

"""The bytes of photos on their way: which go, what becomes of those that come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from desktop.store import contents
from desktop.store.contents import Waiting
from desktop.store.store import Reader, Writer
from desktop.sync.wire import attachment_frame
from desktop.usecases.exchange.tally import Tally

PhotoChoice = Literal["include", "separate", "leave"]
"""With the rows, in files of their own, or not this time."""

MOST_BYTES = 20 * 1000 * 1000
"""Of photos in one bundle; what is more goes into the next one."""

MOST_HELD = 64 << 20
"""Bytes of one township that wait here for their rows."""


def batches(waiting: Sequence[Waiting], most: int) -> list[tuple[bytes, ...]]:
    """Divide what waits into batches of at most `most` bytes, one at least in each."""
    made: list[list[bytes]] = []
    filled = most
    for one in waiting:
        if filled + one.size > most:
            made.append([])
            filled = 0
        made[-1].append(one.sha256)
        filled += one.size
    return [tuple(batch) for batch in made]


def attachment_frames(reader: Reader, township: int, photos: Sequence[bytes]) -> Iterator[object]:
    """Yield the frames of these bytes, those alone that are still here."""
    for sha256 in photos:
        content = contents.read(reader.connection, township, sha256)
        if content is not None:
            yield attachment_frame(sha256, content)


def keep_attachment(
    writer: Writer, township: int, attachment: tuple[bytes, bytes], tally: Tally
) -> None:
    """Keep bytes that came, also before their row, as long as there is room for such."""
    sha256, content = attachment
    connection = writer.connection
    if not contents.has_row(connection, township, sha256):
        held = contents.held_size(connection, township)
        if held + len(content) > MOST_HELD:
            tally.refuse([f"照片 {sha256.hex()[:16]}：它的记录还没有收到，暂存已满"])
            return
    tally.photos += contents.put(connection, township, sha256, content)

"""The parts of a bundle, each damaged by itself: inner ones inside outer ones made good again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import zstandard

from desktop.foundation.errors import QingqiaoError
from desktop.store.store import Store, Writer
from tests.hostile.forge import Opened, frame, seal_plain, stream
from tests.hostile.snapshot import files
from tests.hostile.stage import Stage

Region = Callable[[Stage, str, Random], bytes]
"""Returns the honest file of a direction with one region damaged."""


class PutBackError(QingqiaoError):
    """All that a file did was taken back: it was what a sender may say."""


def spoil(content: bytes, random: Random) -> bytes:
    """Damage some bytes; the outcome is another one."""
    while (changed := _spoilt(content, random)) == content:
        continue
    return changed


def _spoilt(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content))
    end = min(len(content), start + random.choice((1, 1, 2, 16, 64)))
    new = random.choice(
        (
            bytes([content[start] ^ 1 << random.randrange(8)]) + content[start + 1 : end],
            random.randbytes(end - start),
            b"",
            random.randbytes(random.choice((1, 4))) + content[start:end],
        )
    )
    return content[:start] + new + content[end:]


def _outer(find: Callable[[bytes], tuple[int, int]]) -> Region:
    def damage(stage: Stage, direction: str, random: Random) -> bytes:
        content = (stage.up if direction == "up" else stage.down).read_bytes()
        start, end = find(content)
        return content[:start] + spoil(content[start:end], random) + content[end:]

    return damage


def _lines(content: bytes) -> list[int]:
    """Return where the first lines end."""
    ends, at = [], 0
    for _ in range(3):
        at = content.index(b"\n", at) + 1
        ends.append(at)
    return ends


def _age(content: bytes) -> tuple[int, int]:
    """Return where the age header begins and ends."""
    start = _lines(content)[2]
    return start, content.index(b"\n", content.index(b"\n--- ", start) + 1) + 1


def _inner(make: Callable[[Opened, Random], bytes]) -> Region:
    def damage(stage: Stage, direction: str, random: Random) -> bytes:
        opened = _opened(stage, direction)
        ends = (stage.peer, stage.province) if direction == "up" else (stage.province, stage.peer)
        sender, reader = (end.workspace.identity for end in ends)
        return seal_plain(make(opened, random), opened.header, sender, reader.recipient)

    return damage


@lru_cache(maxsize=2)
def _opened(stage: Stage, direction: str) -> Opened:
    return stage.opened(direction)


def _zstd(opened: Opened, random: Random) -> bytes:
    return spoil(stream(opened.manifest, opened.frames), random)


def _framing(opened: Opened, random: Random) -> bytes:
    contents = [msgspec.msgpack.encode(opened.manifest), *opened.frames]
    return zstandard.compress(spoil(b"".join(map(frame, contents)), random), 3)


def _manifest(opened: Opened, random: Random) -> bytes:
    first = spoil(msgspec.msgpack.encode(opened.manifest), random)
    return zstandard.compress(b"".join(map(frame, (first, *opened.frames))), 3)


def _rows(opened: Opened, random: Random) -> bytes:
    frames = list(opened.frames)
    at = random.randrange(len(frames))
    frames[at] = spoil(frames[at], random)
    return stream(opened.manifest, frames)


REGIONS: dict[str, Region] = {
    "clear line": _outer(lambda content: (0, _lines(content)[1])),
    "signature": _outer(lambda content: (_lines(content)[1], _lines(content)[2])),
    "age header": _outer(_age),
    "age payload": _outer(lambda content: (_age(content)[1], len(content))),
    "zstd, re-signed": _inner(_zstd),
    "frames, re-signed": _inner(_framing),
    "manifest, re-signed": _inner(_manifest),
    "rows, re-signed": _inner(_rows),
}


def offered(stage: Stage, direction: str, content: bytes) -> QingqiaoError | None:
    """Offer a file; what it does, if it is taken in, is taken back, and `PutBackError` returned."""
    end = stage.end(direction)
    before = files(end.root)
    with _put_back(end.workspace.store):
        error = stage.offer(direction, content).error
    if isinstance(error, PutBackError):
        _forget(before, end.root)
    return error


def _forget(before: frozenset[Path], root: Path) -> None:
    """Remove what the province archived: that comes before its transaction's end."""
    for path in files(root) - before:
        path.unlink()


@contextmanager
def _put_back(store: Store) -> Iterator[None]:
    """Let transactions that change anything come to their end, and then to nothing."""
    real: Any = store.write

    @contextmanager
    def write(*arguments: Any) -> Iterator[Writer]:  # noqa: ANN401 - passed on
        with real(*arguments) as writer:
            before = _changes(writer)
            yield writer
            writer.session.flush()
            if _changes(writer) > before:
                raise PutBackError("收下了，又退回。")

    store.write = write  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        del store.write


def _changes(writer: Writer) -> int:
    found: int = writer.connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    return found

"""The plaintext stream: zstd over frames of (u32 big-endian length, msgpack)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec
import zstandard

from desktop.bundle.errors import DamagedBundleError, HostileBundleError, OversizeFrameError

LEVEL = 3
WINDOW_CAP = 8 * 1024 * 1024
FRAME_CAP = 64 * 1024 * 1024
STREAM_CAP = 4 * 1024**3
FRAMES_CAP = 100_000
"""More than ten million rows and the photos of years need."""

# One zstd block of 4 bytes can stand for 128 KiB, so 1 KiB in gives at most 32 MiB out. zstandard
# has no other way both to bound its output and to tell a whole stream from one cut short.
_BITE = 1024
_LENGTH = struct.Struct(">I")


def compress_frames(objects: Iterable[object]) -> Iterator[bytes]:
    """Yield the stream of `objects` in pieces, pulling them one by one.

    Raises `OversizeFrameError` when one of them encodes to more than 64 MiB.
    """
    encoder = msgspec.msgpack.Encoder()
    compressor = zstandard.ZstdCompressor(level=LEVEL).compressobj()
    for item in objects:
        content = encoder.encode(item)
        if len(content) > FRAME_CAP:
            raise OversizeFrameError
        for piece in (_LENGTH.pack(len(content)), content):
            ready = compressor.compress(piece)
            if ready:
                yield ready
    yield compressor.flush()


def encode_frames(objects: Iterable[object], sink: BinaryIO) -> None:
    """Write `objects`, each as one frame, to `sink`; raises `OversizeFrameError`."""
    sink.writelines(compress_frames(objects))


def _decompress(source: BinaryIO, cap: int) -> Iterator[bytes]:
    stream = zstandard.ZstdDecompressor(max_window_size=WINDOW_CAP).decompressobj()
    total = 0
    while not stream.eof:
        bite = source.read(_BITE)
        if not bite:
            raise DamagedBundleError("内容不完整")
        try:
            piece = stream.decompress(bite)
        except zstandard.ZstdError as error:
            raise DamagedBundleError("内容无法解压") from error
        total += len(piece)
        if total > cap:
            raise HostileBundleError("解压后过大")
        yield piece
    if stream.unused_data or source.read(1):
        raise DamagedBundleError("末尾有多余内容")


def decode_frames(source: BinaryIO, *, cap: int = STREAM_CAP) -> Iterator[bytes]:
    """Yield the raw msgpack of each frame up to the end of `source`; memory under 200 MB.

    Frames are yielded before the end has been seen: commit nothing until this is exhausted.
    `cap` limits the decompressed bytes, `FRAMES_CAP` the frames. Raises `DamagedBundleError`,
    `HostileBundleError`.
    """
    held, count = bytearray(), 0
    for piece in _decompress(source, cap):
        held += piece
        start = 0
        while len(held) - start >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(held, start)
            if not 0 < length <= FRAME_CAP:
                raise HostileBundleError("单项长度不合规格")
            end = start + _LENGTH.size + length
            if len(held) < end:
                break
            count += 1
            if count > FRAMES_CAP:
                raise HostileBundleError("项数不合规格")
            yield bytes(memoryview(held)[start + _LENGTH.size : end])
            start = end
        del held[:start]
    if held:
        raise DamagedBundleError("内容不完整")

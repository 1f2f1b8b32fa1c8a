from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator

import msgspec
import pytest
import zstandard

from desktop.bundle import frames
from desktop.bundle.errors import (
    BundleError,
    DamagedBundleError,
    HostileBundleError,
    OversizeFrameError,
)
from desktop.bundle.frames import compress_frames, decode_frames, encode_frames


def _encoded(*objects: object) -> bytes:
    sink = io.BytesIO()
    encode_frames(objects, sink)
    return sink.getvalue()


def _zstd(plain: bytes, **options: int) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(plain)  # type: ignore[arg-type]


def _decoded(content: bytes, cap: int = frames.STREAM_CAP) -> list[object]:
    return [msgspec.msgpack.decode(raw) for raw in decode_frames(io.BytesIO(content), cap=cap)]


def test_frames_are_four_bytes_of_length_and_msgpack_under_zstd() -> None:
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(_encoded(["a"], 7))
    assert plain == b"\0\0\0\3\x91\xa1a" + b"\0\0\0\1\x07"


def test_many_large_frames_survive() -> None:
    rows = [[n, bytes([n]) * 300_000] for n in range(20)]
    assert _decoded(_encoded(*rows)) == rows


def test_more_frames_than_anybody_needs_are_hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "FRAMES_CAP", 3)
    assert _decoded(_encoded(1, 2, 3)) == [1, 2, 3]
    with pytest.raises(HostileBundleError, match="项数"):
        _decoded(_encoded(1, 2, 3, 4))


@pytest.mark.parametrize("keep", [0, 1, 5, -5, -1])
def test_a_stream_cut_short_is_damaged(keep: int) -> None:
    whole = _encoded(list(range(500)), "x" * 50)
    with pytest.raises(DamagedBundleError, match="不完整"):
        _decoded(whole[:keep])


@pytest.mark.parametrize("tail", [b"\0", b"x" * 5000, None])
def test_anything_behind_the_end_is_damaged(tail: bytes | None) -> None:
    whole = _encoded([1, 2, 3])
    with pytest.raises(DamagedBundleError, match="多余"):
        _decoded(whole + (whole if tail is None else tail))


def test_a_byte_exactly_behind_a_full_bite_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _encoded([1, 2, 3])
    monkeypatch.setattr(frames, "_BITE", len(whole))
    with pytest.raises(DamagedBundleError, match="多余"):
        _decoded(whole + b"\0")


@pytest.mark.parametrize("plain", [b"\0\0\0", b"\0\0\0\5abc", b"\0\0\0\1\7\0"])
def test_a_frame_that_ends_early_is_damaged(plain: bytes) -> None:
    with pytest.raises(DamagedBundleError, match="不完整"):
        _decoded(_zstd(plain))


@pytest.mark.parametrize("length", [0, frames.FRAME_CAP + 1, 2**32 - 1])
def test_an_impossible_length_is_refused_before_any_of_it_is_read(length: int) -> None:
    with pytest.raises(HostileBundleError, match="单项"):
        _decoded(_zstd(struct.pack(">I", length)))


def test_what_is_not_zstd_is_damaged() -> None:
    with pytest.raises(DamagedBundleError, match="解压"):
        _decoded(b"not zstd at all, not at all")


def test_a_bomb_stops_at_the_cap_whatever_size_it_declares() -> None:
    plain = struct.pack(">I", 60 << 20) + bytes(150 << 20)
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    for bomb in (packer.compress(plain) + packer.flush(), _zstd(plain, level=1)):
        assert 4_000 < len(bomb) < 20_000
        source = io.BytesIO(bomb)
        with pytest.raises(HostileBundleError, match="解压后过大"):
            next(decode_frames(source, cap=1 << 20))
        assert source.tell() <= 2048


def test_the_cap_itself_is_allowed() -> None:
    content = _encoded([1], [2])
    assert _decoded(content, cap=12) == [[1], [2]]
    with pytest.raises(HostileBundleError, match="过大"):
        _decoded(content, cap=11)


def test_a_window_above_8_mib_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=24)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    with pytest.raises(BundleError):
        _decoded(packer.compress(b"\0\0\0\1\7") + packer.flush())


def test_a_piece_no_reader_takes_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "FRAME_CAP", 100)
    assert _decoded(_encoded(b"x" * 98)) == [b"x" * 98]
    with pytest.raises(OversizeFrameError, match="附件"):
        _encoded(b"x" * 99)


def test_objects_are_pulled_one_by_one() -> None:
    pulled: list[int] = []

    def source() -> Iterator[object]:
        for n in range(100):
            pulled.append(n)
            yield [n, os.urandom(200_000)]

    stream = compress_frames(source())
    next(stream)
    assert len(pulled) < 10

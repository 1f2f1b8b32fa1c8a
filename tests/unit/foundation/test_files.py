"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import (
    WriteError,
    read_bytes,
    replacing,
    write_bytes,
    write_through,
)
from tests.small_disk import small_disk as mounted


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 KiB."""
    with mounted(tmp_path / "disk", "256k") as folder:
        yield folder


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux counts what is read")
def test_reading_back_asks_the_disk(tmp_path: Path) -> None:
    def read_from_disk() -> int:
        lines = Path("/proc/self/io").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("read_bytes")).split()[1])

    content = os.urandom(1 << 20)
    with (tmp_path / "stick").open("w+b", buffering=0) as file:
        file.write(content)
        file.seek(0)
        before = read_from_disk()
        assert file.read() == content
        assert read_from_disk() - before < len(content), "what was just written is in memory"
        write_through(file)
        file.seek(0)
        before = read_from_disk()
        assert file.read() == content
        if read_from_disk() == before:
            pytest.skip("this file system keeps everything in memory")
        assert read_from_disk() - before >= len(content)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(small_disk: Path) -> None:
    target = small_disk / "名册.xlsx"
    write_bytes(target, b"old")
    with pytest.raises(WriteError) as caught:
        write_bytes(target, bytes(1 << 20))
    assert "磁盘空间不足" in caught.value.message
    assert "没有改动" in caught.value.message
    assert target.read_bytes() == b"old"
    assert list(small_disk.iterdir()) == [target]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_error_at_any_step_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "a.qqb"
    write_bytes(target, b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(WriteError, match="没有改动"):
        write_bytes(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_exception_of_the_writer_leaves_nothing(tmp_path: Path) -> None:
    def write() -> None:
        with replacing(tmp_path / "a") as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_large_or_missing_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(100))
    with pytest.raises(QingqiaoError, match="太大"):
        read_bytes(tmp_path / "big", 99)
    with pytest.raises(QingqiaoError, match="打不开"):
        read_bytes(tmp_path / "none", 99)
    assert read_bytes(tmp_path / "big", 100) == bytes(100)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘空间不足"), (errno.EDQUOT, "磁盘空间不足"), (errno.EROFS, "没有权限"),
     (errno.EACCES, "没有权限"), (errno.ENODEV, "失败")],
)  # fmt: skip
def test_a_disk_that_fails_even_the_cleaning_up_is_still_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        patch.setattr(Path, "unlink", fail)
        with pytest.raises(WriteError, match=words) as caught:
            write_bytes(tmp_path / "名册.xlsx", b"new")
    assert caught.value.hint
    assert not (tmp_path / "名册.xlsx").exists()


def test_new_folders_are_durable_in_those_that_hold_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("desktop.foundation.files.sync_folder", synced.append)
    write_bytes(tmp_path / "省级" / "archive" / "a.qqb", b"new")
    assert synced == [tmp_path, tmp_path / "省级", tmp_path / "省级" / "archive"]

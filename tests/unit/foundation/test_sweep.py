"""What a program that was killed left half written goes, once nobody can be writing it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from desktop.foundation.files import sweep, write_bytes


def leave(path: Path, age: int) -> Path:
    path.write_bytes(b"half")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


@pytest.mark.parametrize(
    ("name", "age", "stays"),
    [
        (".qingqiao-abc.part", 7200, False),
        (".qingqiao-abc.part", 600, True),  # somebody may be writing it
        (".firefox.part", 7200, True),  # not ours
        ("qingqiao-abc.part", 7200, True),
    ],
)
def test_only_what_is_ours_and_old_goes(
    tmp_path: Path, name: str, age: int, *, stays: bool
) -> None:
    left = leave(tmp_path / name, age)
    write_bytes(tmp_path / "new", b"content")
    assert left.exists() == stays
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(
        ["new", *([name] if stays else [])]
    )


def test_a_folder_that_was_being_made_goes_whole(tmp_path: Path) -> None:
    folder = tmp_path / ".qingqiao-abc.part"
    folder.mkdir()
    leave(folder / "file", 7200)
    then = time.time() - 7200
    os.utime(folder, (then, then))
    sweep(tmp_path)
    assert not folder.exists()

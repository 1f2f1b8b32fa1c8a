"""A Debian is made although the line breaks off now and then, and is never left half made."""

from __future__ import annotations

import runpy
import time
from pathlib import Path
from typing import Any

import pytest

from desktop.foundation.paths import resources

DEBIAN = resources().parent / "installer/linux/debian.py"
BREAKS_OFF = """#!/bin/sh
for folder; do :; done
test ! -e "$folder" || exit 9
mkdir -p "$folder/etc/apt/apt.conf.d"
echo try >>{tries}
test "$(wc -l <{tries})" -gt {breaks}
"""


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds: list[float] = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def _debian(folder: Path, breaks: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the module, with a debootstrap that breaks off so many times."""
    program = folder / "bin/debootstrap"
    program.parent.mkdir()
    program.write_text(BREAKS_OFF.format(tries=folder / "tries", breaks=breaks))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setenv("QINGQIAO_CACHE", str(folder / "cache"))
    return runpy.run_path(str(DEBIAN))


def test_what_breaks_off_is_tried_again(
    tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    _debian(tmp_path, 2, monkeypatch)["make"]("trixie", tmp_path / "made")

    assert waits == [5, 30]
    assert (tmp_path / "made/etc/apt/apt.conf.d/80retries").exists()
    assert not (tmp_path / "made.part").exists()


def test_after_the_last_try_it_says_why_and_leaves_nothing_that_looks_made(
    tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    debian = _debian(tmp_path, 9, monkeypatch)
    with pytest.raises(debian["DebianError"], match="要连得到 Debian 的软件源"):
        debian["make"]("trixie", tmp_path / "made")

    assert waits == [5, 30, 120]
    assert not (tmp_path / "made").exists()

"""The log turns its page, and forgets the oldest."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.foundation import log
from desktop.foundation.log import LOG, start_log, stop_log


def test_a_full_file_makes_way_and_only_three_older_ones_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_SIZE", 1000)
    start_log(tmp_path)
    try:
        for number in range(200):
            LOG.info("line %03d", number)
    finally:
        stop_log()

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [
        "qingqiao.log",
        "qingqiao.log.1",
        "qingqiao.log.2",
        "qingqiao.log.3",
    ]
    assert max(file.stat().st_size for file in files) < 1100
    lines = [line for file in reversed(files) for line in file.read_text().splitlines()]
    kept = [int(line.split()[-1]) for line in lines]
    assert kept == list(range(kept[0], 200))

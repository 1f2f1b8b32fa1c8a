"""Our hand-up and take-in with files that are not encrypted, as others write theirs.

`python -m tests.benchmarks.plain ROWS [TURNS]` prints the CPU seconds out and in, in JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import sqlcipher3.dbapi2

from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.open_workspace import workspace
from tests.benchmarks.exchange import attendances, ends, put, receive
from tests.benchmarks.floor import timed

_PLAIN = b"SQLite format 3\0"


@contextmanager
def plain_files() -> Iterator[None]:
    """Leave the key out: the same driver then writes what every SQLite reads."""

    def connect(place: str, _: bytes) -> Any:  # noqa: ANN401 - a driver without types
        return sqlcipher3.dbapi2.connect(
            place, isolation_level=None, check_same_thread=False, timeout=10, uri=True
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("desktop.store.engine._connect", connect)
        yield


def measure(root: Path, how_many: int, turns: int) -> tuple[float, float]:
    """Return the CPU seconds out and in, of several turns the middle ones."""
    province, township = ends(root)
    put(township, attendances(how_many))
    outs = [timed(partial(hand_up, township, root / f"out{turn}")) for turn in range(turns)]
    (file,) = (root / "out0").iterdir()
    province.close()
    township.close()
    backs = []
    for turn in range(turns):
        copy = shutil.copytree(root / "province", root / f"province{turn}")
        with workspace(copy, PASSPHRASE) as opened:
            backs.append(timed(partial(receive, opened, file)))
        if not (copy / "qingqiao.db").read_bytes().startswith(_PLAIN):
            raise RuntimeError("the database is encrypted after all")
    return median(outs), median(backs)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, plain_files():
        print(json.dumps(measure(Path(folder), *map(int, sys.argv[1:]))))  # noqa: T201 - the result

"""What protection costs: unlocking, and the exchange in an encrypted file beside a plain one.

`python -m tests.benchmarks.protection [ROWS [TURNS]]` says it; both kinds of file take turns, in
the same library, which without a key is plain SQLite.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import sqlcipher3.dbapi2

from desktop.bundle.keyring import KeyFile, Keyring
from desktop.domain.account import Role
from desktop.store import engine
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.open_workspace import open_workspace
from tests.benchmarks.exchange import attendances, ends, put, receive
from tests.benchmarks.floor import timed


@dataclass(frozen=True)
class Protection:
    """CPU seconds of the key derivation and of a whole unlocking.

    `out` and `back` are those in an encrypted file by those in a plain one.
    """

    derivation: float
    unlocking: float
    out: float
    back: float


def measure_protection(root: Path, rows: int = 20_000, turns: int = 5) -> Protection:
    """Measure both; raises what the exchange raises."""
    keyring, account = Keyring.generate().with_account("周敏", Role.ADMINISTRATOR)
    keys = KeyFile.new(keyring, PASSPHRASE, slot=account.slot)
    derivation = median(timed(partial(keys.unlock, PASSPHRASE, "1")) for _ in range(turns))
    ratios = [_ratios(root / f"turn{turn}", rows) for turn in range(turns)]
    folder = root / "turn0" / "sealed" / "township"
    unlocking = median(timed(partial(_unlock, folder)) for _ in range(turns))
    out, back = map(median, zip(*ratios, strict=True))
    return Protection(derivation, unlocking, out, back)


def say_protection(root: Path) -> None:
    """Print the figures beside their goals."""
    found = measure_protection(root)
    print(  # noqa: T201 - the report
        f"unlocking: {found.unlocking * 1000:.0f} ms, of it argon2id "
        f"{found.derivation * 1000:.0f} ms (goal 1000); encrypted file ÷ plain file: "
        f"hand-up {found.out:.2f}, take-in {found.back:.2f} (goal 1.20)"
    )


def _unlock(folder: Path) -> None:
    open_workspace(folder, PASSPHRASE, slot="1").close()


def _ratios(root: Path, rows: int) -> tuple[float, float]:
    sealed = _exchange(root / "sealed", rows)
    with _without_cipher():
        plain = _exchange(root / "plain", rows)
        shutil.rmtree(root / "plain")
    return sealed[0] / plain[0], sealed[1] / plain[1]


def _exchange(root: Path, rows: int) -> tuple[float, float]:
    """Return the seconds of a hand-up and of its take-in."""
    root.mkdir(parents=True)
    province, township = ends(root)
    put(township, attendances(rows))
    out = timed(partial(hand_up, township, root / "full"))
    (file,) = (root / "full").iterdir()
    back = timed(partial(receive, province, file))
    province.close()
    township.close()
    return out, back


@contextmanager
def _without_cipher() -> Iterator[None]:
    def connect(place: str, _key: bytes) -> Any:  # noqa: ANN401 - a driver without types
        made = sqlcipher3.dbapi2.connect(
            place, isolation_level=None, check_same_thread=False, timeout=10, uri=True
        )
        made.execute("PRAGMA temp_store = MEMORY")
        return made

    with patch.object(engine, "_connect", connect):
        yield


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(measure_protection(Path(folder), *map(int, sys.argv[1:])))  # noqa: T201 - the result

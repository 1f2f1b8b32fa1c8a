"""A province and PCs that have joined and said nothing yet, from which histories start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.store.rows import put_fields
from desktop.store.store import Writer
from desktop.usecases.exchange.join import join
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from tests.cheap_keys import cheap_keys
from tests.histories.script import HOMES

PASSPHRASE = "千佛山下读书声声"
CODES = {1: 370102001, 2: 370102002}
UNIVERSITIES = 2


class Epochs:
    """Names for lives, drawn from the history's own source; what was undone is drawn again."""

    def __init__(self, names: Iterator[int]) -> None:
        self._names, self._drawn, self.at = names, list[int](), 0

    def __call__(self) -> int:
        if self.at == len(self._drawn):
            self._drawn.append(next(self._names))
        self.at += 1
        return self._drawn[self.at - 1]


@dataclass(frozen=True)
class Template:
    """The folders, and the names of their lives, the province's first."""

    root: Path
    epochs: tuple[int, ...]


@contextmanager
def template(root: Path) -> Iterator[Template]:
    """Make it, with cheap keyrings, and with bundles that may be split row by row."""
    with pytest.MonkeyPatch.context() as patch, cheap_keys():
        patch.setattr("desktop.usecases.exchange.hand_up.SMALLEST", 1)
        province = init_province(root / "province", PASSPHRASE)
        with province.store.write() as writer:
            _decree_all(writer)
        ends = [province]
        given = [enrol(province, CODES[home], root / f"{at}.qqe") for at, home in enumerate(HOMES)]
        for at, one in enumerate(given):
            ends.append(join(one.path, one.code, root / f"pc{at}", PASSPHRASE).workspace)
        epochs = []
        for end in ends:
            with end.store.read() as reader:
                epochs.append(reader.replica.epoch)
            end.close()
        yield Template(root, tuple(epochs))


def _decree_all(writer: Writer) -> None:
    townships = [(home.to_bytes(16), code, code, "街道") for home, code in CODES.items()]
    put_fields(writer.connection, "township", ("id", "township", "code", "name"), townships)
    universities = [(number.to_bytes(16), "大学", 0) for number in range(UNIVERSITIES)]
    put_fields(writer.connection, "university", ("id", "name", "branch_total"), universities)

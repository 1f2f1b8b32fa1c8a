"""Wrong tries at a passphrase: each further one waits longer.

The number of tries in a row is kept beside the keys, by account, and written before a passphrase
is tried, so that neither a restart nor a program killed in time forgets one. The wait is counted
from the start of the program or the last try, never from a time of day: a clock that is set
shortens nothing, and a restart begins the wait anew. Who can delete the file can also take the
keys elsewhere and guess there; against that stands argon2id.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError, read_bytes, write_bytes

FREE = 3
"""Tries in a row that cost no waiting."""

_FIRST_WAIT, _LONGEST_WAIT = 5, 600
_LIMIT = 16 << 10

_Counts = dict[Annotated[str, Meta(max_length=64)], Annotated[int, Meta(ge=0)]]


class TooSoonError(QingqiaoError):
    """The wait after wrong tries is not over."""

    def __init__(self, tries: int, seconds: int) -> None:
        super().__init__(
            f"口令已连续输错 {tries} 次，请等 {seconds} 秒再试；数据没有改动。",
            "想不起来的，可以请管理员重设口令，或用恢复单打开。",
        )
        self.seconds = seconds


def penalty(tries: int) -> int:
    """Return the seconds to wait after so many wrong tries in a row."""
    if tries < FREE:
        return 0
    doublings = min(tries - FREE, 10)
    return int(min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT))


class Tries:
    """The tries at one keys file, as far as this program has waited."""

    def __init__(self, keys: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = keys.with_name("qingqiao.tries")
        self._clock = clock
        self._start = clock()
        self._since: dict[str, float] = {}
        self._seen: _Counts = {}

    def count(self, slot: str) -> int:
        """Return the wrong tries in a row at a slot."""
        return max(self._counts().get(slot, 0), self._seen.get(slot, 0))

    def seconds_left(self, slot: str) -> int:
        """Return how long to wait before the next try at a slot."""
        waited = self._clock() - self._since.get(slot, self._start)
        return max(0, math.ceil(penalty(self.count(slot)) - waited))

    @contextmanager
    def one(self, slot: str) -> Iterator[None]:
        """Count what is done within as a try; raises `TooSoonError` before it is one.

        It was wrong when it ends in `WrongPassphraseError`, and takes all back when it ends well.
        """
        tries = self.count(slot)
        if seconds := self.seconds_left(slot):
            raise TooSoonError(tries, seconds)
        self._note(slot, tries + 1)
        try:
            yield
        except WrongPassphraseError:
            self._seen[slot] = tries + 1
            self._since[slot] = self._clock()
            raise
        except BaseException:
            self._note(slot, tries)
            raise
        self._seen.pop(slot, None)
        self._note(slot, 0)

    def _counts(self) -> _Counts:
        try:
            return msgspec.json.decode(read_bytes(self._file, _LIMIT), type=_Counts)
        except (QingqiaoError, ValueError):
            return {}

    def _note(self, slot: str, tries: int) -> None:
        """Keep a number; a full disk must not lock anybody out."""
        counts = {name: number for name, number in self._counts().items() if name != slot}
        if tries:
            counts[slot] = tries
        with suppress(WriteError, OSError):
            if counts:
                write_bytes(self._file, msgspec.json.encode(counts))
            else:
                self._file.unlink(missing_ok=True)

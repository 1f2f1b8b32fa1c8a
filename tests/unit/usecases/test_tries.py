"""The wait after wrong tries: it grows, outlives a restart, and no clock of the day shortens it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.bundle.keyring import WrongPassphraseError
from desktop.foundation.files import WriteError
from desktop.usecases import tries as module
from desktop.usecases.tries import FREE, TooSoonError, Tries, penalty


class Watch:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "qingqiao.keys"


def _fail(tries: Tries, slot: str = "1") -> None:
    with pytest.raises(WrongPassphraseError), tries.one(slot):
        raise WrongPassphraseError


def test_the_wait_grows_and_ends_somewhere() -> None:
    waits = [penalty(number) for number in range(20)]
    assert waits[: FREE + 4] == [0, 0, 0, 5, 10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] == penalty(10**9) == 600


def test_after_three_wrong_tries_the_next_waits(keys: Path) -> None:
    watch = Watch()
    tries = Tries(keys, watch)
    for _ in range(FREE):
        _fail(tries)
    with pytest.raises(TooSoonError, match="请等 5 秒") as said, tries.one("1"):
        pytest.fail("tried")  # pragma: no cover
    assert said.value.seconds == 5
    watch.now += 5
    _fail(tries)
    assert tries.seconds_left("1") == 10
    assert tries.seconds_left("2") == 0


def test_a_restart_begins_the_wait_anew(keys: Path) -> None:
    watch = Watch()
    first = Tries(keys, watch)
    for _ in range(FREE):
        _fail(first)
    watch.now += 4
    again = Tries(keys, watch)
    assert again.seconds_left("1") == 5
    watch.now += 5
    with again.one("1"):
        pass
    assert Tries(keys, watch).count("1") == 0
    assert not list(keys.parent.iterdir())


def test_a_program_killed_in_time_has_counted(keys: Path) -> None:
    killed = []
    for number in range(1, FREE + 1):
        trying = Tries(keys, Watch()).one("1")
        trying.__enter__()  # and then the process is gone
        killed.append(trying)
        assert Tries(keys, Watch()).count("1") == number


def test_what_is_no_wrong_passphrase_is_no_try(keys: Path) -> None:
    tries = Tries(keys, Watch())
    _fail(tries)
    with pytest.raises(OSError, match="disk"), tries.one("1"):
        raise OSError("disk")
    assert tries.count("1") == 1


@pytest.mark.parametrize("content", [b"", b"[]", b'{"1": -1}', b'{"1": "x"}', b"\xff" * 99])
def test_a_file_that_says_nothing_counts_as_none(keys: Path, content: bytes) -> None:
    keys.with_name("qingqiao.tries").write_bytes(content)
    assert Tries(keys, Watch()).count("1") == 0


def test_a_full_disk_locks_nobody_out_and_this_program_still_waits(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise WriteError("磁盘空间不足", "")

    monkeypatch.setattr(module, "write_bytes", full)
    tries = Tries(keys, Watch())
    for _ in range(FREE):
        _fail(tries)
    assert tries.seconds_left("1") == 5

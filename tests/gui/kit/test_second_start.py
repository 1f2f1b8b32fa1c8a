"""One window per data folder: a second start reaches the first; no lock outlives its process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.foundation import network_drives
from desktop.foundation.folder_lock import FolderLock
from desktop.foundation.network_drives import file_system, on_network
from desktop.gui.doorbell import Doorbell, ring
from desktop.store.engine import DatabaseError, open_engine

_PATIENCE = 120_000
"""Milliseconds; a busy machine is slow, and wine slower."""

HOLD = """
import os, sys, time
from pathlib import Path
from desktop.foundation.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "数据 一"
    folder.mkdir()
    return folder


@pytest.fixture
def bell(root: Path, qtbot: QtBot) -> Iterator[tuple[Doorbell, list[list[Path]]]]:
    assert qtbot is not None
    made, heard = Doorbell(root), list[list[Path]]()
    made.rung.connect(heard.append)
    yield made, heard
    made.deleteLater()


def second_start(root: Path, *files: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", *map(str, files)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QINGQIAO_DATA": str(root)},
        cwd=Path(__file__).parents[3],
        text=True,
    )


def test_a_second_start_hands_its_file_over_and_ends_well(
    root: Path, bell: tuple[Doorbell, list[list[Path]]], qtbot: QtBot, tmp_path: Path
) -> None:
    _, heard = bell
    file = tmp_path / "青桥下发 1.qqb"
    lock = FolderLock(root / "window.lock")
    assert lock.take()
    one, other = second_start(root, file), second_start(root)
    qtbot.waitUntil(lambda: None not in (one.poll(), other.poll()), timeout=_PATIENCE)
    qtbot.waitUntil(lambda: [file] in heard, timeout=5_000)
    assert (one.returncode, other.returncode) == (0, 0)
    assert not list((root / "window.calls").iterdir())
    assert not (root / "qingqiao.db").exists(), "a second start touches nothing else"
    lock.release()


def test_files_opened_together_come_together(
    root: Path, bell: tuple[Doorbell, list[list[Path]]], qtbot: QtBot, tmp_path: Path
) -> None:
    _, heard = bell
    names = [tmp_path / f"{n}.qqb" for n in range(3)]
    callers = [threading.Thread(target=ring, args=(root, [name])) for name in names]
    for caller in callers:
        caller.start()
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    for caller in callers:
        caller.join()
    assert sorted(path for files in heard for path in files) == names


def test_a_window_that_does_not_answer_is_not_waited_for_ever(root: Path) -> None:
    assert not ring(root, [root / "a.qqb"], patience=0.2)
    assert not list((root / "window.calls").iterdir()), "nothing is left to surprise anyone later"


def test_what_is_no_call_of_ours_is_ignored(
    root: Path, bell: tuple[Doorbell, list[list[Path]]], qtbot: QtBot
) -> None:
    made, heard = bell
    (root / "window.calls" / "x.call").write_bytes(b"\xff not json")
    made.look()
    caller = threading.Thread(target=ring, args=(root, []))
    caller.start()
    qtbot.waitUntil(lambda: heard == [[]], timeout=10_000)
    caller.join()


def test_a_lock_dies_with_its_process(root: Path) -> None:
    file = root / "window.lock"
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert not FolderLock(file).take(), "while it lives"
        holder.kill()
        holder.wait()
    mine = FolderLock(file)
    assert mine.take(), "after a crash, or on a stick from another PC, the file means nothing"
    other = FolderLock(file)
    assert not other.take()
    mine.release()
    assert other.take()
    other.release()


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/周敏/data", "ext4"),
        ("/mnt/共享 盘/青桥", "cifs"),
        ("/mnt/共享 盘/usb/青桥", "vfat"),
        ("/mnt/共享", "ext4"),
    ],
)
def test_the_file_system_of_a_place(place: str, kind: str) -> None:
    lines = [
        "/dev/sda1 / ext4 rw 0 0",
        r"//server/share /mnt/共享\040盘 cifs rw 0 0",
        r"/dev/sdb1 /mnt/共享\040盘/usb vfat rw 0 0",
    ]
    assert file_system(Path(place), lines) == kind


def test_no_database_is_opened_on_a_network_share(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not on_network(root)
    if sys.platform == "win32":
        remote = 4
        monkeypatch.setattr(ctypes.windll.kernel32, "GetDriveTypeW", lambda _: remote)
    else:
        mounts = root / "mounts"
        place = str(root).replace(" ", r"\040")
        mounts.write_text(f"server:/share {place} nfs4 rw 0 0\n")
        monkeypatch.setattr(network_drives, "_MOUNTS", mounts)
    assert on_network(root / "not there yet")
    with pytest.raises(DatabaseError, match="网络共享"):
        open_engine(root / "qingqiao.db", bytes(32)).connect()
    assert not (root / "qingqiao.db").exists()

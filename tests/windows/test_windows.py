from __future__ import annotations

import errno
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desktop.foundation.files import WriteError, move_file, remove_folder, replacing, write_bytes
from desktop.foundation.folder_lock import FolderLock
from desktop.foundation.network_drives import on_network
from desktop.foundation.paths import default_data, instances_folder, log_folder
from desktop.gui.doorbell import ring
from desktop.gui.drives import drive_of, removable_drives
from desktop.gui.eject import eject

assert sys.platform == "win32"

STICK = Path("E:\\")

HOLDING = """
import sys, time
from pathlib import Path
from desktop.foundation.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
time.sleep(600)
"""


def test_another_process_holds_the_folder_until_it_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "window.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDING, str(file)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"True"
    assert not FolderLock(file).take()
    holder.kill()
    holder.communicate()  # waits, and closes the pipe
    lock = FolderLock(file)
    assert lock.take()
    assert not FolderLock(file).take()
    lock.release()
    assert FolderLock(file).take()


def test_places_are_in_the_users_own_account() -> None:
    places = [default_data(), instances_folder(), log_folder()]
    assert all("Local" in place.parts for place in places)
    assert not instances_folder().is_relative_to(default_data())


def test_a_share_is_another_computer_and_a_letter_is_this_one() -> None:
    assert on_network(Path(r"\\服务器\共享\青桥"))
    assert not on_network(Path("C:\\青桥"))


def test_only_the_stick_is_removable() -> None:
    assert [(drive.root, drive.device) for drive in removable_drives()] == [(STICK, "E:")]
    found = drive_of(STICK / "上报")
    assert found is not None
    assert "E:" in found.name
    assert drive_of(Path("C:\\青桥")) is None


def test_a_stick_that_can_be_written_to_says_its_room() -> None:
    (stick,) = removable_drives()
    assert stick.problem == ""
    assert stick.free is not None
    assert stick.free > 0
    assert "空闲" in stick.words


def test_what_cannot_be_ejected_is_said_and_not_raised() -> None:
    (stick,) = removable_drives()
    write_bytes(STICK / "在写.qqb", b"x")
    assert eject(stick) in {True, False}
    assert (STICK / "在写.qqb").read_bytes() == b"x"


def test_a_file_that_another_program_has_open_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "签到表.pdf"
    write_bytes(target, b"old")
    with target.open("rb"), pytest.raises(WriteError) as refused:
        write_bytes(target, b"new")
    assert "正被别的程序打开" in refused.value.message
    assert target.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["签到表.pdf"]
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_folder_too_deep_for_windows_is_named_as_the_reason(tmp_path: Path) -> None:
    short, deep = tmp_path / "签到表.pdf", tmp_path / ("深" * 120) / ("层" * 120) / "签到表.pdf"
    for target, words in ((short, "写入“签到表.pdf”失败"), (deep, "文件夹太深")):
        # wine itself takes longer paths, so the refusal is played
        with pytest.raises(WriteError) as refused, replacing(target):
            raise FileNotFoundError(errno.ENOENT, "没有那个文件或目录")
        assert words in refused.value.message


def test_a_scanner_that_looks_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    target = tmp_path / "上报.qqb"
    write_bytes(target, b"old")
    looked_at = target.open("rb")
    release = threading.Timer(0.4, looked_at.close)
    release.start()
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_file_is_moved_onto_another_and_a_folder_removed(tmp_path: Path) -> None:
    write_bytes(tmp_path / "甲" / "新", b"new")
    write_bytes(tmp_path / "乙", b"old")
    move_file(tmp_path / "甲" / "新", tmp_path / "乙")
    assert (tmp_path / "乙").read_bytes() == b"new"
    remove_folder(tmp_path / "甲")
    assert [one.name for one in tmp_path.iterdir()] == ["乙"]


def test_nobody_hears_a_bell_where_no_window_is(tmp_path: Path) -> None:
    start = time.monotonic()
    assert not ring(tmp_path, [Path("C:\\第一村 上报.qqb")], patience=0.3)
    assert time.monotonic() - start < 30
    assert not list(tmp_path.rglob("*.call"))

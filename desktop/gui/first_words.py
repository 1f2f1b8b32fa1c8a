"""What the first window says beside asking for a passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.gui.drives import drive_of


def plans(files: Sequence[Path]) -> str:
    """Return what will become of files once the data is open."""
    enrolments = [file for file in files if file.suffix.lower() == ".qqe"]
    names = "、".join(f"“{file.name}”" for file in files if file not in enrolments)
    said = f"打开后将接收{names}。" if names else ""
    if enrolments:
        said += "这台电脑已经入网，平时不需要入网文件；要重新入网，打开后会问。"
    return said


def stick_note(root: Path) -> str:
    """Return what to know of data on a removable disk; empty on others."""
    drive = drive_of(root)
    if drive is None:
        return ""
    return (
        f"这份数据在可移动磁盘“{drive.name}”上：用完请先关闭青桥，再安全弹出；"
        "U 盘容易损坏和遗失，请经常上报。"
    )

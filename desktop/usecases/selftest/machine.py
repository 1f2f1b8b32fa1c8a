"""The PC on trial: room on the disk, a sane clock, a folder that can be written."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from desktop.foundation.build import BUILD
from desktop.foundation.clock import BEIJING
from desktop.usecases.selftest.fault import FaultError

_ROOM = 500_000_000
"""Bytes: the data of a township, its backups and a term of printing."""

_LIFE = timedelta(days=3653)
"""No release is in use for longer; a clock beyond it is wrong."""


def disk(folder: Path) -> str:
    """Return how much room the disk of the data folder has; raises `FaultError` below 500 MB."""
    place = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(place).free
    if free < _ROOM:
        raise FaultError(
            f"数据所在的磁盘只剩 {free / 1e6:.0f} MB。", "请清理磁盘，至少留出 500 MB。"
        )
    return f"数据所在的磁盘还有 {free / 1e9:.1f} GB"


def clock(now: datetime) -> str:
    """Return the time; raises `FaultError` when it cannot be right. `now` is aware."""
    shown = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    if not BUILD.made <= now < BUILD.made + _LIFE:
        raise FaultError(
            f"电脑的时间是 {shown}，不会是对的。",
            "请在系统设置里改正日期和时间。上报接收不看时间，不会出错，但证书和签到表上的日期会错。",
        )
    return f"电脑时间 {shown}（北京时间）"

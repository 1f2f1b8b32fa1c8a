"""Typing Chinese on Linux: which input method runs, how Qt is told of it, what if it cannot be.

A package carries Qt's plugins for ibus and for compose keys. fcitx5 answers to ibus as well;
fcitx 4 has only a plugin of its own, which is not among Qt's.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, MutableMapping
from pathlib import Path

from desktop.foundation.errors import QingqiaoError

DAEMONS = {"fcitx5": "fcitx5", "ibus-daemon": "ibus", "fcitx": "fcitx 4"}
"""Processes of input methods, and what people call these."""

_ASK = "QT_IM_MODULE"
_PROCESSES = Path("/proc")
_LONGEST = 64
"""Bytes of a process's name; the system keeps fewer."""


class NoChineseError(QingqiaoError):
    """Chinese cannot be typed into the window as things are."""


def running() -> frozenset[str]:
    """Return which of `DAEMONS` run for this user; none where there are no such, as on Windows."""
    if not sys.platform.startswith("linux"):
        return frozenset()
    found, user = set(), os.getuid()
    with os.scandir(_PROCESSES) as processes:
        for process in processes:
            try:
                if process.name.isdecimal() and process.stat().st_uid == user:
                    found.add(_name(process.path))
            except OSError:  # the process has just ended
                continue
    return frozenset(found & DAEMONS.keys())


def _name(process: str) -> str:
    """Read it the short way: there are hundreds, and the first window waits."""
    file = os.open(f"{process}/comm", os.O_RDONLY)
    try:
        return os.read(file, _LONGEST).decode(errors="replace").strip()
    finally:
        os.close(file)


def choose_input_method(
    environment: MutableMapping[str, str], plugins: Collection[str], daemons: Collection[str]
) -> None:
    """Let Qt speak ibus where that is what an input method hears; else leave things as they are.

    `plugins` are the names of Qt's input context plugins, `daemons` what runs. Wayland brings its
    own way for programs that ask for nothing.
    """
    wanted = environment.get(_ASK, "")
    if not wanted and environment.get("WAYLAND_DISPLAY"):
        return
    if not wanted:
        said = re.search(r"@im=(\w+)", environment.get("XMODIFIERS", ""))
        wanted = said[1] if said else ""
    served = any(wanted.removesuffix("5") == plugin.removesuffix("5") for plugin in plugins)
    if (not wanted or not served) and _hears_ibus(daemons):
        environment[_ASK] = "ibus"


def _hears_ibus(daemons: Collection[str]) -> bool:
    return "fcitx5" in daemons or "ibus-daemon" in daemons


def typing_words(
    asked: str, plugins: Collection[str], daemons: Collection[str], *, wayland: bool = False
) -> str:
    """Return with what Chinese is typed; raises `NoChineseError` with what to do about it.

    `asked` is QT_IM_MODULE once `choose_input_method` has seen to it.
    """
    if not sys.platform.startswith("linux"):
        return "用系统的输入法"
    named = "、".join(DAEMONS[one] for one in sorted(daemons))
    if wayland and not asked and daemons:
        return f"{named}，经 Wayland"
    heard = asked in plugins and asked != "compose"
    if heard and (asked != "ibus" or _hears_ibus(daemons)):
        return f"{named or asked}，经 {asked}"
    if not daemons:
        raise NoChineseError(
            "没有找到正在运行的中文输入法。",
            "请在系统设置里启用输入法（fcitx5 或 ibus），然后关闭青桥再打开；"
            "在这之前可以在别的程序里打好字，复制过来。",
        )
    if not _hears_ibus(daemons):
        raise NoChineseError(
            "这台电脑的输入法是 fcitx 4，青桥自带的组件连不上它。",
            "请联系电脑管理员换成 fcitx5（或 ibus），注销后重新登录；"
            "在这之前可以在别的程序里打好字，复制过来。",
        )
    raise NoChineseError(
        f"系统要求程序用“{asked or '无'}”输入，青桥接不上正在运行的 {named}。",
        "请把系统设置里的输入法框架改为 ibus 或 fcitx5（即环境变量 QT_IM_MODULE），"
        "注销后重新登录；在这之前可以在别的程序里打好字，复制过来。",
    )

"""Which input method Qt is told of, and what is said where none can be."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop.foundation import input_methods
from desktop.foundation.input_methods import (
    NoChineseError,
    choose_input_method,
    running,
    typing_words,
)

BUNDLED = {"ibus", "compose"}
FCITX5, IBUS, FCITX4, BOTH = {"fcitx5"}, {"ibus-daemon"}, {"fcitx"}, {"fcitx5", "ibus-daemon"}


@pytest.mark.parametrize(
    ("before", "plugins", "daemons", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, BUNDLED, FCITX5, "ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, BUNDLED, FCITX5, "ibus"),
        ({"XMODIFIERS": "@im=fcitx"}, BUNDLED, FCITX5, "ibus"),
        ({"QT_IM_MODULE": "xim"}, BUNDLED, IBUS, "ibus"),
        ({"QT_IM_MODULE": "fcitx"}, BUNDLED, set(), "fcitx"),
        ({"QT_IM_MODULE": "fcitx"}, BUNDLED, FCITX4, "fcitx"),
        ({"QT_IM_MODULE": "fcitx"}, BUNDLED | {"fcitx5"}, FCITX5, "fcitx"),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, BUNDLED, FCITX5, "ibus"),
        ({"QT_IM_MODULE": "compose"}, BUNDLED, FCITX5, "compose"),
        ({}, BUNDLED, IBUS, "ibus"),
        ({}, BUNDLED, set(), None),
        ({"WAYLAND_DISPLAY": "wayland-0"}, BUNDLED, IBUS, None),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_IM_MODULE": "fcitx"}, BUNDLED, FCITX5, "ibus"),
    ],
)
def test_qt_is_told_of_what_it_can_reach(
    before: dict[str, str], plugins: set[str], daemons: set[str], after: str | None
) -> None:
    choose_input_method(before, plugins, daemons)

    assert before.get("QT_IM_MODULE") == after


on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere the system sees to it"
)


@on_linux
@pytest.mark.parametrize(
    ("daemons", "said"),
    [(FCITX5, "fcitx5，经 ibus"), (IBUS, "ibus，经 ibus"), (BOTH, "fcitx5、ibus，经 ibus")],
)
def test_with_what_chinese_is_typed_is_said(daemons: set[str], said: str) -> None:
    assert typing_words("ibus", BUNDLED, daemons) == said


@on_linux
@pytest.mark.parametrize(
    ("asked", "daemons", "said", "remedy"),
    [
        ("ibus", set(), "没有找到正在运行的中文输入法", "再打开"),
        ("", set(), "没有找到正在运行的中文输入法", "再打开"),
        ("fcitx", FCITX4, "fcitx 4", "换成 fcitx5"),
        ("ibus", FCITX4, "fcitx 4", "换成 fcitx5"),
        ("compose", FCITX5, "“compose”", "QT_IM_MODULE"),
    ],
)
def test_what_cannot_be_typed_is_said_with_a_remedy(
    asked: str, daemons: set[str], said: str, remedy: str
) -> None:
    with pytest.raises(NoChineseError, match=said) as raised:
        typing_words(asked, BUNDLED, daemons)
    assert remedy in raised.value.hint


def test_elsewhere_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "getuid", raising=False)  # which Windows does not have
    assert running() == frozenset()


@on_linux
def test_only_this_users_processes_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_methods, "_PROCESSES", tmp_path)
    for number, name in enumerate(("bash", "fcitx5")):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}/comm").write_text(f"{name}\n")
    assert running() == {"fcitx5"}

    monkeypatch.setattr(os, "getuid", lambda: os.stat(tmp_path).st_uid + 1)  # noqa: PTH116
    assert running() == set()

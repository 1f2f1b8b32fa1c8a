"""Makes sure that the tests find input methods and a screen to type Chinese on."""

from __future__ import annotations

import sys
from pathlib import Path

from system_packages import ensure

PACKAGES = {
    "/usr/bin/xvfb-run": "xvfb",
    "/usr/bin/dbus-run-session": "dbus",
    "/usr/bin/xdotool": "xdotool",
    "/usr/bin/ibus-daemon": "ibus",
    "/usr/share/ibus/component/libpinyin.xml": "ibus-libpinyin",
    "/usr/bin/fcitx5": "fcitx5",
    "/usr/share/fcitx5/inputmethod/pinyin.conf": "fcitx5-chinese-addons",
}
"""What is looked for, and the Debian package that it is in."""


def missing() -> list[str]:
    """Name the packages that are not there."""
    return [package for file, package in PACKAGES.items() if not Path(file).exists()]


def main() -> int:
    """Exit 0 when nothing is missing, else 1 with the one command that would help."""
    lacking, command = ensure(list(PACKAGES.values()), missing)
    if lacking:
        sys.stderr.write(f"没有输入法，打拼音的测试会跳过。\n请执行：{command}\n")
    return len(lacking)


if __name__ == "__main__":
    sys.exit(main())

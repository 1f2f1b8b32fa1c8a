"""Makes sure that the tests find programs that only they need: `tested_with.py NAME…`."""

from __future__ import annotations

import sys
from pathlib import Path

from system_packages import ensure

NEEDED = {
    "postgresql": ("省级库放在服务器上", {"/usr/lib/postgresql/*/bin/pg_ctl": "postgresql"}),
    "chromium": ("核验证书的网页", {"/usr/bin/chromium*": "chromium"}),
    "input-methods": (
        "打拼音",
        {
            "/usr/bin/xvfb-run": "xvfb",
            "/usr/bin/dbus-run-session": "dbus",
            "/usr/bin/xdotool": "xdotool",
            "/usr/bin/ibus-daemon": "ibus",
            "/usr/share/ibus/component/libpinyin.xml": "ibus-libpinyin",
            "/usr/bin/fcitx5": "fcitx5",
            "/usr/share/fcitx5/inputmethod/pinyin.conf": "fcitx5-chinese-addons",
        },
    ),
}
"""What is tested with them; what is looked for, and the Debian package that it is in."""


def lacks(name: str) -> bool:
    """Return whether something of that name is missing still; says which command would help."""
    tested, packages = NEEDED[name]

    def missing() -> list[str]:
        return [one for file, one in packages.items() if not list(Path("/").glob(file[1:]))]

    lacking, command = ensure(list(packages.values()), missing)
    if lacking:
        sys.stderr.write(
            f"没有 {'、'.join(lacking)}，有的测试（{tested}）会跳过。\n"
            f"请用管理员身份执行：{command}\n"
        )
    return bool(lacking)


if __name__ == "__main__":
    sys.exit(sum(lacks(name) for name in sys.argv[1:]))

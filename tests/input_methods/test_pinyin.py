"""Pinyin typed on a keyboard arrives in the window as Chinese, through real input methods."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FCITX_PROFILE = """\
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""

BEGIN = {
    "ibus": """
ibus-daemon --panel disable &
until ibus engine libpinyin; [ "$(ibus engine)" = libpinyin ]; do sleep 1; done
""",
    "fcitx5": """
fcitx5 &
until fcitx5-remote; do sleep 1; done
""",
}
"""How each is started, and told to take pinyin."""

TYPE = """
"$PYTHON" -m tests.input_methods.field >typed &
window=$(xdotool search --sync --onlyvisible --name '^field$')
xdotool windowfocus --sync $window
for try in 1 2 3 4 5 6; do  # until the field has met the input method, it takes plain letters
    [ "$METHOD" = ibus ] || fcitx5-remote -o -s pinyin
    xdotool key ctrl+a BackSpace; sleep 1
    xdotool type --delay 100 nihao; sleep 1; xdotool key space; sleep 2
    ! grep 你好 typed || break
done
kill %1 %2
"""

PARTS = {
    "ibus": ("/usr/bin/ibus-daemon", "/usr/share/ibus/component/libpinyin.xml"),
    "fcitx5": ("/usr/bin/fcitx5", "/usr/share/fcitx5/inputmethod/pinyin.conf"),
}


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("ibus", {"QT_IM_MODULE": "ibus"}),
        ("ibus", {}),
        ("fcitx5", {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}),
    ],
)
def test_pinyin_becomes_chinese(method: str, asked: dict[str, str], tmp_path: Path) -> None:
    lacking = [part for part in PARTS[method] if not Path(part).exists()]
    lacking += [
        name for name in ("xvfb-run", "dbus-run-session", "xdotool") if not shutil.which(name)
    ]
    if lacking:
        pytest.skip(f"typing with {method} is not tried: {', '.join(lacking)} not installed")
    profile = tmp_path / ".config/fcitx5/profile"
    profile.parent.mkdir(parents=True)
    profile.write_text(FCITX_PROFILE)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "LANG": "C.UTF-8",
        "PYTHON": sys.executable,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "METHOD": method,
    }
    with (tmp_path / "said").open("wb") as said:
        subprocess.run(
            ["xvfb-run", "-a", "dbus-run-session", "--", "bash", "-xc", BEGIN[method] + TYPE],
            cwd=tmp_path,
            env=environment | asked,
            stdout=said,
            stderr=said,
            timeout=150,
            check=False,
        )
    assert "你好" in (tmp_path / "typed").read_text(encoding="utf-8").split()

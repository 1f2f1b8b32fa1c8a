"""Makes sure that Qt finds its system libraries; installs them with apt where that is possible."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from system_packages import ensure

PACKAGES = (
    "libegl1",
    "libgl1",
    "libfontconfig1",
    "libdbus-1-3",
    "libglib2.0-0",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
)


def missing() -> list[str]:
    """Shared libraries that the Qt modules and the offscreen and xcb plugins ask for in vain."""
    import PySide6  # noqa: PLC0415 - only there once the environment is made

    root = Path(PySide6.__file__).parent
    wanted = [root / f"Qt{name}.abi3.so" for name in ("Widgets", "PrintSupport", "Svg")]
    wanted += [
        root / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in ("offscreen", "xcb")
    ]
    found: set[str] = set()
    for library in wanted:
        listing = subprocess.run(
            ["ldd", str(library)], capture_output=True, text=True, check=False
        ).stdout
        found.update(line.split()[0] for line in listing.splitlines() if "not found" in line)
    return sorted(found)


def main() -> int:
    """Exit 0 when nothing is missing, else 1 with the one command that would help."""
    if not sys.platform.startswith("linux"):
        return 0
    lacking, command = ensure(PACKAGES, missing)
    if lacking:
        sys.stderr.write(f"Qt 缺少系统库：{'、'.join(lacking)}\n请用管理员身份执行：{command}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make run`: the window on demo data; without a screen, the whole loop into a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from desktop.cli.terminal import shown_progress
from desktop.usecases.demo.play import Played, play
from desktop.usecases.demo.setting import PASSPHRASE
from tests.screenshots import draw_views

ROOT = Path("build/demo")


def has_screen() -> bool:
    """Tell whether a window can be shown."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def main() -> int:
    played = None
    if not ROOT.exists():
        with shown_progress() as progress:
            played = play(ROOT, progress)
    if has_screen():
        print(f"演示数据在 {ROOT}/township，口令：{PASSPHRASE}")  # noqa: T201 - said to the user
        environment = {**os.environ, "QINGQIAO_PASSPHRASE": PASSPHRASE}
        command = [sys.executable, "-m", "desktop", "--data", str(ROOT / "township")]
        return subprocess.run(command, env=environment, check=False).returncode
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    pictures = draw_views(ROOT / "township", PASSPHRASE, ROOT / "screenshots")
    _say(played, pictures)
    return 0


def _say(played: Played | None, pictures: list[Path]) -> None:
    lines = [f"没有显示器：全流程已经走完，结果在 {ROOT.resolve()}"]
    if played is not None:
        lines += [f"  {what}：{path.relative_to(ROOT)}" for what, path in played.files]
    lines.append(f"  截图：{len(pictures)} 张，在 screenshots/")
    print("\n".join(lines))  # noqa: T201 - said to the user


if __name__ == "__main__":
    sys.exit(main())

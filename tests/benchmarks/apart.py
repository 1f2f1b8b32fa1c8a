"""Environments of others, made from pins of their own beside this project's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_HOME = Path("build/bench-venvs")


def environment(pins: Path) -> Path:
    """Return the Python of an environment, made anew when the pins have changed.

    Raises OSError or CalledProcessError where it cannot be had.
    """
    venv = _HOME / pins.stem
    python, made = venv / "bin" / "python", venv / pins.name
    if not made.exists() or made.read_text() != pins.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        subprocess.run([*pip, "--no-deps", "-r", pins], check=True, stderr=subprocess.DEVNULL)
        made.write_text(pins.read_text())
    return python.absolute()

"""Where things lie: shipped resources and the user's data."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

PORTABLE = "portable.flag"


def resources() -> Path:
    """Return the folder of shipped fonts, icons and templates, frozen or from a checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen or Path(__file__).parents[2]) / "resources"


def portable_folder() -> Path | None:
    """Return the program's own folder where PORTABLE lies in it: all it writes stays there."""
    folder = Path(sys.executable).parent
    frozen = getattr(sys, "frozen", False)
    return folder if frozen and (folder / PORTABLE).exists() else None


def default_data() -> Path:
    """Return this user's data folder, e.g. ~/.local/share/qingqiao."""
    if beside := portable_folder():
        return beside / "data"
    return Path(platformdirs.user_data_dir("qingqiao", appauthor=False))


def instances_folder() -> Path:
    """Return where this user keeps the tokens of databases: never inside a data folder.

    A portable program takes them along, else every PC it visits would look like a copy; that the
    whole stick was copied shows when bundles are exchanged.
    """
    if beside := portable_folder():
        return beside / "instances"
    return Path(platformdirs.user_state_dir("qingqiao-instances", appauthor=False))


def log_folder() -> Path:
    """Return this user's log folder."""
    if beside := portable_folder():
        return beside / "logs"
    return Path(platformdirs.user_log_dir("qingqiao", appauthor=False))

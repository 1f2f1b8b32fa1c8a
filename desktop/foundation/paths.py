"""Where things lie: shipped resources and the user's data."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs


def resources() -> Path:
    """Return the folder of shipped fonts, icons and templates, frozen or from a checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen or Path(__file__).parents[2]) / "resources"


def default_data() -> Path:
    """Return this user's data folder, e.g. ~/.local/share/qingqiao."""
    return Path(platformdirs.user_data_dir("qingqiao", appauthor=False))


def instances_folder() -> Path:
    """Return where this user keeps the tokens of databases: never inside a data folder."""
    return Path(platformdirs.user_state_dir("qingqiao-instances", appauthor=False))


def log_folder() -> Path:
    """Return this user's log folder."""
    return Path(platformdirs.user_log_dir("qingqiao", appauthor=False))

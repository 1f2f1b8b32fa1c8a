"""How this program starts itself again."""

from __future__ import annotations

import sys

PROBE = "--probe-window"
"""Asked of a second process: does the window work on this PC?"""


def itself() -> list[str]:
    """Return the command of this program, frozen or from a checkout."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop"]

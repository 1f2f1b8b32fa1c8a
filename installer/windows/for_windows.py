"""Keeps of a list of requirements what Windows needs: `for_windows.py <LIST >LESS`.

pip judges the conditions in a list by the system it runs on, not by the one it fetches for.
"""

from __future__ import annotations

import re
import sys

from packaging.markers import Marker

WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "python_version": "3.12",
    "python_full_version": "3.12.9",
}
_CONDITION = re.compile(r" ; ([^\\\n]*) \\\n")


def for_windows(listed: str) -> str:
    """Return the entries whose condition holds there, without it."""
    kept = []
    for entry in re.split(r"^(?=\S)", listed, flags=re.MULTILINE):
        condition = _CONDITION.search(entry)
        if condition is None or Marker(condition[1]).evaluate(WINDOWS):
            kept.append(_CONDITION.sub(r" \\\n", entry))
    return "".join(kept)


if __name__ == "__main__":
    sys.stdout.write(for_windows(sys.stdin.read()))

"""Makes sure that the tests find a browser for the page that verifies certificates."""

from __future__ import annotations

import shutil
import sys

from system_packages import ensure


def missing() -> list[str]:
    """Name the program that is not there."""
    return [] if shutil.which("chromium") or shutil.which("chromium-browser") else ["chromium"]


def main() -> int:
    """Exit 0 when nothing is missing, else 1 with the one command that would help."""
    lacking, command = ensure(["chromium"], missing)
    if lacking:
        sys.stderr.write(f"没有 chromium，核验网页的测试会跳过。\n请执行：{command}\n")
    return len(lacking)


if __name__ == "__main__":
    sys.exit(main())

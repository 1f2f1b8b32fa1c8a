"""Makes sure that the tests find a PostgreSQL server's programs; only they need any."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from system_packages import ensure


def missing() -> list[str]:
    """Name the program that is not there."""
    installed = shutil.which("pg_ctl") or list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return [] if installed else ["pg_ctl"]


def main() -> int:
    """Exit 0 when nothing is missing, else 1 with the one command that would help."""
    lacking, command = ensure(["postgresql"], missing)
    if lacking:
        sys.stderr.write(f"没有 PostgreSQL 服务器程序，有的测试会跳过。\n请执行：{command}\n")
    return len(lacking)


if __name__ == "__main__":
    sys.exit(main())

"""Debian packages that something here needs, installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence


def ensure(packages: Sequence[str], missing: Callable[[], list[str]]) -> tuple[list[str], str]:
    """Install packages with apt, as root, if something is `missing`.

    Returns what is missing still, and the command that a person would give.
    """
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    lacking = missing()
    if lacking and shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "--quiet"], env=environment, check=False)
        subprocess.run(command, env=environment, check=False)
        lacking = missing()
    return lacking, f"sudo {' '.join(command)}"


def ensure_programs(packages: Mapping[str, str]) -> None:
    """Make sure that programs are there, by name, each from its Debian package; else end."""

    def missing() -> list[str]:
        return [program for program in packages if shutil.which(program) is None]

    lacking, command = ensure(list(packages.values()), missing)
    if lacking:
        raise SystemExit(f"缺少程序：{'、'.join(lacking)}\n请用管理员身份执行：{command}")

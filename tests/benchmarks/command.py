"""The real command in a process of its own, with its time and its peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a command said, its seconds of wall and of CPU, its peak memory in bytes."""

    out: str
    wall: float
    cpu: float
    peak: int


_WATCH = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(child.pid, 0)
with open(sys.argv[1], "w") as told:
    told.write(f"{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process between: the system counts the memory of whoever starts a process as its own."""


def run(*arguments: str | Path, passphrase: str) -> Ran:
    """Run `qingqiao province …`; raises `CalledProcessError` when it fails."""
    command = [sys.executable, "-m", "desktop", "province", *map(str, arguments)]
    environment = {"QINGQIAO_PASSPHRASE": passphrase, "PYTHONIOENCODING": "utf-8"}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-S", "-c", _WATCH, told, *command],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            check=True,
        )
        wall = time.perf_counter() - start
        cpu, peak = told.read_text().split()
    return Ran(done.stdout.decode(), wall, float(cpu), int(peak) * 1024)

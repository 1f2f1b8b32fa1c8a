"""The real command, as a script would call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSPHRASE = "青年一起向未来二〇二六"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        return json.loads(self.out)


def qingqiao(*arguments: str | Path | int, passphrase: str = PASSPHRASE) -> Said:
    """Run the command; never prompts, since nobody is there to answer."""
    environment = {
        **os.environ,
        "QINGQIAO_PASSPHRASE": passphrase,
        "PYTHONIOENCODING": "utf-8",
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def succeed(*arguments: str | Path | int) -> Said:
    """Run the command and expect it to succeed."""
    said = qingqiao(*arguments)
    assert said.code == 0, f"{arguments}: {said.out}{said.err}"
    assert "Traceback" not in said.err
    return said


def refused(*arguments: str | Path | int, passphrase: str = PASSPHRASE) -> str:
    """Run the command, expect an expected failure, and return its words."""
    said = qingqiao(*arguments, passphrase=passphrase)
    assert said.code == 1, f"{arguments}: {said.code} {said.out}{said.err}"
    assert "Traceback" not in said.err
    return said.err

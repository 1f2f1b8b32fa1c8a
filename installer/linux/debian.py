"""A fresh Debian in a folder: `debian.py SUITE FOLDER`, as root; standard library only.

What releases, checks and the Windows package are made in. Lines break off: what has come is kept,
and the rest is asked for again, a few times and in longer and longer intervals.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

CACHE = Path(
    os.environ.get("QINGQIAO_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qingqiao"
)
"""Outside the checkout, in which tools look at every file."""

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

_PAUSES = 5, 30, 120
"""Seconds."""
_RETRIES = 'Acquire::Retries "10";\n'
"""Older apts give up at the first packet that is lost."""


class DebianError(Exception):
    """It could not be made; says in Chinese why."""


def tries(what: str) -> Iterator[bool]:
    """Yield, for each try at something that needs the network, whether it is the last one.

    Before each but the first it says so and waits.
    """
    for pause in _PAUSES:
        yield False
        sys.stderr.write(f"{what}没有成功，{pause} 秒后再试。\n")
        time.sleep(pause)
    yield True


def make(suite: str, folder: Path) -> None:
    """Make the base of a Debian; the folder is there only when it is whole.

    Raises `DebianError`.
    """
    packages = CACHE / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f"{folder.name}.part")
    command = [
        *("debootstrap", "--variant=minbase", "--force-check-gpg", f"--keyring={KEYRING}"),
        *(f"--cache-dir={packages}", suite, str(part)),
    ]
    sys.stderr.write(f"正在装 Debian {suite} ……\n")
    for last in tries(f"Debian {suite} "):
        _remove(part)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.returncode:
            break
        if last:
            said = f"{done.stdout[-300:]}{done.stderr[-300:]}"
            raise DebianError(f"Debian {suite} 没有装成，要连得到 Debian 的软件源：\n{said}")
    (part / "etc/apt/apt.conf.d/80retries").write_text(_RETRIES, encoding="utf-8")
    _remove(folder)
    part.rename(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, unless something of this machine is mounted in it."""
    if any((folder / name).is_mount() for name in ("proc", "sys", "dev")):
        raise DebianError(f"{folder} 正在使用。")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        make(sys.argv[1], Path(sys.argv[2]).absolute())
    except DebianError as error:
        sys.exit(str(error))

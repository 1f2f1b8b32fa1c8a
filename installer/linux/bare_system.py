"""A Debian with nothing on it but its base, in a folder: where packages meet what they lack."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from debian import CACHE, DebianError, make
from system_packages import ensure_programs

USER, HOME = "zhangsan", "/home/张三"
_MOUNTED = ("proc", "dev")


class NoBareSystemError(Exception):
    """This machine, or this user, cannot make one."""


class BareSystem:
    """Runs commands in it, as root or as 张三."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def home(self) -> Path:
        """The home of 张三, seen from outside."""
        return self.root / HOME[1:]

    def start(
        self, command: str, *, user: str = "root", **environment: str
    ) -> subprocess.Popen[str]:
        """Start a shell command; its words come through pipes."""
        words = ["chroot", str(self.root)]
        if user != "root":
            words += ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"]
        return subprocess.Popen(
            [*words, "sh", "-ec", f'cd "$HOME"; {command}'],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG": "C.UTF-8",
                "DEBIAN_FRONTEND": "noninteractive",
                "HOME": HOME if user == USER else "/root",
            }
            | environment,
        )

    def run(self, command: str, *, user: str = "root", **environment: str) -> str:
        """Return what a shell command printed; ends the check when it fails."""
        running = self.start(command, user=user, **environment)
        said, complained = running.communicate()
        if running.returncode:
            raise SystemExit(f"{command}\n{said[-2000:]}\n{complained[-2000:]}")
        return said

    def install(self, *what: str) -> None:
        """Install packages and what they depend on, nothing that they only recommend."""
        self.run(f"apt-get install --yes --quiet --no-install-recommends {' '.join(what)}")


@contextmanager
def bare_system(suite: str) -> Iterator[BareSystem]:
    """Lend a copy of a bare system, which is made the first time and kept in the user's cache.

    Raises `NoBareSystemError` with the reason where that is not possible.
    """
    if os.geteuid() or not Path("/etc/debian_version").exists():
        raise NoBareSystemError("需要 Debian 和管理员身份")
    ensure_programs({"debootstrap": "debootstrap", "setpriv": "util-linux"})
    kept, used = CACHE / f"bare-{suite}", CACHE / f"used-{suite}"
    if not (kept / "ready").exists():
        _make(kept, suite)
    _unmount(used)
    shutil.rmtree(used, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(used)], check=True)
    for name in _MOUNTED:
        done = subprocess.run(
            ["mount", "--bind", f"/{name}", str(used / name)], capture_output=True, check=False
        )
        if done.returncode:
            _unmount(used)
            raise NoBareSystemError(f"不能挂载 /{name}：{done.stderr.decode().strip()}")
    try:
        yield BareSystem(used)
    finally:
        _unmount(used)
        shutil.rmtree(used)


def _make(kept: Path, suite: str) -> None:
    try:
        make(suite, kept)
    except DebianError as error:
        raise NoBareSystemError(str(error)) from error
    system = BareSystem(kept)
    system.run("apt-get update --quiet")
    system.run(f"useradd --create-home --home-dir {HOME} --shell /bin/sh {USER}")
    (kept / "ready").touch()


def _unmount(used: Path) -> None:
    """Take the mounts off; what cannot be taken off must not be removed with the folder."""
    for name in _MOUNTED:
        while os.path.ismount(used / name):
            subprocess.run(["umount", str(used / name)], check=True)

"""Uses the package in a bare Debian: `check_deb.py FOLDER [SUITE]`, as root; standard library only.

Installs it, tries every part under a screen of its own, opens a bundle by its name, upgrades in
place and purges; what it sees is left in build/package-check: report.json and window.png.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUT = ROOT / "build/package-check"
USER, HOME = "zhangsan", "/home/张三"
TOOLS = ("xvfb", "xauth", "imagemagick", "desktop-file-utils", "appstream", "shared-mime-info")
PASSPHRASE = "青桥演示口令二〇二六"  # noqa: S105 - of the demo's invented data
LIBRARIES = "export LD_LIBRARY_PATH=/opt/qingqiao/lib; find /opt/qingqiao -name '*.so*' -type f"


class Bare:
    """A bare system in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, command: str, *, user: str = "root") -> str:
        """Return what a shell command printed; ends the check when it fails."""
        inside = f"export LANG=C.UTF-8 HOME={HOME if user == USER else '/root'}; {command}"
        who = ["chroot", str(self.root)]
        if user != "root":
            who += ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"]
        done = subprocess.run(
            [*who, "sh", "-ec", inside],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"},
        )
        if done.returncode:
            raise SystemExit(f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout


@contextmanager
def bare(suite: str) -> Iterator[Bare]:
    """Make a bare system, once, and lend a copy of it."""
    kept = ROOT / f"build/bare-{suite}"
    if not (kept / "ready").exists():
        shutil.rmtree(kept, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", suite, str(kept)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        system = Bare(kept)
        system.run(
            f"apt-get update -q; apt-get install -qy --no-install-recommends {' '.join(TOOLS)}"
        )
        system.run(f"useradd -m -d {HOME} {USER}")
        (kept / "ready").touch()
    used = ROOT / f"build/used-{suite}"
    shutil.rmtree(used, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(used)], check=True)
    subprocess.run(["mount", "--bind", "/proc", str(used / "proc")], check=True)
    subprocess.run(["mount", "--bind", "/dev", str(used / "dev")], check=True)
    try:
        yield Bare(used)
    finally:
        subprocess.run(["umount", str(used / "proc"), str(used / "dev")], check=False)
        if not any((used / "proc").iterdir()):
            shutil.rmtree(used)


def check(package: Path, suite: str) -> None:
    """Install, use, upgrade, purge."""
    OUT.mkdir(parents=True, exist_ok=True)
    with bare(suite) as system:
        shutil.copy(package, system.root / "root/qingqiao.deb")
        system.run("apt-get install -qy --no-install-recommends /root/qingqiao.deb")
        lost = system.run(f"{LIBRARIES} -exec ldd {{}} + | grep 'not found' | sort -u || true")
        if lost:
            raise SystemExit(f"libraries that the package's dependencies do not bring:\n{lost}")
        system.run("desktop-file-validate /usr/share/applications/qingqiao.desktop")
        system.run("appstreamcli validate --no-net /usr/share/metainfo/*.xml")
        try_everything(system)
        open_bundle(system)
        upgrade_and_purge(system)


def try_everything(system: Bare) -> None:
    """Run the self-test on a screen; keep its report."""
    said = system.run("xvfb-run -a qingqiao self-test --json", user=USER)
    (OUT / "report.json").write_text(said, encoding="utf-8")
    report = json.loads(said)
    if not report["sound"] or "xcb" not in said:
        raise SystemExit(said)


def open_bundle(system: Bare) -> None:
    """Open a bundle with a Chinese name by the command of the desktop entry; take a picture."""
    system.run(f"qingqiao demo --out {HOME}/演示", user=USER)
    (down,) = (system.root / HOME[1:] / "演示/bundles").glob("青桥下发*.qqb")
    bundle = "第一村 下发.qqb"
    shutil.copy(down, system.root / HOME[1:] / bundle)
    kind = system.run(f"xdg-mime query filetype {shlex.quote(bundle)} 2>/dev/null || true")
    shown = (
        f"qingqiao --data 演示/township {shlex.quote(bundle)} & sleep 12; "
        "import -window root /tmp/window.png; kill $!"
    )
    system.run(
        f"cd {HOME}; export QINGQIAO_PASSPHRASE={PASSPHRASE}; "
        f"xvfb-run -a -s '-screen 0 1366x768x24' sh -c {shlex.quote(shown)}",
        user=USER,
    )
    shutil.copy(system.root / "tmp/window.png", OUT / f"window{kind.strip()}.png")


def upgrade_and_purge(system: Bare) -> None:
    """Install a newer version over this one, then purge: the data stay."""
    system.run(
        "cd /root; dpkg-deb -R qingqiao.deb newer; "
        "sed -i 's/^Version: .*/&+next/' newer/DEBIAN/control; touch newer/opt/qingqiao/lib/next; "
        "dpkg-deb -Znone --build newer newer.deb; rm -r newer; "
        "touch /opt/qingqiao/lib/old; dpkg -i newer.deb; test -e /opt/qingqiao/lib/next; "
        "qingqiao --version"
    )
    system.run("rm /opt/qingqiao/lib/old; apt-get purge -qy qingqiao; test ! -e /opt/qingqiao")
    system.run(f"test -s {HOME}/演示/township/qingqiao.db; test ! -e /usr/bin/qingqiao")


def main() -> None:
    """Check the one package in a folder."""
    if os.geteuid() or not shutil.which("debootstrap"):
        raise SystemExit("需要管理员身份和 debootstrap：apt-get install debootstrap")
    (package,) = Path(sys.argv[1]).glob("*.deb")
    suite = sys.argv[2] if len(sys.argv) > 2 else "bookworm"  # noqa: PLR2004 - the second word
    check(package, suite)
    sys.stdout.write(f"{package.name} in {suite}: installed, used, upgraded, purged; see {OUT}\n")


if __name__ == "__main__":
    main()

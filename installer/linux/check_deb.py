"""Uses the package as a clerk would: `check_deb.py FOLDER [SUITE]`; standard library only.

In a bare Debian of that suite (this machine's, if none is named) it is installed, tried on a
screen, opened by a double click, started a second time, upgraded and purged. Where no bare system
can be made that is said, and the package is unpacked and tried without being installed. What was
seen is left in build/package-check.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import deb
from bare_system import HOME, USER, BareSystem, NoBareSystemError, bare_system
from screen import Screen, wait_for
from system_packages import ensure_programs

PASSPHRASE = "青桥演示口令二〇二六"  # noqa: S105 - of the demo's invented data
DATA, LOGS = ".local/share/qingqiao", ".local/state/qingqiao"
PROGRAMS = {
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "lintian": "lintian",
}
A_DESKTOP = ("xdg-utils", "shared-mime-info", "desktop-file-utils", "libfile-mimeinfo-perl")
"""What every desktop has for opening files by their kind."""

LOST = "find {0} -name '*.so*' -type f -exec ldd {{}} + 2>/dev/null | grep 'not found' | sort -u"
OUT = Path(__file__).parents[2] / "build/package-check"
_SHOWN = 3.0
"""Seconds until what was taken in is on the screen."""
_PATIENCE = 120
"""Seconds for the backup that is made when the window is closed."""


def check_files(package: Path) -> None:
    """Let Debian's own programs judge the package and what it tells the desktop."""
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        subprocess.run(["dpkg-deb", "-x", str(package), name], check=True)
        share = tree / "usr/share"
        for words in (
            ["desktop-file-validate", str(share / "applications/qingqiao.desktop")],
            ["appstreamcli", "validate", "--no-net", *map(str, (share / "metainfo").iterdir())],
            ["lintian", "--no-cfg", "--allow-root", "--fail-on", "error", *_unjudged(package)],
        ):
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{' '.join(words)}\n{done.stdout[-3000:]}{done.stderr[-1000:]}")


def _unjudged(package: Path) -> list[str]:
    """Return lintian's words; only a release is made with a Python that leaves no path behind."""
    if package.parent.name == "release":
        return [str(package)]
    return ["--suppress-tags", "custom-library-search-path", str(package)]


def check_installed(package: Path, suite: str) -> None:
    """Install, use, upgrade, purge."""
    with bare_system(suite) as system, Screen() as screen:
        (system.root / "root/qingqiao.deb").write_bytes(package.read_bytes())
        system.install("./qingqiao.deb")
        libraries = "LD_LIBRARY_PATH=/opt/qingqiao/lib"
        if lost := system.run(f"{libraries} {LOST.format('/opt/qingqiao')} || true"):
            raise SystemExit(f"libraries that the package's dependencies do not bring:\n{lost}")
        there = {"DISPLAY": screen.display}
        said = system.run("qingqiao self-test --json || true", user=USER, **there)
        judge(said, suite)
        system.install(*A_DESKTOP)
        prepare_newer(system)
        open_by_double_click(system, screen, suite)
        upgrade_and_purge(system)


def judge(said: str, where: str) -> None:
    """Keep the report of a self-test, and end where anything but an input method is missing."""
    (OUT / f"self-test-{where}.json").write_text(said, encoding="utf-8")
    findings = {one["trial"]: one for one in json.loads(said)["findings"]}
    broken = [name for name, one in findings.items() if not one["sound"] and name != "typing"]
    if broken or "（xcb）" not in findings["window"]["words"]:
        raise SystemExit(said)


def open_by_double_click(system: BareSystem, screen: Screen, suite: str) -> None:
    """Open a bundle as a file manager does, twice: the second one reaches the same window."""
    system.run(
        f"qingqiao demo --out 演示; mkdir -p {DATA}; cp -r 演示/township/. {DATA}", user=USER
    )
    (down,) = (system.home / "演示/bundles").glob("青桥下发*.qqb")
    for name in ("第一村 上报.qqb", "第二村 上报.qqb"):
        (system.home / name).write_bytes(down.read_bytes())
    kind = system.run('xdg-mime query filetype "第一村 上报.qqb"', user=USER).strip()
    if kind != "application/x-qingqiao-bundle":
        raise SystemExit(f"第一村 上报.qqb is taken for {kind}")
    there = {"DISPLAY": screen.display, "QINGQIAO_PASSPHRASE": PASSPHRASE}
    first = system.start('xdg-open "第一村 上报.qqb"', user=USER, **there)
    wait_for(lambda: _taken_in(system, 1), "the double-clicked bundle was not taken in")
    time.sleep(_SHOWN)
    screen.picture(OUT / f"double-click-{suite}.png")
    system.run('xdg-open "第二村 上报.qqb"', user=USER, **there)
    wait_for(lambda: _taken_in(system, 2), "the second bundle did not reach the window")
    time.sleep(_SHOWN)
    screen.picture(OUT / f"second-start-{suite}.png")
    replace_under_the_window(system)
    window = screen.window("· 青桥")
    screen.hand("windowactivate", "--sync", window, "key", "ctrl+k", "type", "mingce")
    time.sleep(_SHOWN)
    screen.hand("key", "Return")
    time.sleep(_SHOWN)
    screen.picture(OUT / f"not-replaced-{suite}.png")
    if first.poll() is not None:
        raise SystemExit(f"the window has ended: {first.communicate()}")
    screen.hand("windowactivate", "--sync", window, "key", "alt+F4")
    first.communicate(timeout=_PATIENCE)
    if wrong := system.run(f"grep -r -A9 ERROR {LOGS} || true", user=USER):
        raise SystemExit(wrong)


def prepare_newer(system: BareSystem) -> None:
    """Make a package of a later version, with one file more and one less."""
    system.run(
        "dpkg-deb -R qingqiao.deb newer; "
        "sed -i 's/^Version: .*/&+next/' newer/DEBIAN/control; touch newer/opt/qingqiao/lib/next; "
        "rm newer/opt/qingqiao/lib/resources/qingqiao.svg; "
        "dpkg-deb -Znone --build newer newer.deb; rm -r newer"
    )


def replace_under_the_window(system: BareSystem) -> None:
    """Upgrade and remove while a window is open: both are refused in words, and nothing changes."""
    for act in ("dpkg -i newer.deb", "dpkg -r qingqiao"):
        said = system.run(f"{act} 2>&1 || true")
        if "请关闭" not in said:
            raise SystemExit(f"{act} under an open window:\n{said}")
    system.run('test -z "$(dpkg --verify qingqiao)"; test ! -e /opt/qingqiao/lib/next')


def _taken_in(system: BareSystem, times: int) -> str:
    """Return whether so many bundles were taken in: a backup is made before each of them."""
    return "yes" * (len(list((system.home / DATA / "backups").glob("0*"))) >= times)


def upgrade_and_purge(system: BareSystem) -> None:
    """Install a newer version over this one, then purge: the data stay."""
    system.run(
        "dpkg -i newer.deb; "
        "test -e /opt/qingqiao/lib/next; test ! -e /opt/qingqiao/lib/resources/qingqiao.svg; "
        "dpkg -i qingqiao.deb; test ! -e /opt/qingqiao/lib/next"
    )
    system.run("qingqiao --version", user=USER)
    system.run(
        "apt-get purge --yes --quiet qingqiao; test ! -e /opt/qingqiao; "
        f"test ! -L /usr/bin/qingqiao; test -s {HOME}/{DATA}/qingqiao.db"
    )


def check_unpacked(package: Path) -> None:
    """Try the package without installing it; what it depends on is this machine's."""
    with tempfile.TemporaryDirectory() as name, Screen() as screen:
        subprocess.run(["dpkg-deb", "-x", str(package), name], check=True)
        program = Path(name) / "opt/qingqiao"
        there = {"PATH": os.environ["PATH"], "HOME": name, "DISPLAY": screen.display}

        def said(*words: str | Path, **more: str) -> str:
            done = subprocess.run(
                words, env=there | more, stdout=subprocess.PIPE, text=True, check=False
            )
            return done.stdout

        lost = said("sh", "-c", LOST.format(program), LD_LIBRARY_PATH=str(program / "lib"))
        if lost:
            raise SystemExit(f"libraries that are not on this machine:\n{lost}")
        judge(said(program / "qingqiao", "self-test", "--json"), "unpacked")


def this_suite() -> str:
    """Return the name of the Debian that runs here; else of one that is old enough."""
    system = platform.freedesktop_os_release()
    return system.get("VERSION_CODENAME", "") if system["ID"] == "debian" else "bookworm"


def use(package: Path, suite: str) -> None:
    """Use the package in a bare system; where none can be made, say so and use what there is."""
    try:
        check_installed(package, suite)
    except NoBareSystemError as error:
        sys.stderr.write(f"没有装进空白的系统里检查：{error}。只在本机解开试用。\n")
        check_unpacked(package)
        said = "unpacked and tried, NOT installed"
    else:
        said = f"installed in {suite}, used, upgraded, purged"
    sys.stdout.write(f"{package.name}: {said}; see {OUT}\n")


def main() -> None:
    """Check the package of this version in a folder."""
    folder, suite = Path(sys.argv[1]), (sys.argv[2:] or [this_suite()])[0]
    package = folder / deb.file_name()
    if not package.exists():
        raise SystemExit(f"还没有 {package}：先 make package（发布用的是 release.sh）。")
    OUT.mkdir(parents=True, exist_ok=True)
    ensure_programs(PROGRAMS)
    with ThreadPoolExecutor() as beside:  # lintian takes a minute, the window waits for its own
        judged = beside.submit(check_files, package)
        use(package, suite)
        judged.result()


if __name__ == "__main__":
    main()

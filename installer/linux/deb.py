"""The Debian package: `deb.py COLLECTION TARGET [--quick] [--release]`, over dpkg-deb.

COLLECTION is the folder that build.spec makes. With --quick the package is larger and done sooner;
with --release it must start on every system from Debian 11 on. Standard library only.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from desktop import __version__  # noqa: E402 - the checkout, installed or not

MAINTAINER = os.environ.get("QINGQIAO_MAINTAINER") or "青桥项目 <package@qingqiao.invalid>"
"""Whoever publishes names itself; no mail ever reaches the other address."""

DEPENDS = (
    "libstdc++6",
    "libgcc-s1 | libgcc1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libcups2",
    "libfontconfig1",
    "libfreetype6",
    "libegl1",
    "libgl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb1",
    "libxcb-glx0",
    "libxcb-randr0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
)
RECOMMENDS = ("xdg-utils", "udisks2", "cups-client")

DESCRIPTION = """\
Description: offline desk of a township's youth work committee
 Pairs communities with college league branches, runs practice activities,
 prints sign-in sheets and verifiable certificates, and exchanges everything
 with the provincial level as encrypted files carried by hand. There is no
 server and no network.
"""

_GLIBC = rb"GLIBC_2\.(\d+)"
CEILINGS = {_GLIBC: 31, rb"GLIBCXX_3\.4\.(\d+)": 28}
"""The newest symbol versions of the C and C++ libraries that Debian 11 and Kylin V10 SP1 have."""

_NO_PROGRAM = {".ttf", ".qm", ".csv", ".zip"}


def architecture() -> str:
    """Return Debian's word for this kind of machine."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def file_name() -> str:
    """Return the name of the package of this version for this machine."""
    return f"qingqiao_{__version__}_{architecture()}.deb"


def programs(collection: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield every program and library in the collection with its content."""
    for file in sorted(collection.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.suffix not in _NO_PROGRAM:
            content = file.read_bytes()
            if content[:4] == b"\x7fELF":
                yield file, content


def newest(content: bytes, family: bytes) -> int:
    """Return the last number of the newest symbol version of a family; 0 for none."""
    return max((int(found) for found in re.findall(family, content)), default=0)


def too_new(collection: Path) -> list[str]:
    """Return which files ask for more than the oldest supported systems have."""
    return [
        f"{file.relative_to(collection)}: {family.decode()} asked for {newest(content, family)}"
        for file, content in programs(collection)
        for family, ceiling in CEILINGS.items()
        if newest(content, family) > ceiling
    ]


def lay_out(collection: Path, tree: Path) -> None:
    """Put everything where it will be installed."""
    made = json.loads((collection / "lib/resources/build.json").read_text(encoding="utf-8"))["made"]
    shutil.copytree(collection, tree / "opt/qingqiao", symlinks=True)
    share = tree / "usr/share"
    for source, target in (
        (HERE / "qingqiao.desktop", share / "applications/qingqiao.desktop"),
        (HERE / "qingqiao-mime.xml", share / "mime/packages/qingqiao.xml"),
        (ROOT / "resources/qingqiao.svg", share / "icons/hicolor/scalable/apps/qingqiao.svg"),
        (HERE / "lintian-overrides", share / "lintian/overrides/qingqiao"),
    ):
        target.parent.mkdir(parents=True)
        shutil.copyfile(source, target)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/qingqiao").symlink_to("/opt/qingqiao/qingqiao")
    day = made[:10]
    metainfo = (HERE / "org.qingqiao.Qingqiao.metainfo.xml").read_text(encoding="utf-8")
    (share / "metainfo").mkdir()
    (share / "metainfo/org.qingqiao.Qingqiao.metainfo.xml").write_text(
        metainfo.replace("@VERSION@", __version__).replace("@DATE@", day), encoding="utf-8"
    )
    _documents(share, collection, datetime.fromisoformat(made))


def _documents(share: Path, collection: Path, made: datetime) -> None:
    folder, manual = share / "doc/qingqiao", share / "man/man1"
    for one in (folder, manual):
        one.mkdir(parents=True)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    (folder / "copyright").write_text(
        f"{licence}\nThe software, fonts and icons of others that come along, and their licences,\n"
        "are listed in third-party.txt.gz in this folder.\n",
        encoding="utf-8",
    )
    entry = (
        f"qingqiao ({__version__}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
        f" -- {MAINTAINER}  {format_datetime(made.astimezone(UTC))}\n"
    )
    page = (HERE / "qingqiao.1").read_text(encoding="utf-8").replace("@VERSION@", __version__)
    third = (collection / "lib/resources/third-party.txt").read_text(encoding="utf-8")
    for target, text in (
        (folder / "changelog.gz", entry),
        (folder / "CHANGELOG.md.gz", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")),
        (folder / "third-party.txt.gz", third),
        (manual / "qingqiao.1.gz", page),
    ):
        target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def control(tree: Path, glibc: int) -> str:
    """Return the control file."""
    size = sum(file.lstat().st_size for file in tree.rglob("*") if file.is_file()) // 1024
    return (
        f"Package: qingqiao\nVersion: {__version__}\nArchitecture: {architecture()}\n"
        f"Maintainer: {MAINTAINER}\nInstalled-Size: {size}\n"
        f"Depends: libc6 (>= 2.{glibc}), {', '.join(DEPENDS)}\n"
        f"Recommends: {', '.join(RECOMMENDS)}\n"
        f"Section: misc\nPriority: optional\n{DESCRIPTION}"
    )


def build(collection: Path, target: Path, *, quick: bool = False) -> Path:
    """Write the package into the folder `target` and return its path."""
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        tree.chmod(0o755)
        lay_out(collection, tree)
        for file in tree.rglob("*"):
            if not file.is_symlink():
                program = file.is_dir() or file == tree / "opt/qingqiao/qingqiao"
                file.chmod(0o755 if program else 0o644)
        (tree / "DEBIAN").mkdir()
        for script in ("preinst", "prerm"):
            shutil.copyfile(HERE / "not-while-running.sh", tree / "DEBIAN" / script)
            (tree / "DEBIAN" / script).chmod(0o755)
        glibc = max(newest(content, _GLIBC) for _, content in programs(collection))
        (tree / "DEBIAN/control").write_text(control(tree, glibc), encoding="utf-8")
        target.mkdir(parents=True, exist_ok=True)
        package = target / file_name()
        packed = ("-Zgzip", "-z1") if quick else ("-Zxz", "-z6")
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", *packed, "--build", str(tree), str(package)],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    return package


def main() -> None:
    """Build the package that the words of the command line ask for."""
    collection, target, *wishes = sys.argv[1:]
    if "--release" in wishes and (found := too_new(Path(collection))):
        raise SystemExit("not for release:\n" + "\n".join(found))
    made = build(Path(collection), Path(target), quick="--quick" in wishes)
    sys.stdout.write(f"{made} {made.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()

"""The Windows package, made on Debian: `package.py TARGET`, as root; standard library only.

Freezes the program in wine with build.spec, tries it out there, and writes the installer and the
portable zip into TARGET. QINGQIAO_SIGN may name a script that signs the file that it is given, in
place; it is run inside the system of wine.py, where osslsigncode is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from wine import ROOT, System, sources, system, wheels

PYTHON = "wine /opt/python/python.exe"
SOURCES = "/root/qingqiao"
COLLECTION = f"{SOURCES}/dist/qingqiao"
SIGN = "/root/sign"
PROGRAMS = ("qingqiao.exe", "qingqiao-cli.exe")
PORTABLE = "青桥便携版：有这个文件在，数据就放在这个文件夹的 data 里，可以整个带走。\r\n"


def version() -> str:
    """Return the version of the program."""
    text = (ROOT / "desktop/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "(.+)"', text)
    if found is None:
        raise SystemExit("desktop/__init__.py names no version")
    return found[1]


def freeze(debian: System) -> Path:
    """Return the frozen collection."""
    sources(debian)
    wheels(debian, "requirements-package.txt", "python")
    notes = debian.at(f"{SOURCES}/build/notes")
    subprocess.run(
        [sys.executable, "installer/build_notes.py", str(notes), "build.json"], cwd=ROOT, check=True
    )
    debian.run(
        f"cd {SOURCES}; export WINEPREFIX=/root/prefix; wineboot -i; "
        f"{PYTHON} installer/build_notes.py build/notes third-party.txt; "
        f"{PYTHON} installer/windows/appearance.py build/appearance; "
        f"{PYTHON} -m PyInstaller --noconfirm --log-level WARN build.spec"
    )
    return debian.at(COLLECTION)


def try_out(debian: System) -> None:
    """Run the self-test on a screen; ends when it finds a fault."""
    said = debian.run(
        f"export WINEPREFIX=/root/prefix; xvfb-run -a wine {COLLECTION}/qingqiao-cli.exe "
        "self-test --json || true"
    )
    if not json.loads(said)["sound"]:
        raise SystemExit(said)


def sign(debian: System) -> bool:
    """Sign the programs where a script for it was named."""
    script = os.environ.get("QINGQIAO_SIGN", "")
    if script:
        shutil.copy(script, debian.at(SIGN))
        for name in PROGRAMS:
            debian.run(f"{SIGN} {COLLECTION}/{name}")
    return bool(script)


def installer(debian: System, target: Path, *, signed: bool) -> Path:
    """Write the installer."""
    name = f"qingqiao-{version()}-setup.exe"
    values = {
        "VERSION": version(),
        "COLLECTION": COLLECTION,
        "ICON": f"{SOURCES}/build/appearance/qingqiao.ico",
        "TARGET": f"/root/{name}",
        **({"SIGN": SIGN} if signed else {}),
    }
    given = " ".join(f"-D{key}={value}" for key, value in values.items())
    debian.run(f"makensis -V2 -WX {given} {SOURCES}/installer/windows/qingqiao.nsi")
    return Path(shutil.move(debian.at(values["TARGET"]), target / name))


def portable(collection: Path, target: Path) -> Path:
    """Write the zip that is unpacked onto a stick and started from there."""
    file = target / f"qingqiao-{version()}-portable.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for one in sorted(collection.rglob("*")):
            if one.is_file():
                packed.write(one, Path("qingqiao") / one.relative_to(collection))
        packed.writestr("qingqiao/portable.flag", PORTABLE)
    return file


def main(target: Path) -> None:
    """Make all."""
    target.mkdir(parents=True, exist_ok=True)
    with system() as debian:
        collection = freeze(debian)
        try_out(debian)
        signed = sign(debian)
        made = [installer(debian, target, signed=signed), portable(collection, target)]
    for file in made:
        sys.stdout.write(f"{file} {file.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

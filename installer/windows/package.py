"""The Windows package, made on Debian: `package.py TARGET [--quick]`, as root; standard library.

Freezes the program in wine with build.spec, tries it out there, and writes the installer and the
portable zip into TARGET; with --quick the installer is larger and done sooner. QINGQIAO_SIGN may
name a script that signs the file that it is given, in place; it is run inside the system of
wine.py, where osslsigncode is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from portable import SETUP, VERSION, portable
from wine import ROOT, SOURCES, System, sources, system, wheels

PYTHON = "wine /opt/python/python.exe"
COLLECTION = f"{SOURCES}/dist/qingqiao"
SIGN = "/root/sign"
LARGEST = 120_000_000
"""Bytes of the installer, with all fonts."""


def freeze(debian: System) -> Path:
    """Return the frozen collection."""
    sources(debian, SOURCES)
    wheels(debian, "requirements-package.txt", "python")
    sys.stderr.write("正在冻结程序……\n")
    notes = debian.at(f"{SOURCES}/build/notes")
    subprocess.run(
        [sys.executable, "installer/build_notes.py", str(notes), "build.json"], cwd=ROOT, check=True
    )
    debian.run(
        f"cd {SOURCES}; export WINEPREFIX=/root/prefix; wineboot -i; "
        f"{PYTHON} installer/build_notes.py build/notes third-party.txt; "
        f"{PYTHON} installer/windows/appearance.py build/appearance; "
        f"{PYTHON} -m PyInstaller --noconfirm --log-level WARN build.spec; "
        f"{PYTHON} installer/build_notes.py --check dist/qingqiao"
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


def sign(debian: System) -> str:
    """Sign the programs where a script for it was named; return that script's place inside."""
    script = os.environ.get("QINGQIAO_SIGN", "")
    if not script:
        return ""
    shutil.copy(script, debian.at(SIGN))
    debian.run(f"cd {COLLECTION}; for program in *.exe; do {SIGN} $program; done")
    return SIGN


def installer(
    debian: System,
    collection: str,
    name: str,
    *,
    number: str = "",
    signing: str = "",
    quick: bool = False,
) -> Path:
    """Return the installer of a collection, signed by a script unless its name is "".

    `number`: another version than the program's own.
    """
    target = f"/root/{name}"
    values = {
        "VERSION": number or VERSION,
        "COLLECTION": collection,
        "APPEARANCE": f"{SOURCES}/build/appearance",
        "TARGET": target,
        **({"SIGN": signing} if signing else {}),
        **({"QUICK": "1"} if quick else {}),
    }
    given = " ".join(f"-D{key}={value}" for key, value in values.items())
    debian.run(f"makensis -V2 -WX {given} {SOURCES}/installer/windows/qingqiao.nsi")
    return debian.at(target)


def try_hook(debian: System) -> int:
    """Sign an installer that holds next to nothing, with an invented key.

    Returns how many files the script signed: the uninstaller is one.
    """
    debian.run(
        "rm -rf /root/sample; mkdir -p /root/sample/files; cd /root/sample; echo >files/nothing; "
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=sample -days 9 "
        "-addext extendedKeyUsage=codeSigning -keyout key.pem -out certificate.pem 2>/dev/null"
    )
    script = debian.at("/root/sample/sign")
    script.write_text(
        '#!/bin/sh -e\ncd "$(dirname "$1")"\n'
        "osslsigncode sign -certs /root/sample/certificate.pem -key /root/sample/key.pem "
        '-n 青桥 -in "$1" -out "$1.signed" >>/root/sample/said\nmv "$1.signed" "$1"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    made = installer(debian, "/root/sample/files", "sample-setup.exe", signing="/root/sample/sign")
    debian.run(f"osslsigncode verify -CAfile /root/sample/certificate.pem -in /root/{made.name}")
    return debian.at("/root/sample/said").read_text(encoding="utf-8").count("Succeeded")


def older(debian: System) -> Path:
    """Return an installer of an older version, which holds next to nothing, after `try_hook`."""
    return installer(debian, "/root/sample/files", "older-setup.exe", number="0.0.9", quick=True)


def main(target: Path, *, quick: bool) -> None:
    """Make all."""
    target.mkdir(parents=True, exist_ok=True)
    with system() as debian:
        collection = freeze(debian)
        try_out(debian)
        signing = sign(debian)
        sys.stderr.write("正在做安装程序和便携版……\n")
        setup = installer(debian, COLLECTION, SETUP, signing=signing, quick=quick)
        if not quick and setup.stat().st_size > LARGEST:
            raise SystemExit(f"安装程序太大：{setup.stat().st_size / 1e6:.1f} MB")
        shutil.move(setup, target / SETUP)
        made = [target / SETUP, portable(collection, target)]
    for file in made:
        sys.stdout.write(f"{file} {file.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), quick="--quick" in sys.argv[2:])

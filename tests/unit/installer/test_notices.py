"""No library goes out with the package unless its name and licence go with it."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

from desktop.foundation.paths import resources

NOTES = resources().parent / "installer/build_notes.py"
LIBRARIES = runpy.run_path(str(resources().parent / "installer/bundled_libraries.py"))


def test_a_library_that_nobody_names_is_found(tmp_path: Path) -> None:
    for name in (
        "libz.so.1",
        "libxcb-cursor.so.0",
        "python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so",
        "PySide6/QtCore.abi3.so",
        "resources/qingqiao.svg",
        "libsurprise.so.2",
        "odd/unknown.cpython-311-x86_64-linux-gnu.so",
        "strange.dll",
    ):
        file = tmp_path / "lib" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    assert LIBRARIES["unnamed"](tmp_path, {"QtCore.abi3.so"}) == [
        "lib/libsurprise.so.2",
        "lib/odd/unknown.cpython-311-x86_64-linux-gnu.so",
        "lib/strange.dll",
    ]


def test_a_note_is_written_without_what_only_the_other_needs(tmp_path: Path) -> None:
    """In wine there is no git, and outside it not the packages that are frozen there."""
    command = [sys.executable, str(NOTES), str(tmp_path), "third-party.txt"]
    subprocess.run(command, env={"PATH": ""}, check=True)
    assert [file.name for file in tmp_path.iterdir()] == ["third-party.txt"]


def test_the_notes_hold_the_licences_that_qt_asks_to_be_passed_on() -> None:
    said = "\n".join(LIBRARIES["library_notes"]())

    assert "GNU LESSER GENERAL PUBLIC LICENSE" in said
    assert "GNU GENERAL PUBLIC LICENSE" in said
    assert "SQLCipher: BSD-3-Clause" in said

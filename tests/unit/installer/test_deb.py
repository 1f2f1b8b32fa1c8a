"""The package's recipe: what a release asks of the oldest systems."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from desktop.foundation.paths import resources

DEB = resources().parent / "installer/linux/deb.py"


@pytest.fixture(scope="module")
def deb() -> dict[str, Any]:
    return runpy.run_path(str(DEB))


def _library(folder: Path, *symbols: str) -> None:
    file = folder / "lib/x.so"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"\x7fELF\x02" + b"\0".join(symbol.encode() for symbol in symbols))


def test_symbols_that_the_oldest_systems_lack_are_found(
    tmp_path: Path, deb: dict[str, Any]
) -> None:
    _library(tmp_path, "GLIBC_2.4", "GLIBC_2.31", "GLIBCXX_3.4.28")
    assert deb["too_new"](tmp_path) == []
    _library(tmp_path, "GLIBC_2.31", "GLIBC_2.34", "GLIBC_2.9")
    assert deb["too_new"](tmp_path) == [r"lib/x.so: GLIBC_2\.(\d+) asked for 34"]
    _library(tmp_path, "GLIBCXX_3.4.29")
    assert len(deb["too_new"](tmp_path)) == 1


def test_nothing_too_new_is_released(
    tmp_path: Path, deb: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _library(tmp_path, "GLIBC_2.32")
    monkeypatch.setattr("sys.argv", ["deb.py", str(tmp_path), str(tmp_path), "--release"])

    with pytest.raises(SystemExit, match="not for release"):
        deb["main"]()


def test_the_newest_symbol_is_what_the_loader_is_told(deb: dict[str, Any]) -> None:
    any_compiled = find_spec("msgspec._core")
    assert any_compiled is not None
    library = Path(str(any_compiled.origin))
    listed = subprocess.run(
        ["readelf", "--version-info", str(library)], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("readelf (binutils) is not installed")
    pattern = next(iter(deb["CEILINGS"]))
    told = deb["newest"](listed.stdout.encode(), pattern)

    assert told > 0
    assert deb["newest"](library.read_bytes(), pattern) == told


HELD = """
import sys
from desktop.foundation.program import keep_files
sys.frozen, sys.executable = True, sys.argv[1]
keep_files()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(shutil.which("flock") is None, reason="flock (util-linux) is not installed")
def test_files_are_not_replaced_under_a_running_program(tmp_path: Path) -> None:
    program, script = tmp_path / "qingqiao", DEB.with_name("not-while-running.sh").read_text()
    program.touch()

    def refused(name: str, act: str) -> bool:
        (tmp_path / name).write_text(script.replace("/opt/qingqiao/qingqiao", str(program)))
        done = subprocess.run(
            ["sh", str(tmp_path / name), act], capture_output=True, text=True, check=False
        )
        assert ("请关闭" in done.stderr) is bool(done.returncode)
        return bool(done.returncode)

    acts = [("qingqiao.preinst", "upgrade"), ("qingqiao.prerm", "remove")]
    harmless = [("qingqiao.prerm", "upgrade"), ("qingqiao.preinst", "install")]
    holder = subprocess.Popen(
        [sys.executable, "-c", HELD, str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert [refused(*act) for act in acts + harmless] == [True, True, False, False]
    holder.communicate()
    assert [refused(*act) for act in acts + harmless] == [False] * 4

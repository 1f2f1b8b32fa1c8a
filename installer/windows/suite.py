"""Runs tests in wine, with Python for Windows: `suite.py [TESTS…]`, as root; standard library only.

Without TESTS those that meet the system: files, locks, drives, databases, a second start, and two
townships and a province that exchange bundles by the real command.
"""

from __future__ import annotations

import shlex
import subprocess
import sys

from clerk import clerk
from wine import ROOT, USER_NUMBER, sources, system, wheels

CHECKOUT, PYTHON = "/opt/checkout", "python-tests"
TESTS = (
    "tests/windows",
    "tests/unit/foundation",
    "tests/unit/bundle",
    "tests/unit/store",
    "tests/unit/exchange/test_join.py",
    "tests/unit/backup",
    "tests/gui/kit/test_second_start.py",
    "tests/journeys/test_two_townships.py",
    "tests/journeys/test_self_test_by_command.py",
)


def main(tests: list[str]) -> None:
    """Run the tests; ends with pytest's exit code."""
    pictures = ROOT / "build/suite-windows"
    pictures.mkdir(parents=True, exist_ok=True)
    with system() as debian:
        wheels(debian, "requirements-dev.txt", PYTHON)
        for search in debian.at(f"/opt/{PYTHON}").glob("*._pth"):
            search.unlink()  # it would keep the environment out
        sources(debian, CHECKOUT)
        owner = f"{USER_NUMBER}:{USER_NUMBER}"
        subprocess.run(["chown", "-R", owner, str(debian.at(CHECKOUT))], check=True)
        with clerk(debian, pictures) as user:
            command = f"wine /opt/{PYTHON}/python.exe -m pytest -p no:cacheprovider"
            code = user.follow(
                f"cd {CHECKOUT}; {command} {shlex.join(tests)}",
                {"PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"},
            )
    raise SystemExit(code)


if __name__ == "__main__":
    main(sys.argv[1:] or list(TESTS))

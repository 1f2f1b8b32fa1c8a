"""What of the pinned requirements is fetched for Windows, on another system."""

from __future__ import annotations

import re
import runpy

import pytest

from desktop.foundation.paths import resources

ROOT = resources().parent
FOR_WINDOWS = runpy.run_path(str(ROOT / "installer/windows/for_windows.py"))["for_windows"]


@pytest.mark.parametrize("requirements", ["requirements-package.txt", "requirements-dev.txt"])
def test_every_package_has_one_version_and_those_of_windows_are_there(requirements: str) -> None:
    kept = FOR_WINDOWS((ROOT / requirements).read_text(encoding="utf-8"))
    pinned = re.findall(r"^([\w.-]+)==(\S+) \\$", kept, re.MULTILINE)
    names = [name for name, _ in pinned]
    assert len(set(names)) == len(names) == len(re.findall(r"^\S", kept, re.MULTILINE))
    assert ("pyside6-essentials", "6.9.3") in pinned
    assert "tzdata" in names
    assert "cffi" in names
    assert "macholib" not in names

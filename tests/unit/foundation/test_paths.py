from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop.foundation.paths import default_data, instances_folder, log_folder

PLACES = (default_data, instances_folder, log_folder)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A frozen program's folder."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "qingqiao.exe"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return tmp_path


def test_an_installed_program_keeps_everything_in_the_account(program: Path) -> None:
    assert not any(place().is_relative_to(program) for place in PLACES)


def test_a_portable_program_keeps_everything_beside_itself(program: Path) -> None:
    (program / "portable.flag").touch()
    assert len({place().parent for place in PLACES}) == 1
    assert all(place().parent == program for place in PLACES)
    assert len({place() for place in PLACES}) == len(PLACES)


def test_a_checkout_is_never_portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    (tmp_path / "portable.flag").touch()
    assert not any(place().is_relative_to(tmp_path) for place in PLACES)

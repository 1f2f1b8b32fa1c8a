from __future__ import annotations

from pathlib import Path

from tests.journeys.command import qingqiao


def test_the_command_tries_the_window_too(tmp_path: Path) -> None:
    said = qingqiao("self-test", "--data", tmp_path, "--json")
    assert said.code == 0, said.err
    assert said.json["sound"] is True
    window = next(one for one in said.json["findings"] if one["trial"] == "window")
    assert "Qt 6" in window["words"]
    assert "offscreen" in window["words"]

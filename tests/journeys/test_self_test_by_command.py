from __future__ import annotations

from pathlib import Path

from tests.journeys.command import qingqiao


def test_the_command_tries_the_window_too(tmp_path: Path) -> None:
    said = qingqiao("self-test", "--data", tmp_path, "--json")
    found = {one["trial"]: one for one in said.json["findings"]}
    typing = found.pop("typing")  # whether an input method runs is the machine's affair
    assert said.json["sound"] is typing["sound"], said.err
    assert said.code == (0 if typing["sound"] else 1)
    assert all(one["sound"] for one in found.values()), found
    window = found["window"]
    assert "Qt 6" in window["words"]
    assert "offscreen" in window["words"]

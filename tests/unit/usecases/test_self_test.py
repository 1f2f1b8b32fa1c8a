from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.usecases.selftest import machine, paper
from desktop.usecases.selftest.diagnostics import write_diagnostics
from desktop.usecases.selftest.fault import FaultError
from desktop.usecases.selftest.run import Finding, self_test

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_every_part_of_a_sound_installation_is_found_sound(tmp_path: Path) -> None:
    found = self_test(tmp_path, (("extra", "另一项", lambda: "好"),), clock=lambda: NOW)
    assert {one.trial: one.sound for one in found} == dict.fromkeys(
        ("database", "bundle", "paper", "workbook", "disk", "clock", "extra"), True
    )
    assert "1853 个镇街" in found[0].words
    assert list(tmp_path.iterdir()) == []


def test_a_broken_part_is_named_and_the_others_are_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Path) -> tuple[str, object]:
        raise OSError("no such library")

    monkeypatch.setattr("desktop.usecases.selftest.exchange.open_province", broken)
    found = {one.trial: one for one in self_test(tmp_path, clock=lambda: NOW)}
    assert not found["database"].sound
    assert "OSError" in found["database"].words
    assert not found["bundle"].sound
    assert found["paper"].sound


def test_a_missing_font_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.usecases.selftest.paper.undrawable", lambda _: "䶮")
    with pytest.raises(FaultError, match="画不出“䶮”"):
        paper.paper()


def test_text_that_cannot_be_read_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.usecases.selftest.paper.page_text", lambda *_: "王Ⲵ")
    with pytest.raises(FaultError, match="读不回来"):
        paper.paper()


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_that_is_years_off_is_found(year: int) -> None:
    with pytest.raises(FaultError, match="不会是对的"):
        machine.clock(NOW.replace(year=year))


def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10_000_000}))
    with pytest.raises(FaultError, match="只剩 10 MB"):
        machine.disk(tmp_path / "not" / "there")


def test_diagnostics_hold_the_findings_and_the_log(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "qingqiao.log").write_text("start 0.1.0", encoding="utf-8")
    (logs / "other.txt").write_text("不是日志", encoding="utf-8")
    findings = (Finding("disk", "磁盘空间", False, "只剩 10 MB。", 0.0),)
    assert write_diagnostics(tmp_path / "诊断.zip", findings, logs) == 2
    with zipfile.ZipFile(tmp_path / "诊断.zip") as parts:
        assert set(parts.namelist()) == {"自检.txt", "qingqiao.log"}
        assert "异常  磁盘空间：只剩 10 MB。" in parts.read("自检.txt").decode()

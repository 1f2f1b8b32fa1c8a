"""Backup, restore and repair by the real command, at both ends."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.command import refused, succeed

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
TOWNSHIP = 370102001


def spoil(database: Path) -> bytes:
    content = bytearray(database.read_bytes())
    content[100:116] = bytes(16)
    database.write_bytes(content)
    return bytes(content)


def join(root: Path) -> tuple[Path, Path]:
    province, township = root / "province", root / "township"
    succeed("province", "init", province)
    succeed("province", "load", province, "--reference", REFERENCE)
    enrolment = root / "入网.qqe"
    enrolled = succeed("province", "enrol", province, TOWNSHIP, "--out", enrolment, "--json").json
    succeed("township", "join", enrolment, "--data", township, "--code", enrolled["code"])
    return province, township


def test_a_damaged_pc_gets_its_data_back(tmp_path: Path) -> None:
    province, township = join(tmp_path)
    data = ("--data", township)
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "还没有备份" in succeed("township", "backups", *data).out
    made = succeed("township", "backup", *data, "--second", stick).out
    assert "已打开核对" in made
    listed = succeed("township", "backups", *data, "--json").json
    assert [one["note"]["number"] for one in listed] == [1, 1]
    assert "内容与现在的相同" in succeed("township", "restore", "1", *data, "--yes").out
    before = spoil(township / "qingqiao.db")
    assert "已损坏" in refused("township", "status", *data)
    said = succeed("township", "restore", "1", *data, "--yes")
    assert "已损坏" in said.err
    (kept,) = (township / "damaged").iterdir()
    assert (kept / "qingqiao.db").read_bytes() == before
    succeed("township", "status", *data)
    up = tmp_path / "up"
    succeed("township", "hand-up", *data, "--out", up)
    (bundle,) = up.glob("*.qqb")
    succeed("province", "take-in", province, bundle)
    kept_by_province = succeed("province", "backups", province, "--json").json
    assert [one["note"]["reason"] for one in kept_by_province] == ["take-in"]
    succeed("province", "restore", province, "1", "--yes")
    assert "新增" in succeed("province", "replay", province).out
    new = tmp_path / "new PC"
    on_stick = min(stick.glob("*/0*"))
    succeed("township", "restore", on_stick, "--data", new, "--yes")
    succeed("township", "status", "--data", new)
    refused("township", "restore", tmp_path / "nowhere", "--data", new, "--yes")


def test_what_can_be_read_is_repaired(tmp_path: Path) -> None:
    _, township = join(tmp_path)
    said = succeed("township", "repair", "--data", township, "--yes")
    assert "没有缺失" in said.out
    succeed("township", "status", "--data", township)
    spoil(township / "qingqiao.db")
    assert "已损坏" in refused("township", "repair", "--data", township, "--yes")

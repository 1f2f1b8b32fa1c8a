"""A receipt by phone and a file copied again, by the commands of both ends."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.command import refused, succeed

TOWNSHIP = 370102001
REFERENCE = Path(__file__).parents[1] / "data" / "reference"


def test_codes_and_copies_by_command(tmp_path: Path) -> None:
    province, data = tmp_path / "省级", tmp_path / "镇街"
    succeed("province", "init", province)
    succeed("province", "load", province, "--reference", REFERENCE)
    file = tmp_path / "入网.qqe"
    enrolled = succeed("province", "enrol", province, TOWNSHIP, "--out", file, "--json").json
    succeed("township", "join", file, "--data", data, "--code", enrolled["code"])
    made = succeed("township", "hand-up", "--data", data, "--out", tmp_path / "u", "--json").json
    path = made["bundles"][0]["path"]
    copy = succeed(
        "township", "copy-again", 1, "--data", data, "--out", tmp_path / "v", "--json"
    ).json["path"]
    assert Path(copy).read_bytes() == Path(path).read_bytes()
    said = succeed("province", "take-in", province, copy).out
    (known,) = succeed("province", "receipt-code", province, TOWNSHIP, "--json").json
    assert f"回执码 {known['code']}" in said
    assert known["code"] in succeed("province", "receipt-code", province, path).out
    assert known["code"] in succeed("province", "take-in", province, path).out
    assert "对不上" in refused("township", "receipt-code", "ABCDEFGH", "--data", data)
    assert (
        "第 1 包已签收（电话）"
        in succeed("township", "receipt-code", known["code"], "--data", data).out
    )
    assert "已签收，电话回执" in succeed("township", "status", "--data", data).out
    assert "全部数据" in succeed("township", "hand-up-all", "--data", data).out

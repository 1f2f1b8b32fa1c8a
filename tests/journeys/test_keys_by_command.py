"""Keys and identity by the real command: what an operator and a clerk would type."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.command import refused, succeed

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
CODE = 370102001
NEW = "换一句更长的口令话"


@dataclass(frozen=True)
class Ends:
    root: Path
    province: Path
    data: Path

    def enrol(self, name: str) -> tuple[Path, str]:
        file = self.root / f"{name}.qqe"
        said = succeed("province", "enrol", self.province, CODE, "--out", file, "--json").json
        return file, said["code"]

    def devices(self) -> list[Any]:
        found: list[Any] = succeed("province", "devices", self.province, "--json").json
        return found

    def hand_up(self) -> Path:
        said = succeed("township", "hand-up", "--data", self.data, "--out", self.root / "up",
                       "--json").json  # fmt: skip
        return Path(said["bundles"][0]["path"])

    def send_down(self, name: str) -> Path:
        said = succeed("province", "send-down", self.province, CODE, "--out", self.root / name,
                       "--json").json  # fmt: skip
        return Path(said[0]["path"])


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Ends:
    root = tmp_path_factory.mktemp("keys")
    made = Ends(root, root / "省级", root / "镇街")
    succeed("province", "init", made.province)
    succeed("province", "load", made.province, "--reference", REFERENCE)
    file, code = made.enrol("第一份")
    succeed("township", "join", file, "--data", made.data, "--code", code)
    return made


def test_keys_and_passphrases_are_changed_and_come_back(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = ends.root / "密钥.bak"
    said = succeed("province", "keys", "backup", ends.province, "--out", backup, "--json").json
    monkeypatch.setenv("QINGQIAO_NEW_PASSPHRASE", NEW)
    assert "没有改动" in refused("passphrase", ends.province, passphrase="不是这个口令呀呀")
    succeed("passphrase", ends.province)
    assert "口令" in refused("province", "devices", ends.province)
    (ends.province / "qingqiao.keys").unlink()
    succeed("province", "keys", "restore", backup, "--data", ends.province, "--code", said["code"])
    assert ends.devices()[0]["township"] == CODE


def test_an_old_copy_put_back_is_said_once(ends: Ends) -> None:
    succeed("township", "status", "--data", ends.data)
    backup = ends.root / "备份"
    shutil.copytree(ends.data, backup)
    ends.hand_up()
    shutil.rmtree(ends.data)
    shutil.copytree(backup, ends.data)
    assert "还原或复制" in succeed("township", "status", "--data", ends.data).err
    assert "还原或复制" not in succeed("township", "status", "--data", ends.data).err


def test_a_revoked_pc_rejoins_under_new_keys_of_the_province(ends: Ends) -> None:
    succeed("province", "take-in", ends.province, ends.hand_up())
    (only,) = ends.devices()
    assert only["joined"]
    revoked = succeed("province", "revoke", ends.province, only["device"][:6], "--out",
                      ends.root / "通知", "--json").json  # fmt: skip
    told = succeed("township", "take-in", revoked[0]["notice"], "--data", ends.data)
    assert "停用本机" in told.out
    assert "停用" in refused("township", "hand-up", "--data", ends.data, "--out", ends.root)
    succeed("province", "keys", "rotate", ends.province)
    file, code = ends.enrol("第二份")
    again = succeed("township", "rejoin", file, "--data", ends.data, "--code", code, "--json").json
    assert again["rows"] > 0
    succeed("province", "take-in", ends.province, ends.hand_up())
    succeed("province", "keys", "rotate", ends.province)
    down = succeed("township", "take-in", ends.send_down("下发"), "--data", ends.data, "--json")
    assert down.json[0]["received"]
    assert [one["revoked"] for one in ends.devices()] == [True, False]

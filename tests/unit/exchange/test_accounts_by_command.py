"""Accounts and recovery by command, at both ends, each in one process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.app import root as qingqiao
from tests.unit.exchange_world import PASSPHRASE, REFERENCE

HERS, AGAIN = "趵突泉边柳色青青", "大明湖畔荷花又开"


def _run(*words: object, passphrase: str = PASSPHRASE) -> Result:
    return CliRunner().invoke(
        qingqiao, [str(word) for word in words], env={"QINGQIAO_PASSPHRASE": passphrase}
    )


def succeed(*words: object, passphrase: str = PASSPHRASE) -> Result:
    said = _run(*words, passphrase=passphrase)
    assert said.exit_code == 0, said.output
    return said


def refused(*words: object, passphrase: str = PASSPHRASE) -> str:
    said = _run(*words, passphrase=passphrase)
    assert said.exit_code == 1, said.output
    return said.stderr


@pytest.fixture
def ends(tmp_path: Path) -> tuple[Path, Path]:
    root = tmp_path
    province, data = root / "province", root / "data"
    succeed("province", "init", province)
    succeed("province", "load", province, "--reference", REFERENCE)
    given = succeed("province", "enrol", province, 370102001, "--out", root / "入网.qqe", "--json")
    code = json.loads(given.stdout)["code"]
    succeed(
        "township", "join", root / "入网.qqe", "--data", data, "--code", code, "--operator", "周敏"
    )
    return province, data


def test_a_colleague_comes_and_goes(
    ends: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ends:
        monkeypatch.setenv("QINGQIAO_NEW_PASSPHRASE", HERS)
        said = json.loads(succeed("accounts", "add", folder, "--name", "李青", "--json").stdout)
        assert (said["number"], said["role"]) == (2, "clerk")
        shown = succeed("accounts", "list", folder, passphrase=HERS).stdout
        assert "*2" in shown
        assert "李青" in shown
        assert "只有管理员" in refused("accounts", "remove", folder, 1, passphrase=HERS)
        monkeypatch.setenv("QINGQIAO_NEW_PASSPHRASE", AGAIN)
        succeed("accounts", "reset", folder, 2)
        assert "口令不正确" in refused("accounts", "list", folder, passphrase=HERS)
        succeed("accounts", "change", folder, 2, "--role", "管理员")
        assert "最后一位管理员" not in refused("accounts", "remove", folder, 1)
        succeed("accounts", "remove", folder, 2)
        assert "最后一位管理员" in refused("accounts", "remove", folder, 1)
        assert "口令不正确" in refused("accounts", "list", folder, passphrase=AGAIN)


def test_a_sheet_and_the_province_both_open_what_was_forgotten(
    ends: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    province, data = ends
    made = succeed("recovery", "sheet", data, "--out", tmp_path / "恢复单.pdf", "--json")
    sheet = json.loads(made.stdout)
    assert (tmp_path / "恢复单.pdf").read_bytes().startswith(b"%PDF")
    assert "有效" in succeed("recovery", "check", data, "--code", sheet["code"]).stdout
    assert "第 1 组" in refused("recovery", "open", data, "--code", "00000" + sheet["code"][5:])
    monkeypatch.setenv("QINGQIAO_NEW_PASSPHRASE", HERS)
    succeed("recovery", "open", data, "--code", sheet["code"])
    assert "口令不正确" in refused("accounts", "list", data)
    request, answer = tmp_path / "申请.qqr", tmp_path / "解锁.qqk"
    asked = json.loads(succeed("recovery", "request", data, "--out", request, "--json").stdout)
    recover = ("province", "recover", province, request, "--out", answer)
    assert "核对码不符" in refused(*recover, "--code", "00000000")
    said = succeed(*recover, "--code", asked["voice"])
    assert "解放路街道" in said.stderr
    assert "只能在那台电脑上用一次" in said.stdout
    monkeypatch.setenv("QINGQIAO_NEW_PASSPHRASE", PASSPHRASE)
    succeed("recovery", "finish", data, answer)
    assert "周敏" in succeed("accounts", "list", data).stdout
    assert "只能用一次" in refused("recovery", "finish", data, answer)

"""What two PCs changed differently is found and settled by command as well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.app import root as command
from desktop.store.tables import Student
from tests.unit.exchange_world import PASSPHRASE, PROVINCE_PASSPHRASE, Peer, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def run(*arguments: object, passphrase: str = PASSPHRASE, code: int = 0) -> Result:
    environment = {"QINGQIAO_PASSPHRASE": passphrase}
    result = CliRunner().invoke(command, [str(one) for one in arguments], env=environment)
    assert result.exit_code == code, result.output
    return result


def phone(peer: Peer, student: bytes, number: str) -> None:
    with peer.workspace.store.write() as writer:
        writer.get(Student, student).phone = number


def test_conflicts_and_refusals_by_command(world: World, tmp_path: Path) -> None:
    one, two = world.join(), world.join()
    (student,) = one.add("张䶮")
    for peer in (one, two, one, two):
        world.round(peer)
    phone(one, student, "13900000001")
    phone(two, student, "13900000002")
    for peer in (one, two, one, two):
        world.round(peer)
    data = ("--data", one.root)
    one.workspace.close()
    listed = run("township", "conflicts", *data).stdout
    assert "大学生：张䶮" in listed
    assert "电话（phone）" in listed
    (shown,) = json.loads(run("township", "conflicts", *data, "--json").stdout)
    name = listed.split()[0]
    run("township", "settle", name, *data, "--other", "name", code=2)
    assert "已选定" in run("township", "settle", name, *data, "--other", "phone").stdout
    assert run("township", "conflicts", *data).stdout == "没有。\n"
    one.reopen()
    with one.workspace.store.read() as reader:
        assert reader.get(Student, student).phone == shown["fields"][0]["other"]

    phone(one, student, "139\x07")
    world.round(one)
    one.workspace.close()
    assert "张䶮：“电话”的文字里有控制字符" in run("township", "refused", *data).stdout
    status = run("township", "status", *data).stdout
    assert "团省委没有收的记录 1" in status
    one.reopen()
    province = world.province.root
    world.province.workspace.close()
    junk = tmp_path / "x.qqb"
    junk.write_bytes(b"junk")
    run("province", "take-in", province, junk, passphrase=PROVINCE_PASSPHRASE, code=1)
    said = run("province", "status", province, passphrase=PROVINCE_PASSPHRASE).stdout
    assert "没有接收的文件 1 个" in said
    assert "用 province bundles 加镇街代码查看" in said
    bundles = run("province", "bundles", province, one.township, passphrase=PROVINCE_PASSPHRASE)
    assert f"student {student.hex()}：phone 的文字里有控制字符" in bundles.stdout
    world.province.reopen()

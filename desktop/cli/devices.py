"""`qingqiao province devices | extend | revoke`: the PCs of the townships."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, moment, passphrase, print_table
from desktop.usecases.province.devices import DeviceShown, devices, extend
from desktop.usecases.province.revoke import revoke
from desktop.usecases.workspace import workspace

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
_named = click.argument("named", metavar="电脑或镇街")
_HEADINGS = ["编号", "代码", "镇街", "电脑", "发放", "有效期至", "入网", "最近接收", "状态"]


@click.command("devices")
@_folder
@json_option
def list_devices(folder: Path, as_json: bool) -> None:
    """列出每台电脑：镇街、名称、发放、入网、最近接收、是否停用。"""
    with workspace(folder, passphrase()) as opened:
        found = devices(opened)
    rows = [
        [
            one.device[:8],
            str(one.township),
            one.name,
            one.pc,
            moment(one.enrolled),
            one.expires.isoformat() if one.expires else "—",
            moment(one.joined),
            moment(one.last_heard),
            _state(one),
        ]
        for one in found
    ]
    emit(found, as_json, lambda: print_table(_HEADINGS, rows))


def _state(one: DeviceShown) -> str:
    if one.revoked:
        return "已停用"
    return "使用中" if one.joined else "未入网"


@click.command("extend")
@_folder
@_named
@json_option
def extend_enrolment(folder: Path, named: str, as_json: bool) -> None:
    """延长还没有入网的电脑的入网期限（上报来迟了的）。"""
    with workspace(folder, passphrase()) as opened:
        last = extend(opened, named)
    emit({"expires": last}, as_json, lambda: click.echo(f"入网期限已延长至 {last.isoformat()}。"))


@click.command("revoke")
@_folder
@_named
@click.option("--out", type=click.Path(path_type=Path), help="另生成停用通知，放进这个文件夹。")
@json_option
def revoke_devices(folder: Path, named: str, out: Path | None, as_json: bool) -> None:
    """停用一台电脑（编号前几位），或一个镇街的全部电脑（9 位代码）。"""
    with workspace(folder, passphrase()) as opened:
        found = revoke(opened, named, out)

    def words() -> None:
        for one in found:
            click.echo(f"已停用：{one.township} {one.name}。它的上报不再接收，已收的数据都在。")
            if one.notice:
                click.echo(f"  停用通知：{one.notice}")

    emit(found, as_json, words)

"""`qingqiao province devices | extend | revoke | recover`: the PCs of the townships."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, moment, opening, print_table
from desktop.usecases.province.answer_recovery import answer_recovery, read_asked
from desktop.usecases.province.devices import DeviceShown, devices, extend
from desktop.usecases.province.revoke import revoke

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
_named = click.argument("named", metavar="电脑或镇街")
_HEADINGS = ["编号", "代码", "镇街", "电脑", "发放", "有效期至", "入网", "最近接收", "状态"]


@click.command("devices")
@_folder
@json_option
def list_devices(folder: Path, as_json: bool) -> None:
    """列出每台电脑：镇街、名称、发放、入网、最近接收、是否停用。"""
    with opening(folder) as opened:
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
    with opening(folder) as opened:
        last = extend(opened, named)
    emit({"expires": last}, as_json, lambda: click.echo(f"入网期限已延长至 {last.isoformat()}。"))


@click.command("revoke")
@_folder
@_named
@click.option("--out", type=click.Path(path_type=Path), help="另生成停用通知，放进这个文件夹。")
@json_option
def revoke_devices(folder: Path, named: str, out: Path | None, as_json: bool) -> None:
    """停用一台电脑（编号前几位），或一个镇街的全部电脑（9 位代码）。"""
    with opening(folder) as opened:
        found = revoke(opened, named, out)

    def words() -> None:
        for one in found:
            click.echo(f"已停用：{one.township} {one.name}。它的上报不再接收，已收的数据都在。")
            if one.notice:
                click.echo(f"  停用通知：{one.notice}")
            if one.unwritten:
                click.echo("  停用通知没有写成，请换一个可以写入的文件夹，再停用一次，只补写通知。")

    emit(found, as_json, words)


@click.command("recover")
@_folder
@click.argument("file", metavar="申请", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="解锁文件。")
@click.option("--code", help="电话里听到的核对码（不给则提示输入）。")
@json_option
def recover_township(folder: Path, file: Path, out: Path, code: str | None, as_json: bool) -> None:
    """答复镇街的恢复申请：先打电话核对，再生成只供那台电脑用一次的解锁文件。"""
    with opening(folder) as opened:
        asked = read_asked(opened, file)
        click.echo(f"申请：{asked.name}（{asked.township}），电脑“{asked.device}”", err=True)
        click.echo(f"生成日期：{asked.made.isoformat()}", err=True)
        if asked.answered:
            click.echo(f"注意：这份申请已于 {asked.answered.isoformat()} 答复过。", err=True)
        click.echo(
            f"请按登记的号码打过去（{asked.phone or '没有登记，请查通讯录'}），不要接听来电核对；"
            "确认对方身份后，请对方念出屏幕上的核对码。",
            err=True,
        )
        heard = code or click.prompt("听到的核对码", err=True)
        expires = answer_recovery(opened, asked, heard, out)
    said = f"解锁文件：{out}，有效期至 {expires.isoformat()}，只能在那台电脑上用一次。"
    emit({"path": out, "expires": expires}, as_json, lambda: click.echo(said))

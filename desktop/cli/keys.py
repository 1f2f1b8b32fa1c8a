"""`qingqiao province keys`: the province's keys."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import data_option, emit, json_option, opening, passphrase
from desktop.usecases.province.keys import backup_keys, restore_keys, rotate_keys

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))


@click.group("keys")
def command() -> None:
    """省级密钥：备份、恢复、更换。"""


@command.command()
@_folder
@click.option("--out", required=True, type=click.Path(path_type=Path), help="备份文件。")
@json_option
def backup(folder: Path, out: Path, as_json: bool) -> None:
    """备份密钥，并显示恢复码；文件和恢复码分开、离线保管。"""
    word = passphrase()
    with opening(folder, word) as opened:
        code = backup_keys(opened, word, out)

    def words() -> None:
        click.echo(f"密钥备份：{out}")
        click.echo(f"恢复码：{code}")
        click.echo("请把文件放在离线的 U 盘上，恢复码抄在纸上，分开保管。换钥以后要重新备份。")

    emit({"path": out, "code": code}, as_json, words)


@command.command()
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@data_option
@click.option("--code", metavar="恢复码", help="恢复码，或备份时的口令（不给则提示输入）。")
@json_option
def restore(file: Path, data: Path, code: str | None, as_json: bool) -> None:
    """把密钥备份放回数据文件夹，并设定新口令；原有的密钥文件改名保留。"""
    secret = code or click.prompt("恢复码或备份时的口令", hide_input=True, err=True)
    restored = restore_keys(file, data, secret, passphrase(new=True))

    def words() -> None:
        click.echo("密钥已恢复，从现在起用新口令打开。")
        if not restored.database:
            click.echo(
                f"“{data}”里还没有数据库：请把数据库的备份（qingqiao.db）放进去，"
                "再用 province status 查看、province replay 补收存档里的包。",
                err=True,
            )
        if restored.outdated:
            click.echo(
                "注意：这份备份早于最近一次换钥。数据可以打开，但各镇街不再认这把钥匙，"
                "请找更新的备份；找不到的，请给各镇街重新发放入网文件。",
                err=True,
            )

    emit(restored, as_json, words)


@command.command()
@_folder
def rotate(folder: Path) -> None:
    """更换省级密钥；以后的下发包自动告知各镇街，旧钥匙仍能读在途的上报包。"""
    word = passphrase()
    with opening(folder, word) as opened:
        rotate_keys(opened, word)
    click.echo("密钥已更换，下一次下发会告知各镇街。请马上重新备份密钥。")

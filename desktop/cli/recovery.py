"""`qingqiao recovery`: ways back into a data folder whose passphrases are forgotten."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, new_passphrase, opening, passphrase, wait_for
from desktop.documents.recovery_sheet import render_recovery_sheet
from desktop.foundation.files import write_bytes
from desktop.usecases.account.check_sheet import check_sheet
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.account.recover import (
    Recovered,
    recover_by_province,
    recover_by_sheet,
    request_recovery,
    set_new_passphrase,
)
from desktop.usecases.tries import Tries
from desktop.usecases.workspace import Folder

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
_account = click.option("--account", "number", type=int, help="设定新口令的管理员账户（号）。")
_code = click.option("--code", help="恢复单上的数字（不给则提示输入）。")


@click.group("recovery")
def command() -> None:
    """忘记口令时的恢复：恢复单，或请团省委协助。都不需要联网。"""


@command.command()
@_folder
@click.option("--out", type=click.Path(path_type=Path), help="另存为 PDF；打印后请马上删除。")
@json_option
def sheet(folder: Path, out: Path | None, as_json: bool) -> None:
    """制作新的恢复单并显示数字；以前的恢复单同时作废。"""
    word = passphrase()
    with opening(folder, word) as opened:
        made = make_sheet(opened, word)
    if out is not None:
        write_bytes(out, render_recovery_sheet(made))

    def words() -> None:
        click.echo(f"恢复单编号：{made.number}")
        click.echo(made.code)
        click.echo("请抄写或打印后锁进保险柜，不要存在电脑里。以前的恢复单已经作废。")

    emit(made, as_json, words)


@command.command()
@_folder
@_code
def check(folder: Path, code: str | None) -> None:
    """核对手里的恢复单是否有效；不改动口令。"""
    with opening(folder) as opened:
        check_sheet(opened, _digits(code))
    click.echo("这张恢复单有效，请放回保险柜。")


@command.command("open")
@_folder
@_code
@_account
def open_by_sheet(folder: Path, code: str | None, number: int | None) -> None:
    """用恢复单打开，并设定新口令。"""
    tries = Tries(Folder(folder).keyring)
    wait_for(tries, "sheet")
    _renew(recover_by_sheet(folder, _digits(code), tries), number)


@command.command()
@_folder
@click.option("--out", required=True, type=click.Path(path_type=Path), help="恢复申请文件。")
@json_option
def request(folder: Path, out: Path, as_json: bool) -> None:
    """生成给团省委的恢复申请，并显示电话里要念的核对码；不需要口令。"""
    asked = request_recovery(folder, out)

    def words() -> None:
        click.echo(f"恢复申请：{asked.path}")
        click.echo(f"核对码：{asked.voice}")
        click.echo("请把文件送给团省委；对方打来电话时，念出这个核对码。")

    emit(asked, as_json, words)


@command.command()
@_folder
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@_account
def finish(folder: Path, file: Path, number: int | None) -> None:
    """用团省委答复的解锁文件打开，并设定新口令。"""
    _renew(recover_by_province(folder, file), number)


def _digits(given: str | None) -> str:
    code: str = given or click.prompt("恢复单上的数字（8 组，每组 5 位）", err=True)
    return code


def _renew(recovered: Recovered, number: int | None) -> None:
    choices = {one.number: one.name for one in recovered.administrators}
    chosen = number
    if chosen is None and len(choices) > 1:
        for one, name in choices.items():
            click.echo(f"{one}  {name}", err=True)
        chosen = click.prompt("给哪个管理员设定新口令", type=int, err=True)
    first = next(iter(choices), 1)
    account = set_new_passphrase(recovered, chosen or first, new_passphrase())
    click.echo(f"{account.name}的新口令已设定，现在可以打开。请重新制作一张恢复单。")

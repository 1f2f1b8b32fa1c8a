"""`qingqiao passphrase`: change what unlocks a data folder, at either end."""

from __future__ import annotations

import os
from pathlib import Path

import click

from desktop.cli.terminal import passphrase
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.workspace import workspace


@click.command("passphrase")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """更换打开数据文件夹的口令；数据和别人的口令不变。"""
    old = passphrase()
    with workspace(folder, old) as opened:
        new = os.environ.get("QINGQIAO_NEW_PASSPHRASE") or click.prompt(
            "新口令", hide_input=True, err=True, confirmation_prompt="再输入一次"
        )
        change_passphrase(opened, old, new)
    click.echo("口令已更换，下次打开时用新口令。")

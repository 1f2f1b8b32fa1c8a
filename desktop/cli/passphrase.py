"""`qingqiao passphrase`: change what unlocks a data folder, at either end."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import new_passphrase, opening, passphrase
from desktop.usecases.account.change_passphrase import change_passphrase


@click.command("passphrase")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """更换打开数据文件夹的口令；数据和别人的口令不变。"""
    old = passphrase()
    with opening(folder, old) as opened:
        change_passphrase(opened, old, new_passphrase())
    click.echo("口令已更换，下次打开时用新口令。")

"""`qingqiao inspect`: what a file is."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, moment
from desktop.usecases.exchange.inspect import inspect


@click.command("inspect")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """说明一个 .qqb 或 .qqe 文件是什么，不需要口令。"""
    found = inspect(file)

    def words() -> None:
        click.echo(f"{found.kind}，镇街 {found.township}，{found.size / 1000:.1f} KB")
        click.echo(f"发送：{found.sender}  接收：{found.recipient}")
        if found.number:
            click.echo(f"第 {found.number} 包，生成于 {moment(found.created)}，青桥 {found.app}")
        if found.expires:
            click.echo(f"有效期至 {found.expires}")

    emit(found, as_json, words)

"""`qingqiao demo`: the whole loop into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, shown_progress
from desktop.usecases.demo.play import play


@click.command("demo")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放样例的空文件夹。")
@json_option
def command(out: Path, as_json: bool) -> None:
    """用真实区划和虚构人员走一遍全流程，留下签到表、证书、工作簿和上报包。"""
    with shown_progress() as progress:
        played = play(out, progress)

    def words() -> None:
        click.echo(f"演示数据和文件在：{played.root}")
        for what, path in played.files:
            click.echo(f"  {what}：{path.relative_to(played.root)}")

    emit(played, as_json, words)

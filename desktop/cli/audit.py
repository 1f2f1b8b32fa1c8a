"""`audit`: the audit log of a township or of the province."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import data_option, emit, json_option, opening, print_table
from desktop.domain.audit import Head
from desktop.store.queries.audit import page
from desktop.usecases.audit.entry_words import about_words, act_words, fault_words, when_words
from desktop.usecases.audit.verify_log import LogVerified, verify_log


@click.group("audit")
def command() -> None:
    """审计日志：查看、校验（镇街端和省级端）。"""


@command.command("list")
@data_option
@click.option("--last", default=50, show_default=True, help="最新的多少条；0 表示全部。")
@json_option
def list_entries(data: Path, last: int, as_json: bool) -> None:
    """列出谁在什么时候做了什么，最新的在前。"""
    with opening(data) as opened, opened.store.read() as reader:
        rows = page(reader, limit=last or -1)

    def words() -> None:
        print_table(
            ["序号", "时间", "经办人", "做了什么", "内容", "用途"],
            [
                [
                    str(row.id),
                    when_words(row),
                    row.actor,
                    act_words(row.act),
                    about_words(row),
                    row.purpose,
                ]
                for row in rows
            ],
        )

    emit(rows, as_json, words)


@command.command("verify")
@data_option
@click.option("--head", "heads", multiple=True, help="以前印出或记下的“末条”，与日志比对。")
@json_option
@click.pass_context
def verify(context: click.Context, data: Path, heads: tuple[str, ...], as_json: bool) -> None:
    """校验日志有没有被改动、抽走或截断；有问题时以 1 结束。"""
    known = [Head.parse(text) for text in heads]
    if None in known:
        raise click.BadParameter("“末条”应写成 序号-64 位十六进制数 的样子。")
    with opening(data) as opened:
        found = verify_log(opened, [head for head in known if head])
    result = {"entries": found.entries, "head": str(found.head), "sound": found.sound,
              "faults": found.faults, "cut": [str(head) for head in found.cut]}  # fmt: skip
    emit(result, as_json, lambda: _tell(found))
    context.exit(0 if found.sound else 1)


def _tell(found: LogVerified) -> None:
    for fault in found.faults:
        click.echo(f"{fault_words(fault)}。", err=True)
    for head in found.cut:
        click.echo(
            f"在别处记下过第 {head.number} 条，现在的日志里没有或不同：末尾被截断或重写过。",
            err=True,
        )
    if found.sound:
        click.echo(f"日志完整：{found.entries} 条，与别处记下的 {found.witnesses} 处相符。")
    click.echo(f"末条：{found.head}")

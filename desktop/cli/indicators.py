"""What the province decides and counts: `province decisions`, `indicators` and `figures`."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, opening, print_table, shown_progress
from desktop.domain.definitions import LABELS
from desktop.usecases.province.decisions import enter_decisions, list_proposals
from desktop.usecases.province.indicators import (
    DefinitionShown,
    define_indicator,
    show_definitions,
)
from desktop.usecases.province.merge_figures import merge_figures

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
_SHOWN = 20


@click.command("decisions")
@_folder
@click.option("--export", "target", type=click.Path(path_type=Path), help="导出待答复的结对。")
@click.option("--university", default="", help="只导出一所高校的。")
@click.option("--file", "source", type=click.Path(path_type=Path), help="录入填好的答复。")
@json_option
def handle_decisions(
    folder: Path, target: Path | None, university: str, source: Path | None, as_json: bool
) -> None:
    """高校答复：导出待答复的结对给高校填写，再把填好的表录入，随下发送到镇街。"""
    if (target is None) == (source is None):
        raise click.UsageError("请写明 --export（导出）或 --file（录入），二者选一。")
    with opening(folder) as opened:
        if target is not None:
            listed = list_proposals(opened, target, university)
            said = f"{listed.path}：{listed.count} 个结对等待高校答复。"
            emit(listed, as_json, lambda: click.echo(said))
            return
        assert source is not None  # noqa: S101 - one of the two was given
        entered = enter_decisions(opened, source)

    def words() -> None:
        click.echo(
            f"录入答复 {entered.changed} 条，没有变化 {entered.unchanged} 条，"
            f"还没有答复 {entered.silent} 条。下发后镇街就能看到。"
        )
        for problem in entered.problems[:_SHOWN]:
            click.echo(f"未录入：第 {problem.row} 行 {problem.column}：{problem.message}", err=True)
        if len(entered.problems) > _SHOWN:
            click.echo(f"……共 {len(entered.problems)} 行未录入，用 --json 查看全部。", err=True)

    emit(entered, as_json, words)


@click.command("indicators")
@_folder
@click.argument("key", metavar="[指标]", default="")
@click.argument("changes", metavar="[参数=值…]", nargs=-1)
@click.option("--from", "starts_on", default="", metavar="日期", help="从哪天起用，默认今天。")
@click.option("--note", default="", help="为什么改。")
@json_option
def handle_indicators(
    folder: Path, key: str, changes: tuple[str, ...], *, starts_on: str, note: str, as_json: bool
) -> None:
    """指标口径：查看现行的，或改一个指标的参数（成为新的一版，随下发送到镇街）。"""
    with opening(folder) as opened:
        if not key:
            shown = show_definitions(opened)
        else:
            since = _day(starts_on)
            shown = [define_indicator(opened, key, dict(map(_change, changes)), since, note)]
    emit(
        shown,
        as_json,
        lambda: print_table(["指标", "名称", "版本", "起用", "参数"], [*map(_line, shown)]),
    )


@click.command("figures")
@_folder
@json_option
def count_figures(folder: Path, as_json: bool) -> None:
    """全省合并：按各镇街的数据算出本学期的三项指标，随下发送到镇街。"""
    with opening(folder) as opened, shown_progress() as progress:
        counted = merge_figures(opened, progress)

    def words() -> None:
        for one in counted.province:
            share = f"（{one.numerator / one.denominator:.1%}）" if one.denominator else ""
            click.echo(f"{LABELS[one.key]}：{one.numerator} / {one.denominator}{share}")
        click.echo(f"另为 {counted.townships} 个镇街各算了一份。下发后镇街的工作台就能看到。")

    emit(counted, as_json, words)


def _line(one: DefinitionShown) -> list[str]:
    parameters = "，".join(f"{name}={_plain(value)}" for name, value in one.parameters.items())
    version = f"第 {one.version} 版" if one.version else "方案原文"
    return [one.key, one.label, version, str(one.starts_on or ""), parameters]


def _plain(value: object) -> str:
    return json.dumps(value)


def _change(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    try:
        return name, json.loads(value if equals else "")
    except ValueError as error:
        raise click.UsageError(f"“{text}”应写成 参数=值，例如 ceiling=0、clubs=false。") from error


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise click.UsageError("日期应写成 2026-09-01 这样。") from error

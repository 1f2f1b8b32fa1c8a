"""`qingqiao province take-in` and `replay`: files by the thousand, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import click

from desktop.cli.backups import backed_up_first, without_backup
from desktop.cli.terminal import (
    emit,
    json_option,
    moment,
    opening,
    print_table,
    shown_progress,
)
from desktop.foundation.errors import QingqiaoError, sayable
from desktop.foundation.progress import Progress
from desktop.usecases.exchange.tally import Tally
from desktop.usecases.province.bundles import township_bundles
from desktop.usecases.province.one_by_one import StoppedError
from desktop.usecases.province.replay import replay
from desktop.usecases.province.take_in import TakenIn, take_in
from desktop.usecases.workspace import Workspace

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))

_RESTORED = (
    "发现省级的数据库是从旧备份还原的：已自动接续，没有数据丢失。"
    "请运行 province replay，把存档里数据库不记得的上报包重新接收，再照常下发。"
    "如果是有两份省级数据文件夹同时在用，请只用一份，否则两份都收不齐。"
)

_ONE_BY_ONE = 20
"""Up to so many files are told of each; of more only the sums."""

_EXAMPLES = 3


@click.command("take-in")
@_folder
@click.argument(
    "paths", metavar="文件或文件夹…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@without_backup
@json_option
@click.pass_context
def take_in_bundles(
    ctx: click.Context,
    folder: Path,
    paths: tuple[Path, ...],
    without_backup: bool,
    as_json: bool,
) -> None:
    """接收镇街的上报包；坏文件单独报告，不影响其他。

    可以给一个装着几千个文件的文件夹。按 Ctrl-C 在当前文件之后停下，再运行一次就接着做。
    原文件都不移动、不改动。
    """

    def work(opened: Workspace, progress: Progress) -> list[TakenIn]:
        backed_up_first(opened, progress, unneeded=without_backup)
        return take_in(opened, paths, progress)

    _run(ctx, folder, as_json, work)


@click.command("replay")
@_folder
@click.argument("archive", metavar="[存档]", required=False, type=click.Path(path_type=Path))
@json_option
@click.pass_context
def replay_archive(ctx: click.Context, folder: Path, archive: Path | None, as_json: bool) -> None:
    """从旧备份还原后，把存档里数据库不记得的上报包重新接收。"""
    _run(ctx, folder, as_json, lambda opened, progress: replay(opened, archive, progress))


@click.command("bundles")
@_folder
@click.argument("code", metavar="镇街代码", type=int)
@json_option
def list_bundles(folder: Path, code: int, as_json: bool) -> None:
    """列出一个镇街的收包：记录数、回执码、没有收的记录和原因。"""
    with opening(folder) as opened:
        found = township_bundles(opened, code)
    headings = ["电脑", "包", "接收", "新增", "更新", "冲突", "未收", "照片", "回执码"]
    rows = [
        [
            one.device[:8],
            str(one.number),
            moment(one.taken_in_at),
            str(one.new),
            str(one.merged),
            str(one.conflicting),
            str(one.refused),
            str(one.photos),
            one.code,
        ]
        for one in found
    ]

    def words() -> None:
        print_table(headings, rows)
        for one in found:
            for reason in one.reasons:
                click.echo(f"{one.device[:8]} 第 {one.number} 包未收：{reason}")

    emit(found, as_json, words)


def _run(
    ctx: click.Context,
    folder: Path,
    as_json: bool,
    work: Callable[[Workspace, Progress], list[TakenIn]],
) -> None:
    """Do the work and tell what became of the files; exit code 1 if any was refused."""
    stopped: StoppedError | None = None
    with opening(folder) as opened, shown_progress() as progress:
        try:
            results: Sequence[TakenIn] = work(opened, progress)
        except StoppedError as error:
            stopped, results = error, cast("Sequence[TakenIn]", error.results)
    emit(results, as_json, lambda: _tell(results, stopped))
    if stopped:
        raise stopped
    if any(result.error for result in results):
        ctx.exit(1)


def _tell(results: Sequence[TakenIn], stopped: StoppedError | None) -> None:
    if not results and not stopped:
        click.echo("没有要接收的 .qqb 文件，数据没有变化。")
    if len(results) <= _ONE_BY_ONE:
        for result in results:
            _tell_one(result)
    if len(results) > 1:
        _tell_sums(results)
    if any(result.restored for result in results):
        click.echo(_RESTORED)


def _tell_one(result: TakenIn) -> None:
    if result.error:
        click.echo(
            f"{sayable(result.path.name)}：{result.error.message}{result.error.hint}", err=True
        )
    elif result.duplicate:
        click.echo(f"{sayable(result.path.name)}：以前已经接收过，没有变化；回执码 {result.code}")
    elif result.tally:
        click.echo(
            f"{sayable(result.path.name)}：{_rows(result.tally)}"
            + ("；缺前面的包，已要求重报" if result.gap else "")
            + f"；回执码 {result.code}"
        )
        for reason in result.tally.reasons:
            click.echo(f"  未收：{reason}", err=True)
    if result.set_aside:
        click.echo(f"  副本和原因已放在：{result.set_aside.parent}", err=True)


def _rows(tally: Tally) -> str:
    return (
        f"新增 {tally.new}，更新 {tally.merged}，未变 {tally.unchanged}，"
        f"冲突 {tally.conflicting}，未收 {tally.refused}"
    )


def _tell_sums(results: Sequence[TakenIn]) -> None:
    taken = [result for result in results if result.tally]
    known = sum(result.duplicate for result in results)
    refused = [result for result in results if result.error]
    rows = Tally()
    for tally in (result.tally for result in taken):
        if tally:
            rows.new += tally.new
            rows.merged += tally.merged
            rows.unchanged += tally.unchanged
            rows.conflicting += tally.conflicting
            rows.refused += tally.refused
    click.echo(
        f"共 {len(results)} 个文件：接收 {len(taken)}，以前收过 {known}，没有接收 {len(refused)}。"
    )
    if taken:
        click.echo(f"收到的记录：{_rows(rows)}。")
    if gaps := sum(result.gap for result in taken):
        click.echo(f"其中 {gaps} 个缺前面的包，回执会要求重报，没有数据丢失。")
    _tell_reasons(refused)


def _tell_reasons(refused: Sequence[TakenIn]) -> None:
    """Tell why files were refused, one line a kind of reason, the most frequent first."""
    kinds: dict[type[QingqiaoError], list[TakenIn]] = {}
    for result in refused:
        if result.error:
            kinds.setdefault(type(result.error), []).append(result)
    for found in sorted(kinds.values(), key=len, reverse=True):
        names = "、".join(sayable(result.path.name) for result in found[:_EXAMPLES])
        error = found[0].error
        click.echo(
            f"没有接收 {len(found)} 个（{names}{' 等' if len(found) > _EXAMPLES else ''}）："
            f"{error.message if error else ''}{error.hint if error else ''}",
            err=True,
        )
    folders = sorted({result.set_aside.parent.parent for result in refused if result.set_aside})
    for folder in folders:
        click.echo(f"每个的副本和原因（.txt）已放在：{folder}；原文件没有移动。", err=True)

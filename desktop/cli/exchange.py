"""`qingqiao township take-in | status | conflicts | settle | refused`: the exchange by command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from desktop.cli.backups import backed_up_first, without_backup
from desktop.cli.terminal import data_option, emit, json_option, moment, shown_progress, unlocked
from desktop.domain.labels import RECORDS
from desktop.foundation.errors import QingqiaoError, sayable
from desktop.usecases.exchange.conflicts import ConflictView, list_conflicts, settle_conflict
from desktop.usecases.exchange.refusals import list_refused
from desktop.usecases.exchange.status import ExchangeStatus, SentBundle, township_status
from desktop.usecases.exchange.take_in import TakenIn, take_in

_SHORT = 8
"""Letters of a conflict's name that tell it from the others."""


@click.command("take-in")
@click.argument(
    "files", metavar="文件或文件夹…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@data_option
@without_backup
@json_option
@click.pass_context
def take_in_bundles(
    ctx: click.Context, files: tuple[Path, ...], data: Path, without_backup: bool, as_json: bool
) -> None:
    """接收团省委的下发包和回执；可以几个一起，先后不限，也可以给整个文件夹。"""
    with unlocked(data) as opened, shown_progress() as progress:
        backed_up_first(opened, progress, unneeded=without_backup)
        results = take_in(opened, files, progress)

    def words() -> None:
        for result in results:
            _say(result)
        _say_sums(results)

    emit(results, as_json, words)
    if any(result.error for result in results):
        ctx.exit(1)


def _say(result: TakenIn) -> None:
    if isinstance(result.error, QingqiaoError):
        click.echo(
            f"{sayable(result.path.name)}：{result.error.message}{result.error.hint}", err=True
        )
    elif result.known:
        click.echo(f"{sayable(result.path.name)}：以前已经接收过，没有变化。")
    elif result.tally:
        changed = result.tally.new + result.tally.merged
        click.echo(f"{sayable(result.path.name)}：收到 {changed} 条记录的变化。")
        if result.received:
            click.echo(f"  已签收的上报包：{'、'.join(f'第 {n} 包' for n in result.received)}")
        if result.tally.conflicting:
            click.echo("  有修改不一致的记录，请用 township conflicts 查看、township settle 选定。")
        if result.gap:
            click.echo("  省级缺少前面的包，下次上报会自动补上，没有数据丢失。")
        if result.renewed:
            click.echo("  检测到本机数据被还原或复制，已自动接续，没有数据丢失。")
        if result.differs:
            click.echo("  省里的数据与本机不完全一致，建议运行 township hand-up-all 后再上报一次。")
    if result.revoked:
        click.echo(
            "  团省委已停用本机：数据都在，但上报不会再被接收。"
            "要继续使用，请另要一份入网文件，用 township rejoin 重新入网。"
        )


def _say_sums(results: Sequence[TakenIn]) -> None:
    if len(results) > 1:
        refused = sum(result.error is not None for result in results)
        known = sum(result.known for result in results)
        click.echo(
            f"共 {len(results)} 个文件：接收 {len(results) - refused - known}，以前收过 {known}，"
            f"没有接收 {refused}。"
        )


@click.command("status")
@data_option
@json_option
def show_status(data: Path, as_json: bool) -> None:
    """查看本镇街的数据和上报情况。"""
    with unlocked(data) as opened:
        status = township_status(opened)

    def words() -> None:
        totals, exchange = status.totals, status.exchange
        click.echo(
            f"{status.name}（{status.code}）：结对中 {totals.active_pairings}，"
            f"活动 {totals.activities}，学生 {totals.students}，到场 {totals.attendances} 人次，"
            f"证书 {totals.certificates}。"
        )
        _say_exchange(exchange)

    emit(status, as_json, words)


def _say_exchange(exchange: ExchangeStatus) -> None:
    kinds = "，".join(f"{RECORDS.get(table, '其他')} {count}" for table, count in exchange.kinds)
    by_kind = f"（{kinds}）" if kinds else ""
    click.echo(
        f"待上报 {exchange.waiting} 条{by_kind}，照片 {exchange.photos} 张；"
        f"上次回执 {moment(exchange.last_receipt)}；"
        f"待处理冲突 {exchange.conflicts}，团省委没有收的记录 {exchange.refused}。"
    )
    notes = (
        (exchange.revoked, "团省委已停用本机，请另要一份入网文件，用 township rejoin 重新入网。"),
        (exchange.renewed, "检测到本机数据被还原或复制，已自动接续，没有数据丢失，请上报一次。"),
        (exchange.refused, "没有收的记录和原因，用 township refused 查看。"),
        (exchange.conflicts, "冲突的内容，用 township conflicts 查看。"),
    )
    for true, words in notes:
        if true:
            click.echo(words)
    for bundle in exchange.bundles:
        receipt = f"，{bundle.receipt}" if bundle.receipt else ""
        click.echo(
            f"  第 {bundle.number} 包 {moment(bundle.made_at)} {bundle.rows} 行"
            f" {_state(bundle)}{receipt}"
        )


def _state(bundle: SentBundle) -> str:
    return "省里没有收到，下次上报自动补上" if bundle.missing else bundle.state.label


@click.command("refused")
@data_option
@json_option
def show_refused(data: Path, as_json: bool) -> None:
    """列出团省委没有收的记录和原因；改正后再上报即可。"""
    with unlocked(data) as opened:
        found = list_refused(opened)

    def words() -> None:
        for one in found:
            mended = "；已修改，待上报" if one.mended else ""
            click.echo(f"{one.record} {one.title}：{one.reason}（第 {one.number} 包）{mended}")
        if not found:
            click.echo("没有。")

    emit(found, as_json, words)


@click.command("conflicts")
@data_option
@json_option
def show_conflicts(data: Path, as_json: bool) -> None:
    """列出两台电脑改得不一样、待选定的记录。"""
    with unlocked(data) as opened:
        found = list_conflicts(opened)

    def words() -> None:
        for one in found:
            click.echo(f"{one.id.hex()[:_SHORT]} {one.record}：{one.title}")
            click.echo(f"  现在的 {one.now_by} {moment(one.now_at)}")
            click.echo(f"  另一份 {one.other_by} {moment(one.other_at)}")
            for field in one.fields:
                click.echo(f"  {field.label}（{field.name}）：{field.now} | {field.other}")
            if one.unreadable:
                click.echo("  另一份的内容读不出，用 township settle 选定即保留现在的。")
        if not found:
            click.echo("没有。")

    emit(found, as_json, words)


@click.command("settle")
@click.argument("named", metavar="冲突编号")
@data_option
@click.option("--other", "names", metavar="项目", multiple=True, help="这一项用另一份，可写几次。")
@click.option("--all-other", is_flag=True, help="全部用另一份；都不写则全部保留现在的。")
def settle(named: str, data: Path, names: tuple[str, ...], all_other: bool) -> None:
    """选定一处冲突；结果随下次上报送到各处。"""
    with unlocked(data) as opened:
        chosen = _find(list_conflicts(opened), named)
        fields = [field.name for field in chosen.fields]
        if unknown := set(names) - set(fields):
            raise click.UsageError(
                f"这一处没有“{'、'.join(sorted(unknown))}”，可以选的是：{'、'.join(fields)}。"
            )
        settle_conflict(opened, chosen.id, fields if all_other else names)
    click.echo(f"{chosen.record} {chosen.title}：已选定，下次上报时送出。")


def _find(views: Sequence[ConflictView], named: str) -> ConflictView:
    found = [view for view in views if view.id.hex().startswith(named.lower())]
    if len(found) != 1:
        raise click.UsageError("编号对不上唯一的一处冲突，请用 township conflicts 查看。")
    return found[0]


exchange_commands = (take_in_bundles, show_status, show_refused, show_conflicts, settle)

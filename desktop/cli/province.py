"""`qingqiao province`: the provincial end."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli import keys
from desktop.cli.backups import backup_commands
from desktop.cli.devices import extend_enrolment, list_devices, recover_township, revoke_devices
from desktop.cli.indicators import count_figures, handle_decisions, handle_indicators
from desktop.cli.receipts import say_receipt_codes
from desktop.cli.receiving import list_bundles, replay_archive, take_in_bundles
from desktop.cli.terminal import (
    emit,
    json_option,
    moment,
    opening,
    passphrase,
    print_table,
    shown_progress,
)
from desktop.usecases.certificate.export_verifier import export_verifier
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.move import move_province
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.status import TownshipStatus, province_status

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
_SHOWN_PROBLEMS = 20


@click.group("province")
def command() -> None:
    """省级端：建库、装入基础数据、入网、接收、下发。"""


for _one in (
    take_in_bundles,
    list_bundles,
    replay_archive,
    say_receipt_codes,
    list_devices,
    extend_enrolment,
    revoke_devices,
    recover_township,
    handle_decisions,
    handle_indicators,
    count_figures,
    keys.command,
    *backup_commands(click.argument("root", metavar="文件夹", type=click.Path(path_type=Path))),
):
    command.add_command(_one)


@command.command()
@_folder
@click.option(
    "--store",
    default="",
    metavar="地址",
    help="数据放在 PostgreSQL 服务器上：postgresql+psycopg://用户名@主机/数据库名，不带口令；"
    "口令写在 ~/.pgpass 里。不给则放在数据文件夹里的加密数据库。",
)
def init(folder: Path, store: str) -> None:
    """新建省级数据文件夹和密钥。"""
    init_province(folder, passphrase(new=True), store=store).close()
    click.echo(f"已建立省级数据文件夹：{folder}")


@command.command()
@_folder
@click.option(
    "--store", default="", metavar="地址", help="搬到服务器的一个空数据库里；写法与建库时的相同。"
)
@click.option("--to-file", is_flag=True, help="从服务器搬回数据文件夹里的加密数据库。")
@json_option
def move(folder: Path, store: str, to_file: bool, as_json: bool) -> None:
    """把省级数据从文件搬到服务器，或搬回来：逐行读回核对一致才换过去，旧的一份留着。"""
    if bool(store) == to_file:
        raise click.UsageError("请写明 --store 和地址，或用 --to-file 搬回文件，二者选一。")
    with opening(folder) as opened, shown_progress() as progress:
        moved = move_province(opened, store, progress)

    def words() -> None:
        click.echo(f"已从{moved.before}搬到{moved.now}：{moved.rows:,} 行，两边逐表核对一致。")
        aside = f"，已改名为“{moved.aside.name}”" if moved.aside else ""
        click.echo(f"旧的一份没有删除，也不再使用{aside}。确认一切正常后请删除它：里面是个人信息。")

    emit(moved, as_json, words)


@command.command()
@_folder
@click.option(
    "--reference", required=True, type=click.Path(path_type=Path), help="文件夹或工作簿。"
)
@json_option
def load(folder: Path, reference: Path, as_json: bool) -> None:
    """装入区划、高校、院系与团支部；重复装入只更新变化的行。"""
    with opening(folder) as opened, shown_progress() as progress:
        loaded = load_reference(opened, reference, progress)

    def words() -> None:
        click.echo(
            f"镇街 {loaded.townships}，社区 {loaded.communities}，高校 {loaded.universities}，"
            f"院系 {loaded.departments}，团支部 {loaded.branches}；有变化 {loaded.changed} 条。"
        )
        if loaded.unused:
            click.echo(
                f"没有用到：{'、'.join(loaded.unused)}。CSV 只认 townships.csv、communities.csv、"
                "universities.csv，团支部用 .xlsx；要装入请改名，或单独指定那个文件。",
                err=True,
            )
        for problem in loaded.problems[:_SHOWN_PROBLEMS]:
            where = f"第 {problem.row} 行 " if problem.row else ""
            click.echo(
                f"未装入：{problem.file} {where}{problem.column}：{problem.message}", err=True
            )
        if len(loaded.problems) > _SHOWN_PROBLEMS:
            click.echo(f"……共 {len(loaded.problems)} 行未装入，用 --json 查看全部。", err=True)

    emit(loaded, as_json, words)


@command.command("enrol")
@_folder
@click.argument("code", metavar="镇街代码", type=int)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="入网文件（.qqe）。")
@json_option
def enrol_township(folder: Path, code: int, out: Path, as_json: bool) -> None:
    """为一个镇街的电脑生成入网文件，并显示一次性口令码。"""
    with opening(folder) as opened:
        enrolled = enrol(opened, code, out)

    def words() -> None:
        click.echo(f"{enrolled.name}（{enrolled.township}）的入网文件：{enrolled.path}")
        click.echo(f"一次性口令码：{enrolled.code}")
        click.echo(f"有效期至 {enrolled.expires}。口令码请用电话或纸条另行告知，不要与文件同行。")

    emit(enrolled, as_json, words)


@command.command("send-down")
@_folder
@click.argument("codes", metavar="[镇街代码…]", nargs=-1, type=int)
@click.option("--all", "everyone", is_flag=True, help="所有已入网的镇街。")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放下发包的文件夹。")
@json_option
def send_down_bundles(
    folder: Path, codes: tuple[int, ...], everyone: bool, out: Path, as_json: bool
) -> None:
    """生成下发包：基础数据的变化和回执，每台电脑一个文件。"""
    if bool(codes) == everyone:
        raise click.UsageError("请写明镇街代码，或用 --all 表示全部，二者选一。")
    with opening(folder) as opened, shown_progress() as progress:
        sent = send_down(opened, out, None if everyone else codes, progress)

    def words() -> None:
        for one in sent:
            click.echo(f"{one.path}：第 {one.number} 包，{one.rows} 行，{one.size / 1000:.1f} KB")

    emit(sent, as_json, words)


@command.command("verifier")
@_folder
@click.option("--out", required=True, type=click.Path(path_type=Path), help="核验网页（.html）。")
@json_option
def make_verifier(folder: Path, out: Path, as_json: bool) -> None:
    """生成核验证书的网页：一个文件，不用联网，任何人都能用浏览器打开。"""
    with opening(folder) as opened:
        made = export_verifier(opened, out)
    emit(
        made,
        as_json,
        lambda: click.echo(
            f"{made.path}：签发电脑 {made.issuers} 台，作废证书 {made.revoked} 张，"
            f"{made.size / 1000:.0f} KB。有新的镇街加入或有证书作废后，请重新生成、重新分发。"
        ),
    )


@command.command("status")
@_folder
@json_option
def show_status(folder: Path, as_json: bool) -> None:
    """查看全省与各镇街的上报情况。"""
    with opening(folder) as opened:
        status = province_status(opened)

    def words() -> None:
        click.echo(
            f"镇街 {status.townships}，社区 {status.communities}，高校 {status.universities}；"
            f"已发入网文件的镇街 {len(status.enrolled)}。"
        )
        click.echo(
            f"全省：上报过的镇街 {status.handed_up}，收包 {status.bundles}；"
            f"结对 {status.pairings}，"
            f"活动 {status.activities}，学生 {status.students}，到场 {status.attendances} 人次，"
            f"证书 {status.certificates}。"
        )
        if status.enrolled:
            standings = [_standing(one) for one in status.enrolled]
            print_table(list(standings[0]), [list(one.values()) for one in standings])
        if any(one.refused for one in status.enrolled):
            click.echo("未收的是记录；哪些记录、为什么，用 province bundles 加镇街代码查看。")
        if status.set_aside:
            click.echo(f"没有接收的文件 {status.set_aside} 个，副本和原因在：{folder / 'refused'}")

    emit(status, as_json, words)


def _standing(one: TownshipStatus) -> dict[str, str]:
    """Return a township's line, by the headings."""
    return {
        "代码": str(one.code),
        "镇街": one.name,
        "电脑": f"{one.joined}/{one.devices}",
        "收包": str(one.bundles),
        "最近接收": moment(one.last_taken_in),
        "未收": str(one.refused),
        "结对": str(one.pairings),
        "活动": str(one.activities),
        "学生": str(one.students),
        "到场": str(one.attendances),
        "证书": str(one.certificates),
    }

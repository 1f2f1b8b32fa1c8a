"""Commands about receipts by phone, and about sending again."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import data_option, emit, json_option, moment, opening
from desktop.usecases.exchange.receipt_code import confirm_by_code
from desktop.usecases.exchange.resend import copy_again, hand_up_everything_next
from desktop.usecases.province.receipt_codes import receipt_codes


@click.command("receipt-code")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.argument("what", metavar="文件或镇街")
@json_option
def say_receipt_codes(folder: Path, what: str, as_json: bool) -> None:
    """查已接收上报包的回执码，可以用电话告诉镇街。"""
    with opening(folder) as opened:
        codes = receipt_codes(opened, what)

    def words() -> None:
        for one in codes:
            click.echo(
                f"{one.township} 第 {one.number} 包：回执码 {one.code}"
                f"（{moment(one.taken_in_at)} 接收）"
            )

    emit(codes, as_json, words)


@click.command("receipt-code")
@click.argument("code", metavar="回执码")
@data_option
@json_option
def enter_receipt_code(code: str, data: Path, as_json: bool) -> None:
    """输入团省委电话里说的回执码，把那个上报包标为已签收。"""
    with opening(data) as opened:
        number = confirm_by_code(opened, code)
    emit(
        {"number": number},
        as_json,
        lambda: click.echo(f"第 {number} 包已签收（电话）。收到下发文件后请照常接收。"),
    )


@click.command("copy-again")
@click.argument("number", metavar="编号", type=int)
@data_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="U 盘或文件夹。")
@json_option
def copy_bundle_again(number: int, data: Path, out: Path, as_json: bool) -> None:
    """把以前生成的上报包再存一份；原文件不在了就请重新上报。"""
    with opening(data) as opened:
        path = copy_again(opened, number, out)
    emit({"path": path}, as_json, lambda: click.echo(f"{path}：已写入并核对，可以安全拔出。"))


@click.command("hand-up-all")
@data_option
def hand_up_all(data: Path) -> None:
    """让下一次上报带上本镇街的全部数据（省里的数据与本机不一致时用）。"""
    with opening(data) as opened:
        hand_up_everything_next(opened)
    click.echo("下一次上报会带上全部数据。请用 township hand-up 生成上报包。")


township_commands = (enter_receipt_code, copy_bundle_again, hand_up_all)

"""`qingqiao inspect`, `verify` and `demo`: files on their own."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option, moment, shown_progress
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import default_data
from desktop.usecases.certificate.verify import Verified, verify_file, verify_text
from desktop.usecases.exchange.inspect import inspect
from desktop.usecases.exchange.issuers import read_issuers


@click.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def inspect_file(file: Path, as_json: bool) -> None:
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


@click.command()
@click.argument("what", metavar="FILE_OR_TEXT")
@click.option(
    "--data", type=click.Path(path_type=Path), help="用哪个数据文件夹里的签发公钥（默认为本机的）。"
)
@json_option
@click.pass_context
def verify(ctx: click.Context, what: str, data: Path | None, as_json: bool) -> None:
    """核验证书：二维码的文字、图片或 PDF，不需要联网和口令。"""
    issuers = read_issuers(data or default_data())
    answers = verify_file(Path(what), issuers) if _is_file(what) else [verify_text(what, issuers)]

    def words() -> None:
        for answer in answers:
            _say(answer)

    emit(answers, as_json, words)
    if any(isinstance(answer, QingqiaoError) for answer in answers):
        ctx.exit(1)


def _is_file(what: str) -> bool:
    try:
        return Path(what).exists()
    except OSError:  # a long text is no file name
        return False


def _say(answer: Verified | QingqiaoError) -> None:
    if isinstance(answer, QingqiaoError):
        click.echo(f"{answer.message}{answer.hint}", err=True)
        return
    facts = answer.facts
    click.echo(
        f"真实有效：{facts.name}，编号 {facts.serial}，{facts.activity}，"
        f"{facts.first_day} 至 {facts.last_day}，{facts.minutes / 60:.1f} 小时，"
        f"{facts.issued_on} 由 {answer.issuer} 签发。"
    )
    click.echo("说明：核验证明内容未被改动，不证明持证人身份，请核对本人证件。")


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放样例的空文件夹。")
@json_option
def demo(out: Path, as_json: bool) -> None:
    """用真实区划和虚构人员走一遍全流程，留下签到表、证书、工作簿和上报包。"""
    from desktop.usecases.demo.play import play  # noqa: PLC0415 - only here

    with shown_progress() as progress:
        played = play(out, progress)

    def words() -> None:
        click.echo(f"演示数据和文件在：{played.root}")
        for what, path in played.files:
            click.echo(f"  {what}：{path.relative_to(played.root)}")

    emit(played, as_json, words)

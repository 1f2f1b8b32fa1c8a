"""`qingqiao verify`: a certificate, offline."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import emit, json_option
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import default_data
from desktop.usecases.certificate.verify import Verified, verify_file, verify_text
from desktop.usecases.exchange.issuers import read_trust


@click.command("verify")
@click.argument("what", metavar="文件或文字")
@click.option(
    "--data", type=click.Path(path_type=Path), help="用哪个数据文件夹里的签发公钥（默认为本机的）。"
)
@json_option
@click.pass_context
def command(ctx: click.Context, what: str, data: Path | None, as_json: bool) -> None:
    """核验证书：二维码的文字、图片或 PDF，不需要联网和口令。"""
    trust = read_trust(data or default_data())
    answers = verify_file(Path(what), trust) if _is_file(what) else [verify_text(what, trust)]

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

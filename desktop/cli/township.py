"""`qingqiao township`: a township's own work without the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click

from desktop.cli.backups import backup_commands
from desktop.cli.exchange import exchange_commands
from desktop.cli.receipts import township_commands
from desktop.cli.terminal import (
    data_option,
    emit,
    json_option,
    one_time_code,
    opening,
    passphrase,
    shown_progress,
    size_in_bytes,
    unlocked,
)
from desktop.domain.audit import Act, Purpose
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import write_bytes
from desktop.usecases.activity.find_activity import find_activity
from desktop.usecases.attendance.make_sheet import listed, make_sheet
from desktop.usecases.audit.record_use import Use, record_use
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.preview_certificates import preview_certificates
from desktop.usecases.certificate.render_certificates import (
    render_certificates,
    valid_certificates,
)
from desktop.usecases.exchange.attachments import PhotoChoice
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.rejoin import rejoin
from desktop.usecases.importing.run_import import run_import
from desktop.usecases.roster.check_names import check_names
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from desktop.usecases.unlocking import FIRST_NAME
from desktop.usecases.workspace import Workspace

_out_pdf = click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="PDF 文件。"
)
_activity = click.argument("activity", metavar="活动")
_purpose = click.option("--purpose", metavar="文字", default="", help="用途，记入审计日志。")
_anyway = click.option("--anyway", is_flag=True, help="姓名里有字库没有的字也打印，印作“〓”。")


class UndrawableNamesError(QingqiaoError):
    """Names that would not print whole, before anything was printed."""


def _check(opened: Workspace, student_ids: Sequence[bytes]) -> None:
    """Raise `UndrawableNamesError` when a name has a character that no font draws."""
    wrong = check_names(opened, student_ids)
    if wrong:
        names = "、".join(
            f"{one.shown}（可改作{one.proposal}）" if one.proposal else one.shown for one in wrong
        )
        raise UndrawableNamesError(
            f"{len(wrong)} 个姓名里有字库没有的字，没有打印：{names}。",
            "请先在名册里改成规范字；改不了的，加上 --anyway 仍然打印，再手写更正。",
        )


def _record(opened: Workspace, what: str, people: int, purpose: str) -> None:
    """Note that personal data go out in a file, and what for if that was said."""
    use = Use(Purpose.OTHER, purpose) if purpose.strip() else None
    record_use(opened, Act.EXPORT, what, people, use)


@click.group("township")
def command() -> None:
    """镇街端：入网、名册、签到表、证书、上报、接收。"""


_root = click.option(
    "--data",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="本镇街的数据文件夹。",
)

for _one in (*township_commands, *exchange_commands, *backup_commands(_root)):
    command.add_command(_one)


@command.command("join")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@data_option
@click.option("--code", metavar="口令码", help="一次性口令码（不给则提示输入）。")
@click.option("--operator", metavar="姓名", default=FIRST_NAME, help="第一位管理员的姓名。")
@json_option
def join_township(file: Path, data: Path, code: str | None, operator: str, as_json: bool) -> None:
    """用入网文件和一次性口令码，把 --data 设为本镇街的数据文件夹。"""
    with shown_progress() as progress:
        joined = join(
            file,
            one_time_code(code),
            data,
            passphrase(new=True),
            operator=operator,
            progress=progress,
        )
    joined.workspace.close()
    result = {
        "township": joined.township,
        "name": joined.township_name,
        "communities": joined.communities,
    }
    emit(
        result,
        as_json,
        lambda: click.echo(
            f"已入网：{joined.township_name}（{joined.township}），"
            f"社区（村）{joined.communities} 个。"
        ),
    )


@command.command("rejoin")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@data_option
@click.option("--code", metavar="口令码", help="一次性口令码（不给则提示输入）。")
@json_option
def rejoin_township(file: Path, data: Path, code: str | None, as_json: bool) -> None:
    """重新入网本机：现有数据全部保留，换用新的入网文件，从头重报。"""
    word = passphrase()
    with opening(data, word) as opened, shown_progress() as progress:
        result = rejoin(opened, file, one_time_code(code), word, progress)
    emit(
        result,
        as_json,
        lambda: click.echo(
            f"已重新入网，数据全部保留；请上报一次，本镇街的 {result.rows} 条都会重报。"
        ),
    )


@command.command("import-roster")
@click.argument("workbook", metavar="工作簿", type=click.Path(path_type=Path))
@data_option
@json_option
def import_workbook(workbook: Path, data: Path, as_json: bool) -> None:
    """导入学生名册；有问题的行单独报告，不因缺少而删除任何人。"""
    with unlocked(data) as opened, shown_progress() as progress:
        imported = run_import(opened, ROSTER_IMPORT, workbook, progress)

    def words() -> None:
        click.echo(
            f"新增 {imported.added} 人，更新 {imported.changed} 人，"
            f"未变 {imported.unchanged} 人，未导入 {len(imported.problems)} 行。"
        )
        for problem in imported.problems:
            click.echo(f"第 {problem.row} 行 {problem.column}：{problem.message}", err=True)

    emit(imported, as_json, words)


@command.command()
@_activity
@data_option
@_out_pdf
@_anyway
@_purpose
@json_option
def sheet(
    activity: str, data: Path, out: Path, *, anyway: bool, purpose: str, as_json: bool
) -> None:
    """打印签到表（PDF），并记住每页印了谁。"""
    with unlocked(data) as opened:
        activity_id = find_activity(opened, activity)
        if not anyway:
            _check(opened, listed(opened, [activity_id]))
        made = make_sheet(opened, activity_id)
        _record(opened, "签到表", made.students, purpose)
        write_bytes(out, made.pdf)
    result = {"path": out, "pages": made.pages, "students": made.students,
              "version": made.version, "undrawable": made.undrawable}  # fmt: skip

    def words() -> None:
        click.echo(f"{out}：{made.students} 人，{made.pages} 页，第 {made.version} 版。")
        for name in made.undrawable:
            click.echo(f"有字库没有的字，印作〓：{name}", err=True)

    emit(result, as_json, words)


@command.command()
@_activity
@data_option
@_out_pdf
@_anyway
@_purpose
@json_option
def certificates(
    activity: str, data: Path, out: Path, *, anyway: bool, purpose: str, as_json: bool
) -> None:
    """为到场学生颁发证书并生成 PDF；已颁发的不重复颁发。"""
    with unlocked(data) as opened, shown_progress() as progress:
        activity_id = find_activity(opened, activity)
        if not anyway:
            earners = preview_certificates(opened, activity_id).earners
            _check(opened, [one.student_id for one in earners])
        issued = issue_certificates(opened, activity_id, progress=progress)
        rendered = render_certificates(opened, valid_certificates(opened, activity_id))
        _record(opened, "证书", rendered.pages, purpose)
        write_bytes(out, rendered.pdf)
    result = {"path": out, "issued": len(issued.serials), "certificates": rendered.pages}

    def words() -> None:
        click.echo(f"{out}：共 {rendered.pages} 张，本次新颁发 {len(issued.serials)} 张。")

    emit(result, as_json, words)


@command.command("hand-up")
@data_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="U 盘或文件夹。")
@click.option("--max-size", metavar="大小", help="每个文件的上限，如 20MB。")
@click.option(
    "--photos",
    type=click.Choice(get_args(PhotoChoice)),
    default="include",
    show_default=True,
    help="活动照片：include 放在一起，separate 另成一包，leave 这次不带。",
)
@json_option
def hand_up_bundles(
    data: Path, out: Path, max_size: str | None, photos: PhotoChoice, as_json: bool
) -> None:
    """生成上报包：自上次回执以来的全部变化；丢了的包由下一包补上。"""
    most = size_in_bytes(max_size) if max_size else None
    with unlocked(data) as opened, shown_progress() as progress:
        handed = hand_up(opened, out, max_size=most, photos=photos, progress=progress)

    def words() -> None:
        for bundle in handed.bundles:
            pictures = f"照片 {bundle.photos} 张，" if bundle.photos else ""
            click.echo(
                f"{bundle.path}：第 {bundle.number} 包，{bundle.rows} 行，{pictures}"
                f"{bundle.size / 1000:.1f} KB，已写入并核对，可以安全拔出。"
            )
        if handed.photos_left:
            click.echo(f"还有 {handed.photos_left} 张照片没有带上，留在本机，下次可以再带。")
        if not handed.rows and not handed.photos:
            click.echo("没有新的变化，这是一次零报告。")

    emit(handed, as_json, words)

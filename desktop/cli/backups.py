"""`backup`, `backups`, `restore` and `repair`, of a township and of the province alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desktop.cli.terminal import (
    emit,
    json_option,
    moment,
    opening,
    passphrase,
    print_table,
    shown_progress,
)
from desktop.domain.labels import RECORDS
from desktop.domain.terms import BackupReason
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.store.engine import DamagedDatabaseError
from desktop.usecases.backup.back_up import back_up, back_up_if_changed
from desktop.usecases.backup.kept import Backup, backups_in, read_backup
from desktop.usecases.backup.recover import Recovered, recover_from_backup, recover_what_is_left
from desktop.usecases.backup.restore import Preview, preview, restore
from desktop.usecases.backup.second_place import choose_second_place, second_place
from desktop.usecases.backup.writing import BackupError
from desktop.usecases.workspace import Folder, Workspace

_MEGA = 1e6

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

without_backup = click.option(
    "--without-backup", is_flag=True, help="备份做不成也继续（例如磁盘快满时）。"
)


def backed_up_first(opened: Workspace, progress: Progress, *, unneeded: bool) -> None:
    """Back up before a take-in; raises `BackupError` unless that is said to be `unneeded`.

    A file can be taken in any day: waiting for a backup loses nothing.
    """
    try:
        back_up_if_changed(opened, BackupReason.TAKE_IN, progress)
    except BackupError as error:
        if not unneeded:
            raise BackupError(
                f"{error.message}所以还没有接收，数据没有改动。",
                f"{error.hint}确要不备份就接收，加上 --without-backup。",
            ) from error


def backup_commands(where: Decorator) -> list[click.Command]:
    """Return the commands for a group whose data folder `where` reads into `root`."""
    return [_backup(where), _backups(where), _restore(where), _repair(where)]


def _backup(where: Decorator) -> click.Command:
    @click.command("backup")
    @where
    @click.option(
        "--second",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="第二位置（U 盘或另一块磁盘的文件夹），记住，以后每次都复制过去。",
    )
    @json_option
    def command(root: Path, second: Path | None, as_json: bool) -> None:
        """备份全部数据和密钥（加密），逐页核对；较早的按日、周、月保留。"""
        with opening(root) as opened, shown_progress() as progress:
            if second is not None:
                choose_second_place(opened, second)
            made = back_up(opened, BackupReason.ASKED, progress)

        def words() -> None:
            note = made.backup.note
            click.echo(
                f"已备份到 {made.backup.folder}：{note.size / _MEGA:.1f} MB，"
                f"用时 {note.milliseconds / 1000:.1f} 秒，已打开核对。"
            )
            if made.second is not None:
                click.echo(f"没有复制到第二位置：{made.second.message}", err=True)

        emit(made, as_json, words)

    return command


def _backups(where: Decorator) -> click.Command:
    @click.command("backups")
    @where
    @json_option
    def command(root: Path, as_json: bool) -> None:
        """列出备份，最新的在前；不需要口令。"""
        found = [*backups_in(Folder(root).backups)]
        place = second_place(Folder(root))
        found += backups_in(place.folder) if place else []

        def words() -> None:
            if not found:
                click.echo("还没有备份。")
                return
            print_table(
                ["编号", "时间", "原因", "大小", "位置"],
                [
                    [
                        str(one.note.number),
                        moment(one.note.instant),
                        one.note.reason.label,
                        f"{one.note.size / _MEGA:.1f} MB",
                        str(one.folder),
                    ]
                    for one in found
                ],
            )

        emit(found, as_json, words)

    return command


def _restore(where: Decorator) -> click.Command:
    @click.command("restore")
    @where
    @click.argument("which", metavar="编号或文件夹")
    @click.option("--yes", is_flag=True, help="不再询问。")
    def command(root: Path, which: str, yes: bool) -> None:
        """恢复一份备份（写编号，或备份的文件夹）：先说明会变什么，现有数据先另做一份备份。

        数据库损坏、打不开，或者换了电脑、文件夹还是空的，也用它；损坏的文件原样保留。
        """
        backup, word = _chosen(root, which), passphrase()
        try:
            with opening(root, word) as opened:
                _tell(preview(opened, backup))
                if not yes:
                    click.confirm("恢复这份备份吗？", abort=True, err=True)
                with shown_progress() as progress:
                    done = restore(opened, backup, word, progress)
            click.echo(f"已恢复。恢复前的数据在 {done.replaced}")
        except DamagedDatabaseError as damage:
            _recover(root, damage, yes, lambda p: recover_from_backup(root, backup, word, p))
        except QingqiaoError:
            if Folder(root).exists:
                raise
            with shown_progress() as progress:
                recover_from_backup(root, backup, word, progress).workspace.close()
            click.echo("已恢复到这个文件夹。")
        click.echo(_AFTERWARDS)

    return command


def _repair(where: Decorator) -> click.Command:
    @click.command("repair")
    @where
    @click.option("--yes", is_flag=True, help="不再询问。")
    def command(root: Path, yes: bool) -> None:
        """数据库损坏又没有合适的备份时，把还读得出的内容抢救到新的数据库；损坏的文件原样保留。"""
        word = passphrase()
        damage = QingqiaoError("将把读得出的内容写进新的数据库，现有文件另存一份。")
        _recover(root, damage, yes, lambda progress: recover_what_is_left(root, word, progress))
        click.echo(_AFTERWARDS)

    return command


_AFTERWARDS = (
    "请接着做一次上报和接收（省级端：province replay，再照常接收、下发）："
    "对方已经收到过的内容会随之回来，没有数据丢失。"
)


def _recover(
    root: Path, damage: QingqiaoError, yes: bool, work: Callable[[Progress], Recovered]
) -> None:
    click.echo(damage.message, err=True)
    if not yes:
        click.confirm(f"继续吗？损坏的文件会另存在 {root / 'damaged'}", abort=True, err=True)
    with shown_progress() as progress:
        done = work(progress)
    done.workspace.close()
    if done.salvaged is not None:
        lost = "、".join(RECORDS.get(table, table) for table in done.salvaged.incomplete)
        click.echo(
            f"读出 {done.salvaged.rows} 条；" + (f"不完整的：{lost}。" if lost else "没有缺失。")
        )
    click.echo(f"已恢复。损坏的文件原样保存在 {done.kept}")


def _chosen(root: Path, which: str) -> Backup:
    """Return a backup by its number here or at the second place, or by its folder."""
    place = second_place(Folder(root))
    found = [*backups_in(Folder(root).backups), *(backups_in(place.folder) if place else [])]
    for backup in found:
        if which == str(backup.note.number):
            return backup
    return read_backup(Path(which))


def _tell(seen: Preview) -> None:
    note = seen.backup.note
    click.echo(f"备份 {note.number}：{moment(note.instant)}，{note.reason.label}。")
    rows = [
        [RECORDS.get(one.table, one.table), str(one.here), str(one.there), str(one.newer)]
        for one in seen.differences
        if one.newer or one.only_there or one.here != one.there
    ]
    if seen.damaged:
        click.echo("现有数据有一部分读不出来，无法比较；恢复前会原样保存一份。")
    elif rows:
        print_table(["内容", "现在", "备份里", "现在较新的"], rows)
    else:
        click.echo("内容与现在的相同。")
    if seen.unsent:
        click.echo(f"其中 {seen.unsent} 条还没有上报，只会留在恢复前的备份里；可以先上报再恢复。")

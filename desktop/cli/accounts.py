"""`qingqiao accounts`: who may open a data folder, at either end."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.terminal import (
    emit,
    json_option,
    new_passphrase,
    opening,
    passphrase,
    print_table,
)
from desktop.domain.account import Role
from desktop.usecases.account.keep_accounts import (
    add_account,
    change_account,
    remove_account,
    reset_account,
)

_folder = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
_number = click.argument("number", metavar="编号", type=int)
_ROLES = {role.label: role for role in Role}
_role = click.Choice(list(_ROLES))


@click.group("accounts")
def command() -> None:
    """账户：查看、增加、改名、重设口令、删除。增改要管理员的口令。"""


@command.command("list")
@_folder
@json_option
def list_accounts(folder: Path, as_json: bool) -> None:
    """列出全部账户；打开用的是哪一个，前面有星号。"""
    with opening(folder) as opened:
        staff, own = opened.staff, opened.account

    def words() -> None:
        rows = [
            [f"{'*' if one == own else ' '}{one.number}", one.name, one.role.label] for one in staff
        ]
        print_table([" 号", "姓名", "身份"], rows)

    emit(staff, as_json, words)


@command.command()
@_folder
@click.option("--name", required=True, help="姓名。")
@click.option("--role", type=_role, default=Role.CLERK.label, show_default=True, help="身份。")
@json_option
def add(folder: Path, name: str, role: str, as_json: bool) -> None:
    """增加一个账户，并设定它的口令。"""
    word = passphrase()
    with opening(folder, word) as opened:
        made = add_account(opened, word, name, _ROLES[role], new_passphrase("新账户的口令"))
    said = f"已增加 {made.number} 号账户：{made.name}（{made.role.label}）。"
    emit(made, as_json, lambda: click.echo(said))


@command.command()
@_folder
@_number
def reset(folder: Path, number: int) -> None:
    """重设一个账户的口令。"""
    word = passphrase()
    with opening(folder, word) as opened:
        account = reset_account(opened, word, number, new_passphrase())
    click.echo(f"已重设 {account.name}的口令，原来的口令不能再用。")


@command.command()
@_folder
@_number
@click.option("--name", help="新的姓名（不给则不变）。")
@click.option("--role", type=_role, help="新的身份（不给则不变）。")
def change(folder: Path, number: int, name: str | None, role: str | None) -> None:
    """改一个账户的姓名或身份。"""
    word = passphrase()
    with opening(folder, word) as opened:
        before = {one.number: one for one in opened.staff}.get(number, opened.account)
        chosen = _ROLES[role] if role else before.role
        account = change_account(opened, word, number, name or before.name, chosen)
    click.echo(f"{account.number} 号账户：{account.name}（{account.role.label}）。")


@command.command()
@_folder
@_number
def remove(folder: Path, number: int) -> None:
    """删除一个账户；它写下的记录仍署原来的姓名。"""
    word = passphrase()
    with opening(folder, word) as opened:
        account = remove_account(opened, word, number)
    click.echo(f"已删除 {account.name}的账户，他的口令不能再打开这份数据。")

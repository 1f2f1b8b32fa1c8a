"""What every command asks and says: secrets, progress, results."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from desktop.foundation.clock import BEIJING
from desktop.foundation.errors import QingqiaoError, sayable
from desktop.foundation.progress import Cancelled
from desktop.usecases.instance import RENEWED
from desktop.usecases.open_workspace import workspace
from desktop.usecases.tries import Tries
from desktop.usecases.workspace import Folder, Workspace

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果。")
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="本镇街的数据文件夹。",
)


def passphrase(*, new: bool = False) -> str:
    """Return the passphrase from QINGQIAO_PASSPHRASE or a prompt, twice for a new one."""
    given = os.environ.get("QINGQIAO_PASSPHRASE")
    if given is not None:
        return given
    entered: str = click.prompt(
        "口令", hide_input=True, err=True, confirmation_prompt="再输入一次" if new else False
    )
    return entered


@contextmanager
def opening(root: Path, word: str | None = None) -> Iterator[Workspace]:
    """Open a data folder for one command, as the account in QINGQIAO_ACCOUNT if it is given.

    After wrong tries it waits first, and says so.
    """
    account = os.environ.get("QINGQIAO_ACCOUNT")
    tries = Tries(Folder(root).keyring)
    wait_for(tries, account or "")
    entered = passphrase() if word is None else word
    with workspace(root, entered, slot=account, tries=tries) as opened:
        yield opened


def wait_for(tries: Tries, slot: str) -> None:
    """Wait until a passphrase may be tried again."""
    seconds = tries.seconds_left(slot)
    if seconds:
        click.echo(f"口令已连续输错 {tries.count(slot)} 次，请等 {seconds} 秒…", err=True)
        time.sleep(seconds)


def new_passphrase(words: str = "新口令") -> str:
    """Return a new passphrase from QINGQIAO_NEW_PASSPHRASE or a prompt, asked twice."""
    given: str = os.environ.get("QINGQIAO_NEW_PASSPHRASE") or click.prompt(
        words, hide_input=True, err=True, confirmation_prompt="再输入一次"
    )
    return given


@contextmanager
def unlocked(root: Path) -> Iterator[Workspace]:
    """Open a township's folder for one command; say so if it was copied or restored."""
    with opening(root) as opened:
        if opened.renewed:
            click.echo(RENEWED, err=True)
        yield opened


def one_time_code(given: str | None) -> str:
    """Return the code as an option gave it or from a prompt."""
    code: str = given or click.prompt("一次性口令码", err=True)
    return code


class _Shown:
    """Shows steps on the error stream; asked to stop, it passes that on at the next step."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self.stopping = False

    def step(self, done: int, total: int, message: str) -> None:
        """Move the bar."""
        if self.stopping:
            raise Cancelled
        self._bar.update(self._task, completed=done, total=total or None, description=message)


class _RateColumn(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"每秒 {speed:,.1f}" if speed else "")


@contextmanager
def shown_progress() -> Iterator[_Shown]:
    """Show progress on a terminal; say nothing into a file or a pipe.

    The first Ctrl-C asks the work to stop where nothing is half done, a second one breaks it off.
    """
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TextColumn("剩余"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        shown = _Shown(bar)

        def stop(*_: object) -> None:
            shown.stopping = True
            signal.signal(signal.SIGINT, before)

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield shown
        finally:
            signal.signal(signal.SIGINT, before)


def emit(result: object, as_json: bool, words: Callable[[], None]) -> None:
    """Print a result as one JSON document, or in words."""
    if as_json:
        content = msgspec.json.encode(_plain(result))
        click.echo(msgspec.json.format(content).decode())
    else:
        words()


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    return msgspec.to_builtins(value, enc_hook=_encode, builtin_types=(datetime, date))


def _encode(value: object) -> object:
    if isinstance(value, QingqiaoError):
        return {"message": value.message, "hint": value.hint}
    if isinstance(value, Path):
        return sayable(str(value))
    raise NotImplementedError(type(value))


def print_table(headings: list[str], rows: list[list[str]]) -> None:
    """Print aligned columns; thousands of rows take no time, as a table with frames does."""
    lines = [headings, *rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    click.echo(
        "\n".join(
            "  ".join(
                cell + " " * (width - cell_len(cell))
                for cell, width in zip(line, widths, strict=True)
            ).rstrip()
            for line in lines
        )
    )


def moment(instant: datetime | None) -> str:
    """Return an instant as people read it in Beijing."""
    try:
        return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if instant else "—"
    except OverflowError:  # the clear line of a file may say anything
        return "—"


def size_in_bytes(text: str) -> int:
    """Read `20MB`, `500 KB` or plain bytes; raises click's usage error."""
    cleaned = text.strip().upper().replace(" ", "").removesuffix("B")
    factor = {"K": 1000, "M": 1000**2, "G": 1000**3}.get(cleaned[-1:], 1)
    digits = cleaned.rstrip("KMG")
    if not digits.isdigit():
        raise click.BadParameter(f"“{text}”不是大小，请写成 20MB 这样。")
    return int(digits) * factor

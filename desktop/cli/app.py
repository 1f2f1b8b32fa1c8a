"""The root of the command line: expected failures become a line of words and exit code 1."""

from __future__ import annotations

import gettext
import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from desktop.cli.help_text import ChineseHelp
from desktop.foundation.build import BUILD
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import resources

_HOMES = {
    "audit": "desktop.cli.audit",
    "accounts": "desktop.cli.accounts",
    "demo": "desktop.cli.demo",
    "inspect": "desktop.cli.inspect",
    "passphrase": "desktop.cli.passphrase",
    "province": "desktop.cli.province",
    "recovery": "desktop.cli.recovery",
    "self-test": "desktop.cli.selftest",
    "township": "desktop.cli.township",
    "verify": "desktop.cli.verify",
}
"""Each command's module, imported when it is asked for: the store takes a second to load."""


class Commands(click.Group):
    """A group that says expected failures in words; a usage error exits with 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return sorted(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command; None when there is no such one."""
        if cmd_name not in _HOMES:
            return None
        command: click.Command = import_module(_HOMES[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except QingqiaoError as error:
            click.echo(f"错误：{error.message}", err=True)
            if error.hint:
                click.echo(f"办法：{error.hint}", err=True)
            ctx.exit(1)


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(
    BUILD.version,
    message=f"青桥 {BUILD.version} 版（{BUILD.revision}）",
    help="显示版本，然后退出。",
)
def root() -> None:
    """青桥：“百万大学生进社区”离线工作台。不带命令则打开窗口。"""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name may hold what its encoding does not
            stream.reconfigure(errors="replace")
    speak_chinese()
    root(prog_name="qingqiao")


def speak_chinese() -> None:
    """Let click speak Chinese, whatever the system speaks."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(resources() / "locale"))
    click.Context.formatter_class = ChineseHelp

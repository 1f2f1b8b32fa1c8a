"""The root of the command line: expected failures become a line of words and exit code 1."""

from __future__ import annotations

from typing import Any

import click

from desktop import __version__
from desktop.foundation.errors import QingqiaoError


class Commands(click.Group):
    """A group that says expected failures in words; a usage error exits with 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except QingqiaoError as error:
            click.echo(f"错误：{error.message}", err=True)
            if error.hint:
                click.echo(f"办法：{error.hint}", err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="青桥")
def root() -> None:
    """青桥：“百万大学生进社区”离线工作台。不带命令则打开窗口。"""


def main() -> None:
    """Run the command line."""
    from desktop.cli import files, province, township  # noqa: PLC0415 - only what is asked for

    root.add_command(province.province)
    root.add_command(township.township)
    root.add_command(files.inspect_file)
    root.add_command(files.verify)
    root.add_command(files.demo)
    root(prog_name="qingqiao")

"""Everything the command line says of itself is Chinese, laid out in columns of the terminal."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from desktop.cli.app import root, speak_chinese
from desktop.cli.help_text import wrapped
from desktop.foundation.build import BUILD
from desktop.foundation.letters import columns
from desktop.foundation.paths import resources

_NAMES = re.compile(
    r"--?[a-z-]+|\.[a-z]+|\S*://\S*|~/\S+|qingqiao\b.*"
    r"|\b(?:PostgreSQL|Excel|WPS|PDF|JSON|Ctrl-C|U|township|province)\b"
    r"|\d+MB|\b(?:include|separate|leave)\b"
)
"""What is Latin in Chinese too: options, kinds of files, addresses, names of products, choices."""


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    monkeypatch.setattr(click.Context, "formatter_class", click.HelpFormatter)
    speak_chinese()


def _helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    command._help_option = None  # noqa: SLF001 - another test may have asked for it in English
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _helps(inner, click.Context(inner, info_name=name, parent=context))


def test_every_help_is_chinese_and_fits() -> None:
    helps = dict(_helps(root, click.Context(root, info_name="qingqiao", terminal_width=80)))

    assert len(helps) > 40
    for path, text in helps.items():
        first, _, rest = text.partition("\n")
        assert first.startswith(f"用法： {path} "), text
        told = [line for line in rest.splitlines() if not re.match(r"  [a-z][a-z-]*(  |$)", line)]
        english = re.findall(r"[A-Za-z]{2,}", _NAMES.sub("", "\n".join(told)))
        names = re.findall(r"[A-Za-z]{2,}", first.removeprefix(f"用法： {path} "))
        assert english + names == [], text
        assert max(columns(line) for line in text.splitlines()) <= 80, text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--version"], f"青桥 {BUILD.version} 版（{BUILD.revision}）"),
        (["inspect"], "缺少参数 '文件'"),
        (["inspect", "a", "b"], "多出来的内容：b"),
        (["township", "sheet", "--dat"], "没有 '--dat' 这个选项。 是不是 '--data', '--out'？"),
        (["township", "hand-up", "--photos", "x"], "'x' 不在可选的值里"),
        (["verify", "--nothing"], "没有 '--nothing' 这个选项。"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_chinese(words: list[str], said: str) -> None:
    result = CliRunner().invoke(root, words)

    assert said in result.output


def test_the_catalogue_is_the_one_in_the_sources() -> None:
    messages = runpy.run_path(str(resources().parent / "installer/messages.py"))

    assert messages["TARGET"].read_bytes() == messages["compiled"]()


def test_lines_break_between_characters_not_in_words_and_not_before_a_comma() -> None:
    lines = wrapped("数据放在 PostgreSQL 服务器上，不带口令。", 16)

    assert lines == ["数据放在", "PostgreSQL 服务", "器上，不带口令。"]

"""The layout of help in Chinese, whose characters are two columns wide and break anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from desktop.foundation.letters import columns

_WORD = re.compile(r"\s+|(?:[!-~]+|.)[，。；：、！？）”》…]*")
"""What is not broken: Latin words and addresses, and punctuation after what it follows."""

_PLACES = {
    "[OPTIONS]": "[选项]",
    "COMMAND": "命令",
    "[ARGS]...": "…",
    "DIR": "文件夹",
    "DIRECTORY": "文件夹",
    "FILE": "文件",
    "FOLDER": "文件夹",
    "INTEGER": "数",
    "PATH": "路径",
    "TEXT": "文字",
}
"""What click itself writes where something is to be put."""


class ChineseHelp(click.HelpFormatter):
    """click's layout, measured in columns of the terminal."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how a command is called."""
        super().write_usage(prog, _in_chinese(args), prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, indented."""
        indent = " " * self.current_indent
        for at, paragraph in enumerate(text.split("\n\n")):
            if at:
                self.write("\n")
            for line in wrapped(paragraph, self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean in two columns."""
        listed = [(_in_chinese(term), meaning) for term, meaning in rows]
        widths = [columns(term) for term, _ in listed]
        first = max([width for width in widths if width <= col_max], default=0) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in listed:
            lines = wrapped(meaning, self.width - self.current_indent - first)
            if columns(term) + col_spacing > first:
                self.write(f"{indent}{term}\n")
            else:
                start = f"{indent}{term}{' ' * (first - columns(term))}"
                self.write(f"{start}{''.join(lines[:1])}".rstrip() + "\n")
                lines = lines[1:]
            for line in lines:
                self.write(f"{indent}{' ' * first}{line}\n")


def _in_chinese(places: str) -> str:
    return " ".join(_PLACES.get(place, place) for place in places.split(" "))


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of `text`, each at most `width` columns unless a single word is longer."""
    lines, line, used = [], "", 0
    for found in _WORD.finditer(" ".join(text.split())):
        word = found[0]
        if line and used + columns(word) > width:
            lines.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()
        line, used = line + word, used + columns(word)
    return [*lines, line.rstrip()] if line.strip() else lines

"""Templates: plain text that clerks can read and change, a line for each block.

    # 标题            the title; ## a line below it
    > 各团支部：      flush left, for the addressee
    一、……  （一）……  headings, told by their numbering; anything else is a paragraph
    [表 名单]         a table or form that the document brings along under this name
    [签章 甲方；乙方]  places to sign, one for each party; ｜ within one starts a new line
    [落款]            {单位} and {日期} at the right, with room for the seal
    [空行]            an empty line

{占位符} are replaced everywhere. A line whose placeholders all are empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from desktop.documents.blocks import (
    Block,
    Closing,
    Facts,
    Gap,
    Paragraph,
    Signatures,
    Table,
    Title,
)
from desktop.documents.placeholders import fill
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.paths import resources

Attached = Mapping[str, Table | Facts]
_NAMED = re.compile(r"\{([^{}]*)\}")
_COMMAND = re.compile(r"\[(\S+?)(?:\s+(.*))?\]")


class TemplateError(QingqiaoError):
    """A template asks for something that does not exist."""


def standard_text(name: str) -> str:
    """Return the text of a document as it is shipped."""
    path = resources() / "templates" / "documents" / f"{name}.txt"
    return path.read_text(encoding="utf-8").strip()


def blocks_of(text: str, values: Mapping[str, str], attached: Attached) -> tuple[Block, ...]:
    """Return the blocks of a template, filled in; raises `TemplateError`, `PlaceholderError`."""
    blocks: list[Block] = []
    for line in text.splitlines():
        filled = fill(line, values, "文字").strip()
        named = _NAMED.findall(line)
        if named and not any(values[name] for name in named) and "[" not in line:
            continue
        command = _COMMAND.fullmatch(filled)
        if command:
            blocks.append(_command(command[1], command[2] or "", values, attached))
        elif filled.startswith("##"):
            blocks.append(Title(filled[2:].strip(), 2))
        elif filled.startswith("#"):
            blocks.append(Title(filled[1:].strip()))
        elif filled.startswith(">"):
            blocks.append(Paragraph(filled[1:].strip(), indented=False))
        elif filled:
            blocks.append(Paragraph(filled))
    return tuple(blocks)


def _command(word: str, rest: str, values: Mapping[str, str], attached: Attached) -> Block:
    commands: dict[str, Callable[[], Block | None]] = {
        "表": lambda: attached.get(rest.strip()),
        "签章": lambda: Signatures(
            tuple(tuple(party.strip().split("｜")) for party in rest.split("；"))
        ),
        "落款": lambda: Closing(values.get("单位", ""), values.get("日期", "")),
        "空行": lambda: Gap(1),
    }
    block = commands.get(word, lambda: None)()
    if block is None:
        tables = "、".join(f"[表 {name}]" for name in attached)
        raise TemplateError(
            f"文字里有不认识的“[{word} {rest}]”，没有生成。".replace(" ]", "]"),
            f"可以用：[签章 甲方；乙方]、[落款]、[空行]{'、' + tables if tables else ''}。",
        )
    return block

"""打印列表: what the window lists, as it is filtered and sorted there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.documents.blocks import LIST, WIDE_LIST, Column, Document, Table, Title
from desktop.documents.page import MM, chinese_date
from desktop.foundation.errors import QingqiaoError
from desktop.store.queries.letterhead import letterhead
from desktop.usecases.workspace import Workspace

LIMIT = 20_000
"""Rows; more than 500 pages are no longer read on paper."""

_NUMBER_WIDTH = 44


class ListingTooLongError(QingqiaoError):
    """A list that would fill a cupboard."""


@dataclass(frozen=True)
class Listed:
    """A list as the window shows it; `about` says in a line which rows these are."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]


def compose_listing(workspace: Workspace, listed: Listed, *, wide: bool) -> Document:
    """Return the list as a document, its rows numbered; raises `ListingTooLongError`."""
    if len(listed.rows) > LIMIT:
        raise ListingTooLongError(
            f"这个列表有 {len(listed.rows):,} 行，太长了，没有打印。",
            "请先筛选出需要的部分，或者导出成表格。",
        )
    with workspace.store.read() as reader:
        head = letterhead(reader)
    columns = (Column("序号", _NUMBER_WIDTH, "centre"), *listed.columns)
    rows = tuple((str(number), *row) for number, row in enumerate(listed.rows, start=1))
    return Document(
        title=listed.title,
        author=head.committee,
        style=WIDE_LIST if wide else LIST,
        blocks=(
            Title(listed.title),
            Title(listed.about, 2),
            Table(columns, rows, 7.5 * MM),
        ),
        note=head.committee,
        stamp=f"{chinese_date(workspace.today())}打印",
    )

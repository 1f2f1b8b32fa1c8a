"""The list that both sign when a post changes hands."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.documents.blocks import Column, Table
from desktop.usecases.handover.checklist import Point
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_COLUMNS = (
    Column("序号", 36, "centre"),
    Column("事项", 90),
    Column("情况", 260),
    Column("交接", 60, "centre"),
)


def draft_list(workspace: Workspace, points: Sequence[Point]) -> Draft:
    """Return the list."""
    with workspace.store.read() as reader:
        values = common(workspace, reader)
    rows = tuple(
        (str(number), one.subject, one.words, "□ 待办" if one.is_open else "□ 已核对")
        for number, one in enumerate(points, start=1)
    )
    values["移交人"] = workspace.account.name
    return Draft(
        PaperKind.HANDOVER,
        values,
        about=f"交接清单：{len(points)} 项",
        file_name=f"交接清单_{workspace.today():%Y%m%d}",
        attached={"事项": Table(_COLUMNS, rows)},
    )

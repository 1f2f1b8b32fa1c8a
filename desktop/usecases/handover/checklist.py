"""交接清单: what is open when a post changes hands, and where the things to be handed over are."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.terms import HandUpState
from desktop.domain.todo import TodoKind
from desktop.foundation.clock import local_day
from desktop.store import audit
from desktop.store.queries.dashboard import todos
from desktop.usecases.account.check_sheet import sheet_state
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.second_place import second_place
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.retention.list_due import count_due
from desktop.usecases.workspace import Workspace

_GOES_ON = (TodoKind.BELOW, TodoKind.ABOVE)
"""Not left undone by anybody: it goes on with the semester."""


@dataclass(frozen=True)
class Point:
    """One line: what it is about, how it stands, whether something is left to do.

    `page` and `ids` are where it is dealt with, "" for nowhere.
    """

    subject: str
    words: str
    is_open: bool
    page: str = ""
    ids: tuple[bytes, ...] = ()


def handover_checklist(workspace: Workspace) -> tuple[Point, ...]:
    """Return what the one who leaves and the one who comes go through together."""
    with workspace.store.read() as reader:
        waiting = todos(reader, workspace.now())
        log = audit.head(reader.connection)
    work = [
        Point("未办事项", one.text, True, one.kind.page, one.ids)
        for one in waiting
        if one.ids and one.kind not in _GOES_ON
    ]
    return (
        *(work or [Point("未办事项", "没有未办的事项", False)]),
        *_exchange(workspace),
        _due(workspace),
        *_access(workspace),
        *_backups(workspace),
        Point("审计日志", f"共 {log.number} 条，末条校验码 {log.digest.hex()[:16]}", False),
    )


def _exchange(workspace: Workspace) -> list[Point]:
    status = exchange_status(workspace)
    unanswered = [
        f"第 {one.number} 包" for one in status.bundles if one.state is not HandUpState.RECEIVED
    ]
    said = (
        (status.waiting, f"{status.waiting} 条还没有上报"),
        (len(unanswered), f"没有回执的：{'、'.join(unanswered)}"),
        (status.conflicts, f"{status.conflicts} 处修改待选定"),
        (status.refused, f"{status.refused} 条团省委没有收"),
    )
    points = [Point("上报接收", words, True, "exchange") for count, words in said if count]
    return points or [Point("上报接收", "全部上报，回执齐全", False)]


def _due(workspace: Workspace) -> Point:
    count = count_due(workspace)
    words = f"{count} 条到了保存期限，还没有清理" if count else "没有到期未清理的"
    return Point("个人信息", words, bool(count), "settings")


def _access(workspace: Workspace) -> list[Point]:
    accounts = "、".join(f"{one.name}（{one.role.label}）" for one in workspace.staff)
    sheet = sheet_state(workspace)
    if sheet.number:
        words = f"编号 {sheet.number}，请当面移交，并由接收人试用一次"
    else:
        words = "还没有打印恢复单：口令忘了就打不开"
    return [
        Point("账户", f"{accounts}；交接后删除不再使用的账户", True, "settings"),
        Point("恢复单", words, not sheet.number or sheet.due, "settings"),
    ]


def _backups(workspace: Workspace) -> list[Point]:
    folder = workspace.folder
    found, place = backups_in(folder.backups), second_place(folder)
    if found:
        words = f"{len(found)} 份，最近一份 {local_day(found[0].note.instant)}"
    else:
        words = "还没有备份"
    second = str(place.folder) if place else "没有设第二位置"
    return [
        Point("数据文件夹", str(folder.root), False),
        Point("备份", words, not found, "settings"),
        Point("备份的第二位置", second, place is None, "settings"),
    ]

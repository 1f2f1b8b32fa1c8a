"""Find an activity by what a person would type: its number, or its title."""

from __future__ import annotations

from desktop.foundation.errors import QingqiaoError
from desktop.store.tables import Activity
from desktop.usecases.workspace import Workspace


class UnknownActivityError(QingqiaoError):
    """No activity, or more than one, is meant."""


def find_activity(workspace: Workspace, typed: str) -> bytes:
    """Return the id of the activity with this number, else of the only one with this title."""
    typed = typed.strip()
    with workspace.store.read() as reader:
        found = reader.find(Activity, number=typed) or reader.find(Activity, title=typed)
    if not found:
        raise UnknownActivityError(
            f"没有找到活动“{typed}”。", "请输入活动编号（如 HD2026-3F7A-0001）或完整名称。"
        )
    if len(found) > 1:
        numbers = "、".join(sorted(activity.number for activity in found))
        raise UnknownActivityError(
            f"有 {len(found)} 个活动叫“{typed}”。", f"请改用编号，其中有：{numbers}。"
        )
    return found[0].id

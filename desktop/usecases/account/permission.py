"""Who may do what: the use-cases ask here, the rule is in `domain/account.py`."""

from __future__ import annotations

from desktop.domain.account import Deed
from desktop.foundation.errors import QingqiaoError
from desktop.usecases.workspace import Workspace


class NotAllowedError(QingqiaoError):
    """The account that unlocked the data may not do this."""


def require(workspace: Workspace, deed: Deed) -> None:
    """Raise `NotAllowedError` unless who unlocked the data may do it."""
    if said := workspace.account.why_not(deed):
        raise NotAllowedError(f"{said}数据没有改动。", "请管理员用自己的账户打开后办理。")

"""What a committee fills in for a need, and the rules it must meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.terms import ReportMode, Theme
from desktop.foundation.errors import QingqiaoError


class NeedRuleError(QingqiaoError):
    """A need that cannot be recorded or changed so."""


@dataclass(frozen=True)
class NeedFields:
    """A need as filled in; `headcount` in people, 0: not said.

    `priorities`: the 镇街中心工作 that it serves, a line for each.
    """

    community_id: bytes
    title: str
    theme: Theme = Theme.VOLUNTEER
    mode: ReportMode = ReportMode.REGULAR
    headcount: int = 0
    detail: str = ""
    skills: str = ""
    support: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    priorities: str = ""

    def check(self) -> None:
        """Raise `NeedRuleError` unless the fields make sense."""
        if not self.title.strip():
            raise NeedRuleError("需求还没有标题。", "请用一句话写明需要什么帮助。")
        if self.headcount < 0:
            raise NeedRuleError("需要人数不能是负数。", "请填写 0 或更大的数，0 表示不限。")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise NeedRuleError("需求的截止日期早于开始日期。", "请检查起止日期。")

"""保存期限: how long each kind of personal data is kept, and what is left of a person afterwards.

What is counted stays: hours, attendances and who belongs to which branch hang on the row's id. A
certificate is a paper that was given to a person, who may come back for another copy: it keeps
the name until a term of its own has passed, longer than the roster's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.terms import Term

ERASED = "已匿名"
"""Stands where a name was."""


class DataKind(Term):
    """A kind of data that is kept for a time."""

    STUDENT = "student", "学生的姓名、学号、手机号"
    CERTIFICATE = "certificate", "证书上的姓名"
    CONTACT = "contact", "联系人的姓名、电话"
    INSURED = "insured", "参保的身份证号、紧急联系人"
    DELETED = "deleted", "已删除记录里的姓名、电话"
    LEFTOVER = "leftover", "被拒收、已损坏文件的副本"


@dataclass(frozen=True)
class Rule:
    """Months to keep a kind, counted from what `since` says."""

    months: int
    since: str


RULES: dict[DataKind, Rule] = {
    DataKind.STUDENT: Rule(36, "最后一次活动结束（没有参加过的，从登记或最后修改时算）"),
    DataKind.CERTIFICATE: Rule(72, "颁发"),
    DataKind.CONTACT: Rule(36, "结对、聘期、项目、活动结束或摸排"),
    DataKind.INSURED: Rule(0, "参保期满"),
    DataKind.DELETED: Rule(1, "删除"),
    DataKind.LEFTOVER: Rule(12, "存入"),
}
"""The terms unless the committee has set others."""

LONGEST = 240
"""Months."""


def due_before(today: date, months: int) -> date:
    """Return the day before which something must have ended, to be due today."""
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    month += 1
    day = min(today.day, _length(years, month))
    return date(years, month, day)


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days

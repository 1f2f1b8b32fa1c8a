"""待办: what may wait on 工作台 and in 交接清单, and where it is dealt with."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class TodoKind(StrEnum):
    """`page` is where the rows of a todo are dealt with; one that is `pressing` cannot wait."""

    page: str
    pressing: bool

    def __new__(cls, value: str, page: str = "", pressing: bool = False) -> Self:
        """Make a member from its name, its page and whether it is pressing."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.page = page
        member.pressing = pressing
        return member

    READY = "ready", "pairings"
    PROPOSALS = "proposals", "pairings"
    OBJECTED = "objected", "pairings", True
    GRADUATING = "graduating", "pairings"
    BELOW = "below", "pairings/branches"
    ABOVE = "above", "pairings/branches", True
    TERMS = "terms", "pairings/appointments"
    EXPIRING = "expiring", "needs"
    INCIDENTS = "incidents", "activities", True
    UNPRINTED = "unprinted", "activities", True
    UNENTERED = "unentered", "activities"
    UNCLOSED = "unclosed", "activities"
    UNSIGNED = "unsigned", "activities"
    UNCERTIFIED = "uncertified", "activities"  # certificates of a whole activity are issued there
    OVERDUE = "overdue", "exchange", True
    RECEIPTS = "receipts", "exchange", True
    BACKUP = "backup", "settings", True
    SHEET = "sheet", "settings"
    RETENTION = "retention", "settings"

"""人员更替接力: when somebody leaves, and who is to be announced while there is still time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from desktop.domain.definitions import Succession

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def graduation(grade: str, rule: Succession) -> date | None:
    """Return the day on which a grade (2024, 2024级) graduates; None where no year is given."""
    found = _YEAR.search(grade)
    return None if found is None else date(int(found[1]) + rule.years, 6, 30)


def is_near(end: date | None, today: date, rule: Succession) -> bool:
    """Tell whether an end has come or comes within the days in which it is announced."""
    return end is not None and end - timedelta(days=rule.ahead_days) <= today


def end_words(end: date, today: date) -> str:
    """Return in words how far an end is."""
    days = (end - today).days
    if days < 0:
        return f"{end} 已到期"
    return f"{end} 到期，还有 {days} 天" if days else "今天到期"

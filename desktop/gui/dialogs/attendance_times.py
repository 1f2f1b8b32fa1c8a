"""Times as a clerk types them off a sheet: 930, 0930, 9:30, 9."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta

from desktop.foundation.clock import BEIJING
from desktop.gui.widgets.parsing import WrongInputError

_DIGITS = re.compile(r"(\d{1,2})(\d{2})?")
_PARTED = re.compile(r"(\d{1,2})\s*[:.时点]\s*(\d{1,2})\s*分?")
_NOON = 12


def typed_time(text: str, planned: datetime) -> datetime | None:
    """Return the aware moment meant, None when empty; raises `WrongInputError`.

    The day is that of `planned`. A time before noon without leading zero means the afternoon when
    that lies nearer to `planned`: 230 is 14:30 at an activity that begins at 14:00.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = _PARTED.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is None:
        raise WrongInputError("请输入时间，例如 930 或 9:30。")
    hour, minute = int(found[1]), int(found[2] or 0)
    try:
        clock = time(hour, minute)
    except ValueError:
        raise WrongInputError(f"没有 {hour}:{minute:02} 这个时间。") from None
    near = planned.astimezone(BEIJING)
    moment = datetime.combine(near.date(), clock, BEIJING)
    if hour < _NOON and not plain.startswith("0"):
        later = moment + timedelta(hours=_NOON)
        moment = min(moment, later, key=lambda one: abs(one - near))
    return moment

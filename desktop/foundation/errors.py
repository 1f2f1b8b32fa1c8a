"""Expected failures: they reach the user in words, everything else is a bug."""

from __future__ import annotations

import re
import traceback
from typing import TypeVar

_UNSAYABLE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"


def sayable(text: str) -> str:
    """Return a text that every screen and file takes, with a mark for what none does.

    Names of files may hold anything: control characters, bytes of another encoding.
    """
    return re.sub(_UNSAYABLE, "\ufffd", text)


class QingqiaoError(Exception):
    """An expected failure.

    `message` says in Chinese what happened (and that nothing was lost, where that is the worry);
    `hint` says what to do next. Neither holds personal data.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(sayable(message))
        self.message = sayable(message)
        self.hint = sayable(hint)


E = TypeVar("E", bound=Exception)


def at_rest(error: E) -> E:
    """Return an error that a result is to keep, without what was in memory where it was raised.

    Where it was raised can still be told.
    """
    waiting: list[BaseException | None] = [error]
    met: list[BaseException] = []
    while waiting:
        one = waiting.pop()
        if one is None or one in met:  # errors may be each other's context
            continue
        met.append(one)
        traceback.clear_frames(one.__traceback__)
        waiting += [one.__cause__, one.__context__]
    return error

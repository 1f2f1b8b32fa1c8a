"""Expected failures: they reach the user in words, everything else is a bug."""

from __future__ import annotations

import traceback
from typing import TypeVar


class QingqiaoError(Exception):
    """An expected failure.

    `message` says in Chinese what happened (and that nothing was lost, where that is the worry);
    `hint` says what to do next. Neither holds personal data.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


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

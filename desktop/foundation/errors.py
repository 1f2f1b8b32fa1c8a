"""Expected failures: they reach the user in words, everything else is a bug."""

from __future__ import annotations


class QingqiaoError(Exception):
    """An expected failure.

    `message` says in Chinese what happened (and that nothing was lost, where that is the worry);
    `hint` says what to do next. Neither holds personal data.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

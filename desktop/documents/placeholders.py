"""Texts with {占位符}: what stands in braces is replaced by a value of that name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.foundation.errors import QingqiaoError

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_INNER_QUOTES = str.maketrans("“”", "‘’")


class PlaceholderError(QingqiaoError):
    """A text names a placeholder that does not exist."""


def fill(text: str, values: Mapping[str, str], what: str) -> str:
    """Return a text with its placeholders replaced; quotes within quotes become single ones.

    `what` names the text to the user. Raises `PlaceholderError`.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise PlaceholderError(
                f"{what}里有不认识的占位符“{found[0]}”，没有生成。",
                "可用的占位符有：" + "、".join(f"{{{key}}}" for key in values) + "。",
            )
        given = values[found[1]]
        quoted = found.string[: found.start()].endswith("“")
        return given.translate(_INNER_QUOTES) if quoted else given

    return _PLACEHOLDER.sub(value, text)

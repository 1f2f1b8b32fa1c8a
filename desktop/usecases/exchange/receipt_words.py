"""A receipt as a clerk reads it."""

from __future__ import annotations

import re

from desktop.sync.messages import Accepted


def receipt_words(said: Accepted) -> str:
    """Return what became of a bundle, and why rows were refused, as a clerk reads it."""
    rows_said = [
        ("新增", said.new),
        ("更新", said.merged),
        ("冲突", said.conflicting),
        ("未收", said.refused),
    ]
    parts = [f"{word} {count} 条" for word, count in rows_said if count]
    if said.photos:
        parts.append(f"照片 {said.photos} 张")
    why = dict.fromkeys(reason_words(reason) for reason in said.reasons)
    return ("，".join(parts) or "没有新的变化") + (f"（{'；'.join(why)}）" if why else "")


def reason_words(reason: str) -> str:
    """Return a reason without the row that it names."""
    return _REASON.sub("", reason)


_REASON = re.compile(r"^[^：]{0,200}：(?:[a-z_0-9?]+ 的)?")
"""The row and column that a reason begins with: numbers that say nothing to a clerk."""

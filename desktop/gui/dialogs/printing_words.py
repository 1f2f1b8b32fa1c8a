"""What has to be said before something is printed."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 8


def undrawable_words(texts: Sequence[str]) -> str:
    """Return the warning about names and phrases with characters that no font draws, or ""."""
    if not texts:
        return ""
    more = "等" if len(texts) > _NAMED else ""
    return (
        f"{len(texts)} 处有字库没有的字，会印作“〓”：{'、'.join(texts[:_NAMED])}{more}。"
        "可以先改成规范字（姓名在“名册”里改）；也可以仍然打印，再手写更正。"
    )

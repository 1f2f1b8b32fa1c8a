"""What has to be said before something is printed."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 8


def undrawable_words(names: Sequence[str]) -> str:
    """Return the warning about names with characters that no font draws, or ""."""
    if not names:
        return ""
    more = "等" if len(names) > _NAMED else ""
    return (
        f"{len(names)} 个姓名里有字库没有的字，会印作“〓”：{'、'.join(names[:_NAMED])}{more}。"
        "可以先到“名册”改成规范字；也可以仍然打印，再手写更正。"
    )

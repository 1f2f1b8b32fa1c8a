"""Where typing starts in a dialog, and where Tab goes from there."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget


def content_first(dialog: QWidget, foot: QWidget) -> None:
    """Let Tab pass through the content before the buttons in `foot`, whatever was made first.

    Unless the dialog has chosen already, typing starts in the first control of the content.
    """
    chain = _chain(dialog)
    content = [one for one in chain if not foot.isAncestorOf(one)]
    buttons = [one for one in chain if foot.isAncestorOf(one)]
    ordered = content + buttons
    for before, after in pairwise(ordered):
        QWidget.setTabOrder(before, after)
    if dialog.focusWidget() is None:
        first = next(filter(_is_typed_in, ordered), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def _chain(dialog: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    one = dialog.nextInFocusChain()
    while one is not None and one is not dialog:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
            found.append(one)
        one = one.nextInFocusChain()
    return found


def _is_typed_in(one: QWidget) -> bool:
    return one.isEnabled() and not one.isHidden() and not isinstance(one, QLabel | QScrollArea)

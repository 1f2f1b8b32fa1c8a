"""Where typing starts, and where Tab goes from there: as the eye does, by the layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QPushButton, QScrollArea, QSplitter, QWidget


def pass_on(window: QWidget, *, forward: bool) -> bool:
    """Bring the keys to the next control as the window is laid out, or to the one before.

    It is worked out whenever Tab is pressed: what stands in a window comes and goes.
    """
    order = list(_focusable(window))
    if not forward:
        order.reverse()
    now = window.focusWidget()
    at = order.index(now) + 1 if now in order else 0
    target = next(filter(_is_stop, order[at:] + order[:at]), None)
    if target is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    return True


def focus_first(part: QWidget) -> bool:
    """Bring the keys to the first control in sight of a part of a window, if there is one."""
    first = next(stops(part), None)
    if first is not None:
        first.setFocus(Qt.FocusReason.TabFocusReason)
    return first is not None


def start_in(dialog: QWidget) -> None:
    """Let typing start in the first control of the content, or on the first button.

    Unless the dialog has chosen already.
    """
    if dialog.focusWidget() is None:
        controls = [one for one in stops(dialog) if not isinstance(one, QScrollArea)]
        content = (one for one in controls if not isinstance(one, QPushButton))
        first = next(content, None) or next(iter(controls), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def stops(part: QWidget) -> Iterator[QWidget]:
    """Yield the controls in which Tab stops, from the top to the bottom and from left to right."""
    return filter(_is_stop, _focusable(part))


def _is_stop(one: QWidget) -> bool:
    return one.isEnabled() and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _focusable(part: QWidget) -> Iterator[QWidget]:
    """Yield what can have the keys, be it only by the mouse, in the same order."""
    if part.isHidden() and not part.isWindow():
        return
    if part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.focusProxy() is None:
        yield part
    for one in _inside(part):
        yield from _focusable(one)


def _inside(part: QWidget) -> Iterator[QWidget]:
    layout = part.layout()
    if isinstance(part, QScrollArea):
        yield from filter(None, (part.widget(),))
    elif isinstance(part, QSplitter):
        yield from (part.widget(at) for at in range(part.count()))
    elif layout is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places: Iterable[int] = range(layout.count())
    if isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda at: _row_and_column(layout, at))
    for item in filter(None, map(layout.itemAt, places)):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _row_and_column(grid: QGridLayout, at: int) -> tuple[int, int]:
    row, column, *_ = cast("tuple[int, int, int, int]", grid.getItemPosition(at))
    return row, column

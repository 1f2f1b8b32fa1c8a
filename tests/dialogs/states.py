"""How a page or a dialog looks when something is wrong, and when there is nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.foundation.errors import QingqiaoError
from desktop.gui.form import Form
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState
from desktop.gui.widgets.passphrase import PassphraseBox

W = TypeVar("W", bound=QWidget)

ERROR = QingqiaoError(
    "U 盘在写到一半时拔出了，文件没有写成；本机的数据没有受影响。",
    "请插好 U 盘再点一次“存到 U 盘”。反复出现的，换一个 U 盘，或先存到文件夹。",
)
_PASSPHRASE = "口令不正确，没有改动。请检查大小写和输入法。"


def show_wrong(shown: QWidget) -> bool:
    """Let everything be wrong that can be; tell whether anything can."""
    panels, forms = _in_sight(shown, ErrorPanel), _in_sight(shown, Form)
    boxes = _in_sight(shown, PassphraseBox)
    for panel in panels:
        panel.show_error(ERROR)
    for form in forms:
        form.show_problems()
    for box in boxes:
        box.show_wrong(_PASSPHRASE)
    return bool(panels or forms or boxes)


def show_empty(shown: QWidget) -> bool:
    """Say what is said where there are no rows; tell whether anything is."""
    for panel in shown.findChildren(ErrorPanel):
        panel.show_error(None)
    stacks = [one for one in _in_sight(shown, QStackedWidget) if any(_empty_states(one))]
    for stack in stacks:
        stack.setCurrentWidget(next(_empty_states(stack)))
    return bool(stacks)


def _in_sight(shown: QWidget, kind: type[W]) -> list[W]:
    found = []
    for one in shown.findChildren(kind):
        above = one.parentWidget()
        if above is not None and above.isVisible():
            found.append(one)
    return found


def _empty_states(stack: QStackedWidget) -> Iterator[QWidget]:
    pages = (stack.widget(at) for at in range(stack.count()))
    return (page for page in pages if isinstance(page, EmptyState))

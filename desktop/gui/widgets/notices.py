"""What the window tells the user: a passing toast, an error with its remedy, a crash report."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.foundation.errors import QingqiaoError
from desktop.gui.theme import tokens
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.fitted_dialog import FittedDialog
from desktop.gui.widgets.panels import IconLabel
from desktop.gui.widgets.text import Text

_TOAST_SECONDS = 8
_SHORT = 4
"""Characters of a button that has its place beside an error."""


class Toast(QFrame):
    """A line at the foot of `parent` that goes away by itself; 撤销 stays within reach.

    While a dialog is open, which alone can be pressed then, the line is at the dialog's foot.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", "toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().l, tokens().s, tokens().s, tokens().s)
        row.setSpacing(tokens().s)
        self._text = Text("")
        self._undo = Button("撤销", "quiet", icon_name="arrow-back-up", on_click=self._take_back)
        self._close = Button("", "quiet", icon_name="x", tip="关闭", on_click=self.hide)
        for widget in (self._text, self._undo, self._close):
            row.addWidget(widget, int(widget is self._text))
        self._run: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_TOAST_SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        self._home = self._over = parent
        parent.installEventFilter(self)
        self.hide()

    def show_message(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show `text`; with `undo` given, a 撤销 button that runs it once."""
        self._text.setText(text)
        self._run = undo
        self._undo.setVisible(undo is not None)
        self.setAccessibleName(text)
        self._stand_on(QApplication.activeModalWidget() or self._home)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of what it stands on when that is resized; outlast a dialog."""
        if watched is self._over:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            elif event.type() == QEvent.Type.Hide and self._over is not self._home:
                self._leave()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        """Go on to what is left when a dialog closes, be it unseen: the dialog is deleted."""
        below = QApplication.activeModalWidget()
        gone, unsaid = self._over, self._timer.isActive() and not self.isHidden()
        self._stand_on(below if below is not None and below is not gone else self._home)
        self.setVisible(unsaid)

    def _stand_on(self, over: QWidget) -> None:
        if over is not self._over:
            self._over.removeEventFilter(self)
            self.setParent(over)
            over.installEventFilter(self)
            self._over = over
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        space = tokens()
        self._text.setWordWrap(False)
        size, room = self.sizeHint(), self._over.width() - 2 * space.xl
        if size.width() > room:
            self._text.setWordWrap(True)
            size = QSize(room, self.heightForWidth(room))
        self.resize(size)
        # over the list, not over the buttons of the pane beside it or of the dialog below it
        buttons = 0 if self._over is self._home else space.control + 2 * space.m
        below = buttons + (space.m if buttons else space.xl)
        self.move(space.xl, self._over.height() - self.height() - below)

    def _take_back(self) -> None:
        run, self._run = self._run, None
        self.hide()
        if run is not None:
            run()


class ErrorPanel(QFrame):
    """An expected error where it happened: what happened, what to do, copy, and try again."""

    retried = Signal()

    def __init__(
        self,
        error: QingqiaoError | None = None,
        *,
        retry: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "danger")
        self._retry = retry
        self._message = Text("", "strong", wrap=True, selectable=True)
        self._hint = Text("", "muted", wrap=True, selectable=True)
        self.show_error(error)

    def _lay_out(self) -> None:
        """Wait for the first error: nearly every page has a panel, few ever show it."""
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().m, tokens().m, tokens().m, tokens().m)
        row.setSpacing(tokens().m)
        row.addWidget(
            IconLabel("alert-circle", colour="danger", size=20),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        words = QVBoxLayout()
        words.setSpacing(tokens().xs)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        row.addLayout(words, 1)
        row.addWidget(
            Button("", "quiet", icon_name="copy", tip="复制这段说明", on_click=self._copy),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        if self._retry:
            retry = Button(self._retry, icon_name="refresh", on_click=self.retried.emit)
            if len(self._retry) <= _SHORT:
                row.addWidget(retry, 0, Qt.AlignmentFlag.AlignTop)
            else:  # beside it the words would stand in a narrow column
                words.addWidget(retry, 0, Qt.AlignmentFlag.AlignLeft)

    def show_error(self, error: QingqiaoError | None) -> None:
        """Show an error; None hides the panel."""
        if error is not None:
            if self.layout() is None:
                self._lay_out()
            self._message.setText(error.message)
            self._hint.setText(error.hint)
            self._hint.setVisible(bool(error.hint))
            self.setAccessibleName(error.message)
        self.setVisible(error is not None)

    def _copy(self) -> None:
        words = (self._message.text(), self._hint.text())
        QGuiApplication.clipboard().setText("\n".join(part for part in words if part))


class ErrorDialog(FittedDialog):
    """An expected error of work that had no place of its own on the page."""

    def __init__(self, error: QingqiaoError, parent: QWidget | None = None) -> None:
        super().__init__("没有完成", letters=32, heading=False, parent=parent)
        row = QHBoxLayout()
        row.setSpacing(tokens().l)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(IconLabel("alert-triangle", colour="warning", size=32), 0, top)
        words = QVBoxLayout()
        words.setSpacing(tokens().s)
        words.addWidget(Text(error.message, "subtitle", wrap=True, selectable=True))
        if error.hint:
            words.addWidget(Text(error.hint, "muted", wrap=True, selectable=True))
        row.addLayout(words, 1)
        self.column.addLayout(row)
        good = _add_buttons(self, "复制", f"{error.message}\n{error.hint}".strip(), "知道了")
        good.setFocus()


class CrashDialog(FittedDialog):
    """A bug of ours: says so, and lets the user copy the report, which names no one."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__("程序出错", letters=44, heading=False, parent=parent)
        self.column.addWidget(Text("程序遇到了意外错误", "subtitle"))
        self.column.addWidget(
            Text(
                "已保存的数据没有受影响，可以继续使用；如果反复出现，请关闭后重新打开。"
                "把下面的报告发给维护人员有助于修好它，报告里没有任何个人信息。",
                "muted",
                wrap=True,
            ),
        )
        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setAccessibleName("错误报告")
        shown.setMinimumHeight(160)
        self.column.addWidget(shown, 1)
        _add_buttons(self, "复制报告", report, "关闭").setFocus()


def _add_buttons(dialog: FittedDialog, copy: str, text: str, close: str) -> Button:
    """Add the two buttons of a notice, and return the one that closes it."""
    good = Button(close, "primary", on_click=dialog.accept)
    dialog.footer.addStretch(1)
    dialog.footer.addWidget(
        Button(copy, icon_name="copy", on_click=lambda: QGuiApplication.clipboard().setText(text))
    )
    dialog.footer.addWidget(good)
    return good

"""The controls of a form, behind one small shape: what they hold, and that it changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QDate,
    QEvent,
    QObject,
    QPoint,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QBoxLayout,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QToolButton,
    QWidget,
)

from desktop.gui.icons import icon
from desktop.gui.theme import tokens
from desktop.gui.widgets.parsing import WrongInputError, parse_date, parse_moment

_LONG_LIST = 12
"""More options than this are filtered by typing."""


class Editor(QObject):
    """Wraps a `control`; `raw()` is what it holds, `show(value)` fills it."""

    changed = Signal()

    def __init__(self, control: QWidget) -> None:
        super().__init__(control)
        self.control = control

    def raw(self) -> object:
        """Return what is in the control; raises `WrongInputError` where it is no value at all."""
        raise NotImplementedError

    def show(self, value: object) -> None:
        """Put `value` in; None empties."""
        raise NotImplementedError


class LineEditor(Editor):
    """A line of text; numbers are typed here too: a wheel must not turn them by accident."""

    def __init__(self, placeholder: str, max_length: int, suggestions: Sequence[str] = ()) -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        if suggestions:
            self.line.setCompleter(_completer(QStringListModel(suggestions, self.line), self.line))
        self.line.setPlaceholderText(placeholder)
        self.line.setMaxLength(max_length)
        self.line.textChanged.connect(self.changed)

    def raw(self) -> object:
        """Return the text without spaces around it."""
        return self.line.text().strip()

    def show(self, value: object) -> None:
        """Put text or a number in."""
        self.line.setText("" if value is None else f"{value}")


class ParagraphEditor(Editor):
    """Several lines of text; longer than `max_length` is said, never cut silently."""

    def __init__(self, placeholder: str, max_length: int, height: int) -> None:
        self.box = QPlainTextEdit()
        super().__init__(self.box)
        self._max = max_length
        self.box.setPlaceholderText(placeholder)
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(tokens().control * height + tokens().l)
        self.box.textChanged.connect(self.changed)

    def raw(self) -> object:
        """Return the text; raises `WrongInputError` when it is too long."""
        text = self.box.toPlainText().strip()
        if len(text) > self._max:
            raise WrongInputError(f"最多 {self._max} 字，现在有 {len(text)} 字。")
        return text

    def show(self, value: object) -> None:
        """Put text in."""
        self.box.setPlainText("" if value is None else f"{value}")


class ChoiceEditor(Editor):
    """A list to choose from, with an empty line at the top."""

    def __init__(self, options: Sequence[tuple[Any, str]], placeholder: str) -> None:
        self.box = QComboBox()
        super().__init__(self.box)
        self._values = [value for value, _ in options]
        self.box.setPlaceholderText(placeholder)
        self.box.addItems([words for _, words in options])
        self.box.setMaxVisibleItems(_LONG_LIST)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon,
        )
        self.box.installEventFilter(self)
        if len(options) > _LONG_LIST:
            self._make_searchable(placeholder)
        self.box.setCurrentIndex(-1)
        self.box.currentIndexChanged.connect(self._tint)
        self.box.currentIndexChanged.connect(self.changed)
        self._tint(-1)

    def raw(self) -> object:
        """Return the chosen value, or None; raises `WrongInputError` for words not in the list."""
        at = self.box.currentIndex()
        typed = self.box.currentText().strip()
        if self.box.isEditable() and typed and (at < 0 or self.box.itemText(at) != typed):
            raise WrongInputError("列表里没有这一项，请从列表中选择。")
        if at < 0 or (self.box.isEditable() and not typed):
            return None
        return self._values[at]

    def show(self, value: object) -> None:
        """Choose the option of `value`; None or an unknown value chooses nothing."""
        self.box.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the wheel from changing a choice that is only being scrolled past."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _tint(self, at: int) -> None:
        """Show 请选择 as a hint, not as if it had been chosen."""
        self.box.setProperty("empty", at < 0 and not self.box.isEditable())
        self.box.setToolTip(self.box.itemText(at))  # it may be longer than the box
        self.box.style().unpolish(self.box)
        self.box.style().polish(self.box)

    def _make_searchable(self, placeholder: str) -> None:
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.box.lineEdit()
        self.box.setCompleter(_completer(self.box.model(), self.box))
        if line is not None:
            line.setPlaceholderText(placeholder)
            line.textChanged.connect(self.changed)


class DateEditor(Editor):
    """A line for a day, and a calendar behind its icon."""

    def __init__(self, placeholder: str, *, with_time: bool = False) -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self._with_time = with_time
        self.line.setPlaceholderText(placeholder)
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self._say_in_full)
        action = self.line.addAction(
            icon("calendar"),
            QLineEdit.ActionPosition.TrailingPosition,
        )
        action.setText("选择日期")
        action.setToolTip("选择日期")
        action.triggered.connect(self.open_calendar)

    def raw(self) -> object:
        """Return the text."""
        return self.line.text().strip()

    def show(self, value: object) -> None:
        """Put a day or a moment in."""
        if isinstance(value, datetime):
            self.line.setText(f"{value:%Y-%m-%d %H:%M}")
        elif isinstance(value, date):
            self.line.setText(f"{value:%Y-%m-%d}")
        else:
            self.line.setText("")

    def _say_in_full(self) -> None:
        """Show how a short “3月2日下午2点” was taken, the year above all."""
        with suppress(WrongInputError):
            parse = parse_moment if self._with_time else parse_date
            self.show(parse(self.line.text()))

    def open_calendar(self) -> QCalendarWidget:
        """Open the calendar below the line; a press on a day puts it in."""
        calendar = _calendar(self.line)
        try:
            day = parse_date(self.line.text().strip().split(" ")[0])
        except WrongInputError:
            day = None
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(lambda chosen: self._take(chosen, calendar))
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        calendar.show()
        return calendar

    def _take(self, chosen: QDate, calendar: QCalendarWidget) -> None:
        calendar.close()
        words = f"{chosen.year()}-{chosen.month():02}-{chosen.day():02}"
        _, _, clock = self.line.text().strip().partition(" ")
        self.line.setText(f"{words} {clock or '09:00'}" if self._with_time else words)
        self.line.setFocus()


def _completer(model: QAbstractItemModel, parent: QObject) -> QCompleter:
    """Return what offers the entries of `model` that contain what is typed."""
    completer = QCompleter(model, parent)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.popup().setProperty("kind", "popup")
    return completer


def _calendar(parent: QWidget) -> QCalendarWidget:
    """Return a calendar that pops up, in the theme's manner instead of Qt's own."""
    calendar = QCalendarWidget(parent)
    calendar.setWindowFlags(Qt.WindowType.Popup)
    calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(
        QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames,
    )
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    plain = QTextCharFormat()
    plain.setForeground(QColor(tokens().text))
    for day in Qt.DayOfWeek:
        calendar.setWeekdayTextFormat(day, plain)
    quiet = QTextCharFormat()
    quiet.setForeground(QColor(tokens().muted))
    quiet.setBackground(QColor(tokens().surface))
    calendar.setHeaderTextFormat(quiet)
    for name, picture, words in (
        ("prevmonth", "chevron-left", "上个月"),
        ("nextmonth", "chevron-right", "下个月"),
    ):
        button = calendar.findChild(QToolButton, f"qt_calendar_{name}")
        if button is not None:
            button.setIcon(icon(picture))
            button.setAccessibleName(words)
    _put_year_first(calendar)
    days = calendar.findChild(QTableView)
    if days is not None:
        days.setAccessibleName("日期")
    edge = tokens().s
    if (layout := calendar.layout()) is not None:
        layout.setContentsMargins(edge, edge, edge, edge)
    calendar.resize(tokens().row * 8, tokens().row * 7 + 2 * edge)
    return calendar


def _put_year_first(calendar: QCalendarWidget) -> None:
    """Let the head read as dates do here: Qt has the month first."""
    bar = calendar.findChild(QWidget, "qt_calendar_navigationbar")
    month = calendar.findChild(QToolButton, "qt_calendar_monthbutton")
    edit = calendar.findChild(QWidget, "qt_calendar_yearedit")
    line = bar.layout() if bar is not None else None
    if isinstance(line, QBoxLayout) and month is not None and edit is not None:
        line.removeWidget(month)
        line.insertWidget(line.indexOf(edit) + 1, month)


class CheckEditor(Editor):
    """A box to tick."""

    def __init__(self, label: str) -> None:
        self.box = QCheckBox(label)
        super().__init__(self.box)
        self.box.toggled.connect(self.changed)

    def raw(self) -> object:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def show(self, value: object) -> None:
        """Tick or untick."""
        self.box.setChecked(bool(value))

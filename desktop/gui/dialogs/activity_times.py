"""The times of an activity as they are typed: how the end goes along with the start."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtWidgets import QWidget

from desktop.gui.dialogs.activity_advice import typed_moment
from desktop.gui.form import Form
from desktop.gui.widgets.parsing import WrongInputError, parse_date

_USUAL = timedelta(hours=2)
"""How long an activity lasts unless another end is typed."""


class SuggestedTimes:
    """Fills in `starts_at` and `ends_at` of a form as far as nobody has typed them."""

    def __init__(self, form: Form, day: date | None) -> None:
        self._form, self._day = form, day
        self._clock: time | None = None
        self._length = _USUAL
        self._suggested: object = None  # the end as it was last filled in here
        if day is not None:
            self._fill_in(datetime.combine(day, time(9)))
        self._keep_length()
        form.entered.connect(self._suggest)
        form.changed.connect(self._follow)

    def take_over(self, clock: time, length: timedelta) -> None:
        """Use the time of day and the length of a pattern, on the day that is typed."""
        self._clock, self._length = clock, length
        day = self._typed_day()
        if day is not None:
            self._fill_in(datetime.combine(day, clock))

    def _suggest(self, line: QWidget) -> None:
        """Fill in the end when the keys come to it, to be typed over: when empty or outrun.

        A start moved past the end takes it along, at the distance they had before. Where a
        template gave the time of day, only the day of the start needs to be typed.
        """
        form, day = self._form, self._typed_day()
        if line.isAncestorOf(form.control("starts_at")):
            self._keep_length()
        if not line.isAncestorOf(form.control("ends_at")):
            return
        starts = typed_moment(form.raw("starts_at"))
        if starts is None and self._clock is not None and day is not None:
            starts = datetime.combine(day, self._clock)
            form.set_values({"starts_at": starts})
            form.check("starts_at")
        ends = typed_moment(form.raw("ends_at"))
        outrun = starts is not None and ends is not None and ends <= starts
        if starts is not None and (outrun or not form.raw("ends_at")):
            self._fill_in_end(starts)
            form.changed.emit()

    def _keep_length(self) -> None:
        starts, ends = (typed_moment(self._form.raw(key)) for key in ("starts_at", "ends_at"))
        if starts is not None and ends is not None and ends > starts:
            self._length = ends - starts

    def _follow(self) -> None:
        """Move an end that nobody typed along with the start, be it put right once more."""
        starts, ends = (self._form.raw(key) for key in ("starts_at", "ends_at"))
        begins = typed_moment(starts)
        if begins is None or ends != self._suggested:
            return
        if typed_moment(ends) != begins + self._length:
            self._fill_in_end(begins)

    def _fill_in(self, starts: datetime) -> None:
        self._form.set_values({"starts_at": starts})
        self._fill_in_end(starts)

    def _fill_in_end(self, starts: datetime) -> None:
        self._form.set_values({"ends_at": starts + self._length})
        self._suggested = self._form.raw("ends_at")

    def _typed_day(self) -> date | None:
        typed = self._form.raw("starts_at")
        moment = typed_moment(typed)
        if moment is not None:
            return moment.date()
        try:
            return parse_date(str(typed or "")) or self._day
        except WrongInputError:
            return self._day

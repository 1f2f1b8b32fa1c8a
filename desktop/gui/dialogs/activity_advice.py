"""What to think about while an activity is planned: its time, overlaps, the load of branches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from desktop.domain.activity import span_warning
from desktop.foundation.clock import BEIJING
from desktop.gui.desk import Desk
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.parsing import WrongInputError, parse_moment
from desktop.usecases.activity.load_guard import Slot, check_load

_PAUSE = 300
"""Milliseconds without a key before the plan is looked at."""


class Advice(QObject):
    """Looks at the plan whenever typing pauses, and says what to think about."""

    def __init__(self, desk: Desk, dialog: FormDialog, besides: bytes | None) -> None:
        super().__init__(dialog)
        self._desk, self._dialog, self._besides = desk, dialog, besides
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)
        dialog.form.changed.connect(self._timer.start)

    def look(self) -> None:
        """Look at the plan now, as far as times and project are there."""
        raw = self._dialog.form.raw
        project_id, pairing_ids = raw("project_id"), raw("pairing_ids")
        starts, ends = typed_moment(raw("starts_at")), typed_moment(raw("ends_at"))
        if starts is None or ends is None or ends <= starts:
            self._say(())
            return
        long = tuple(filter(None, [span_warning(starts, ends)]))
        if not isinstance(project_id, bytes):
            self._say(long)
            return
        times = starts.replace(tzinfo=BEIJING), ends.replace(tzinfo=BEIJING)
        chosen = pairing_ids if isinstance(pairing_ids, tuple) else ()
        slot = Slot(project_id, *times, chosen, self._besides)
        workspace = self._desk.workspace
        self._desk.jobs.run(lambda _: (*long, *check_load(workspace, slot)), done=self._say)

    def _say(self, warnings: Sequence[str]) -> None:
        self._dialog.advise("；".join(warnings))


def typed_moment(typed: object) -> datetime | None:
    """Return the moment in what a field holds; None when it is empty or wrong."""
    try:
        return parse_moment(str(typed or ""))
    except WrongInputError:
        return None

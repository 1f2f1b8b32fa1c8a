"""A document as it will look, drawn anew a moment after typing has stopped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.documents.preview import page_image
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import by_jobs
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.text import Role, Text

Render = Callable[[Progress], bytes | None]
"""Runs as a job; None when there is nothing to show."""

_PAUSE_MS = 300
"""Milliseconds without typing before the specimen is drawn anew."""


class SpecimenPane(QWidget):
    """`ask()` returns what draws the specimen of what is typed now, None when that is not whole.

    `nothing` is said when there is nothing to show.
    """

    def __init__(
        self,
        jobs: JobRunner,
        title: str,
        ask: Callable[[], Render | None],
        nothing: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._ask, self._nothing = jobs, ask, nothing
        self.preview = PdfPreview(execute=by_jobs(jobs))
        self._words = Text("", "error", wrap=True)
        self._words.hide()
        self._drawn = False
        self.pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Text(title, "strong"))
        column.addWidget(self._words)
        column.addWidget(self.preview, 1)
        column.addStretch(0)
        self.preview.hide()
        self.pause.timeout.connect(self.refresh)
        self.preview.failed.connect(self._refused)

    def typed(self) -> None:
        """Draw the specimen anew when the typing pauses."""
        self.pause.start()

    def refresh(self) -> None:
        """Draw the specimen anew, away from the window's thread."""
        render = self._ask()
        if render is not None:
            self._jobs.run(render, done=self._draw, failed=self._refused, owner=self)
        elif not self._drawn:
            self._draw(None)

    def _draw(self, pdf: bytes | None) -> None:
        self._say("" if pdf else self._nothing, "muted")
        if pdf is not None:
            self._drawn = True
            self.preview.show()
            self.preview.show_document(1, lambda at, dpi: page_image(pdf, at, round(dpi)))

    def _refused(self, error: QingqiaoError) -> None:
        self._say(f"{error.message}{error.hint}", "error")

    def _say(self, words: str, role: Role) -> None:
        self._words.setText(words)
        self._words.setProperty("role", role)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)
        self._words.setVisible(bool(words))

"""Every page of the window and each of its sections."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui.frame import MainFrame
from desktop.gui.widgets.sections import Sections
from desktop.gui.widgets.table_view import TableView

PAGES = (
    "today",
    "needs/needs",
    "needs/bases",
    "needs/surveys",
    "pairings/pairings",
    "pairings/branches",
    "pairings/appointments",
    "activities/list",
    "activities/calendar",
    "activities/board",
    "activities/projects",
    "activities/entry",
    "activities/attendances",
    "roster",
    "certificates",
    "exchange",
    "settings",
)
"""A page, or one of its sections."""


def turn_to(window: MainFrame, key: str) -> QWidget:
    """Open a page at one of its sections, and return what is in sight of it."""
    name, _, section = key.partition("/")
    page = window.show_page(name)
    return page.findChildren(Sections)[0].show_section(section) if section else page


def select_first(page: QWidget) -> None:
    """Choose the first row of each list in sight."""
    for table in page.findChildren(TableView):
        if table.isVisible():
            table.select(0)

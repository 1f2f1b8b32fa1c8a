"""`make screenshots`: every page and dialog as PNG, on demo data, in light and dark."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication

from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import load_rare_fonts, make_application
from desktop.gui.style_sheet import apply_theme
from desktop.gui.theme import Mode
from desktop.gui.widgets.sections import Sections
from desktop.gui.widgets.table_view import TableView
from desktop.gui.window import open_main_window
from desktop.usecases.demo.play import play
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.open_workspace import workspace
from tests.dialogs.opening import close
from tests.dialogs.scene import Scene, set_scene
from tests.dialogs.table import DIALOGS, missing

PAGES = (
    "today",
    "needs",
    "needs/bases",
    "needs/surveys",
    "pairings",
    "pairings/branches",
    "pairings/appointments",
    "activities",
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

SIZES = {"small": QSize(1092, 614), "large": QSize(1920, 1080)}
"""Logical pixels: 1366x768 at 125 %, and full HD at 100 %."""

_PATIENCE = 180.0
"""Seconds; a page that is still busy then is a defect. The self-test loads a province."""

_ROUNDS = 5
"""A fetch may ask for another when its rows arrive."""


class StillBusyError(Exception):
    """A page did not come to rest."""


def draw_views(data: Path, passphrase: str, out: Path, *, dialogs: bool = False) -> list[Path]:
    """Write a PNG of every page of the township in `data`, and return where they are.

    With `dialogs` of every dialog, menu and message as well, into a folder of their own.
    """
    app = QApplication.instance() or make_application()
    assert isinstance(app, QApplication)
    load_rare_fonts(app)
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    modes: tuple[Mode, ...] = ("light", "dark")
    with workspace(data, passphrase) as opened:
        for mode in modes:
            for name, size in SIZES.items():
                apply_theme(app, mode)
                jobs = JobRunner()
                frame = open_main_window(opened, jobs, {})
                frame.setGeometry(QRect(_corner(name), size))
                frame.show()
                ending = f"{mode}-{name}.png"
                written += _pages(app, frame, jobs, out, ending)
                if dialogs:
                    scene = set_scene(opened, jobs, frame)
                    written += _dialogs(scene, partial(_settle, app, jobs), out, ending)
                frame.close()
                jobs.drain()
                frame.deleteLater()
                app.processEvents()
    return written


def _pages(
    app: QApplication, frame: MainFrame, jobs: JobRunner, out: Path, ending: str
) -> list[Path]:
    written = []
    for key in PAGES:
        name, _, section = key.partition("/")
        page = frame.show_page(name)
        if section:
            page.findChildren(Sections)[0].show_section(section)
        _settle(app, jobs)
        for table in page.findChildren(TableView):
            if table.isVisible():
                table.select(0)
        _settle(app, jobs)
        written.append(out / f"{key.replace('/', '-')}-{ending}")
        frame.grab().save(str(written[-1]))
    return written


def _dialogs(scene: Scene, settle: Callable[[], None], out: Path, ending: str) -> list[Path]:
    written = []
    folder = out / "dialogs"
    folder.mkdir(exist_ok=True)
    for name, opening in DIALOGS.items():
        shown = opening.open(scene, settle)
        written.append(folder / f"{name.replace(' ', '-')}-{ending}")
        shown.grab().save(str(written[-1]))
        close(shown)
    return written


def _corner(name: str) -> QPoint:
    """Return where the screen of that name begins; without such screens, where they all begin."""
    screens = {one.name(): one for one in QApplication.screens()}
    return screens[name].geometry().topLeft() if name in screens else QPoint()


def _make_screens() -> None:
    """Let there be a screen of each size side by side: a dialog asks for the room that it has."""
    screens, left = [], 0
    for name, size in SIZES.items():
        place = {"name": name, "x": left, "y": 0, "width": size.width(), "height": size.height()}
        screens.append({**place, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1})
        left += size.width()
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump({"screens": screens}, file)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file.name}"


def _settle(app: QApplication, jobs: JobRunner) -> None:
    """Let the page fetch its rows and paint them."""
    for _ in range(_ROUNDS):
        ended: list[object] = []
        jobs.run(lambda _: None, done=ended.append)
        limit = time.monotonic() + _PATIENCE
        while not ended:
            app.processEvents()
            time.sleep(0.01)
            if time.monotonic() > limit:
                raise StillBusyError
        app.processEvents()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--demo", type=Path, default=Path("build/demo"))
    given = parser.parse_args()
    if not given.demo.exists():
        play(given.demo)
    forgotten = missing()
    if forgotten:
        sys.exit(f"not in tests/dialogs: {', '.join(sorted(forgotten))}")
    _make_screens()
    for path in draw_views(given.demo / "township", PASSPHRASE, given.out, dialogs=True):
        print(path)  # noqa: T201 - said to the user
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make screenshots`: every page of the window as PNG, on demo data, in light and dark."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import load_rare_fonts, make_application
from desktop.gui.theme import Mode, apply_theme
from desktop.gui.widgets.table_view import TableView
from desktop.gui.window import open_main_window
from desktop.usecases.demo.play import play
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.workspace import workspace

PAGES = (
    "today",
    "needs",
    "pairings",
    "activities",
    "roster",
    "certificates",
    "exchange",
    "settings",
)

SIZES = {"small": QSize(1092, 614), "large": QSize(1920, 1080)}
"""Logical pixels: 1366x768 at 125 %, and full HD at 100 %."""

_PATIENCE = 20.0
"""Seconds; a page that is still busy then is a defect."""

_ROUNDS = 5
"""A fetch may ask for another when its rows arrive."""


class StillBusyError(Exception):
    """A page did not come to rest."""


def draw_views(data: Path, passphrase: str, out: Path) -> list[Path]:
    """Write a PNG of every page of the township in `data`, and return where they are."""
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
                frame.resize(size)
                frame.show()
                written += _pages(app, frame, jobs, lambda key: out / f"{key}-{mode}-{name}.png")  # noqa: B023 - used at once
                frame.close()
                jobs.drain()
                frame.deleteLater()
                app.processEvents()
    return written


def _pages(
    app: QApplication, frame: MainFrame, jobs: JobRunner, target: Callable[[str], Path]
) -> list[Path]:
    written = []
    for key in PAGES:
        page = frame.show_page(key)
        _settle(app, jobs)
        for table in page.findChildren(TableView):
            if table.isVisible():
                table.select(0)
        _settle(app, jobs)
        written.append(target(key))
        frame.grab().save(str(written[-1]))
    return written


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
    for path in draw_views(given.demo / "township", PASSPHRASE, given.out):
        print(path)  # noqa: T201 - said to the user
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make screenshots`: every page and dialog as PNG, on demo data, in light and dark."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import load_rare_fonts, make_application
from desktop.gui.style_sheet import apply_theme
from desktop.gui.theme import Mode
from desktop.gui.window import open_main_window
from desktop.usecases.demo.play import play
from desktop.usecases.demo.setting import PASSPHRASE
from desktop.usecases.open_workspace import workspace
from desktop.usecases.workspace import Workspace
from tests.dialogs.opening import close
from tests.dialogs.pages import PAGES, select_first, turn_to
from tests.dialogs.scene import Scene, set_scene
from tests.dialogs.states import show_empty, show_wrong
from tests.dialogs.table import DIALOGS, missing

SIZES = {"small": QSize(1092, 614), "large": QSize(1920, 1080)}
"""Logical pixels: 1366x768 at 125 %, and full HD at 100 %."""

_PATIENCE = 180.0
"""Seconds; a page that is still busy then is a defect. The self-test loads a province."""

_ROUNDS = 5
"""A fetch may ask for another when its rows arrive."""


class StillBusyError(Exception):
    """A page did not come to rest."""


def draw_views(
    data: Path, passphrase: str, out: Path, *, dialogs: bool = False, only: str = ""
) -> list[Path]:
    """Write a PNG of every page of the township in `data`, and return where they are.

    With `dialogs` of every dialog, menu and message as well, and of all that may be wrong in them,
    into folders of their own. `only` is a part of the names that are drawn.
    """
    app = QApplication.instance() or make_application()
    assert isinstance(app, QApplication)
    load_rare_fonts(app)
    written: list[Path] = []
    modes: tuple[Mode, ...] = ("light", "dark")
    with workspace(data, passphrase) as opened:
        for mode in modes:
            for name, size in SIZES.items():
                apply_theme(app, mode)
                easel = Easel(out, f"{mode}-{name}.png", only)
                place = QRect(_corner(name), size)
                easel.draw(opened, place, easel.draw_pages)
                if dialogs:
                    easel.draw(opened, place, easel.draw_states)
                    easel.draw(opened, place, easel.draw_dialogs)
                written += easel.written
    return written


class Easel:
    """Draws into folders below `out`, each series in a window of its own."""

    def __init__(self, out: Path, ending: str, only: str = "") -> None:
        self._out, self._ending, self._only = out, ending, only
        self._settle: Callable[[], None] = lambda: None
        self.written: list[Path] = []

    def draw(self, opened: Workspace, place: QRect, series: Callable[[Scene], None]) -> None:
        """Draw one of the series below in a new window."""
        jobs = JobRunner()
        frame = open_main_window(opened, jobs, {})
        frame.setGeometry(place)
        frame.show()
        self._settle = partial(_settle, jobs)
        series(set_scene(opened, jobs, frame))
        frame.close()
        jobs.drain()
        frame.deleteLater()
        QApplication.processEvents()

    def draw_pages(self, scene: Scene) -> None:
        """Draw every page, with a row chosen where there are any."""
        for key in self._wanted(PAGES):
            self._open(scene.window, key)
            self._keep(scene.window, "pages", key)

    def draw_dialogs(self, scene: Scene) -> None:
        """Draw every dialog and popup, and each again where something may be wrong in it."""
        for name in self._wanted(DIALOGS):
            shown = DIALOGS[name].open(scene, self._settle)
            self._keep(shown, "dialogs", name)
            if isinstance(shown, QDialog) and show_wrong(shown):
                self._settle()
                self._keep(shown, "wrong", name)
            close(shown)

    def draw_states(self, scene: Scene) -> None:
        """Draw every page with all that may be wrong on it, and with nothing in its lists."""
        for key in self._wanted(PAGES):
            page = self._open(scene.window, key)
            for state, show in (("wrong", show_wrong), ("empty", show_empty)):
                if show(page):
                    self._settle()
                    self._keep(scene.window, state, key)

    def _wanted(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if self._only in name]

    def _open(self, frame: MainFrame, key: str) -> QWidget:
        page = turn_to(frame, key)
        self._settle()
        select_first(page)
        self._settle()
        return page

    def _keep(self, shown: QWidget, folder: str, name: str) -> None:
        path = self._out / folder / f"{name.replace('/', '-').replace(' ', '-')}-{self._ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(shown).save(str(path))
        self.written.append(path)


def picture(shown: QWidget) -> QPixmap:
    """Return how a widget looks, with the tip that is over it."""
    drawn = shown.grab()
    if QToolTip.isVisible():
        (tip,) = (one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel"))
        painter = QPainter(drawn)
        painter.drawPixmap(shown.mapFromGlobal(tip.pos()), tip.grab())
        painter.end()
        QToolTip.hideText()
    return drawn


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


def _settle(jobs: JobRunner) -> None:
    """Let the page fetch its rows and paint them."""
    for _ in range(_ROUNDS):
        ended: list[object] = []
        jobs.run(lambda _: None, done=ended.append)
        limit = time.monotonic() + _PATIENCE
        while not ended:
            QApplication.processEvents()
            time.sleep(0.01)
            if time.monotonic() > limit:
                raise StillBusyError
        QApplication.processEvents()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--demo", type=Path, default=Path("build/demo"))
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    if not given.demo.exists():
        play(given.demo)
    forgotten = missing()
    if forgotten:
        sys.exit(f"not in tests/dialogs: {', '.join(sorted(forgotten))}")
    _make_screens()
    drawn = draw_views(
        given.demo / "township", PASSPHRASE, given.out, dialogs=True, only=given.only
    )
    for path in drawn:
        print(path)  # noqa: T201 - said to the user
    return 0


if __name__ == "__main__":
    sys.exit(main())

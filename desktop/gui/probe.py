"""The window on trial, for a process of its own: Qt ends a process that has no screen."""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtCore import QTimer, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtPrintSupport import QPrinterInfo

from desktop.foundation.errors import QingqiaoError
from desktop.gui.dialogs.unlock import UnlockWindow
from desktop.gui.jobs import JobRunner
from desktop.gui.startup import input_plugins, load_rare_fonts, make_application

_FAMILIES = ("Noto Sans SC", "LXGW WenKai")
_ON_SCREEN_MS = 200


def run() -> int:
    """Show the first window for a moment; print what was found as one line of JSON."""
    app = make_application()
    load_rare_fonts(app)
    jobs = JobRunner()
    window = UnlockWindow(jobs, _no_data, "自检，马上关闭。")
    window.show()
    QTimer.singleShot(_ON_SCREEN_MS, app.quit)
    app.exec()
    image = window.grab().toImage()
    corner, middle = image.pixel(0, 0), image.height() // 2
    families = set(QFontDatabase.families())
    found = {
        "qt": qVersion(),
        "platform": app.platformName(),
        "screens": len(app.screens()),
        "drawn": any(image.pixel(x, middle) != corner for x in range(image.width())),
        "fonts_missing": [name for name in _FAMILIES if name not in families],
        "printers": len(QPrinterInfo.availablePrinterNames()),
        "input_plugins": sorted(input_plugins()),
        "input_method": os.environ.get("QT_IM_MODULE", ""),
    }
    window.close()
    jobs.drain()
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _no_data(_: str, _slot: str | None) -> object:
    raise QingqiaoError("这是自检窗口。", "")

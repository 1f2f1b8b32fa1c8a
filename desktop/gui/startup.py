"""What must be settled before the first window: input method, scaling, fonts, language, hooks."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QDir,
    QLibraryInfo,
    QLocale,
    QObject,
    QSettings,
    QStandardPaths,
    Qt,
    QTimer,
    QTranslator,
    Signal,
)
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from desktop.foundation.input_methods import choose_input_method, running
from desktop.foundation.log import LOG
from desktop.foundation.paths import resources
from desktop.gui.collector import Collector
from desktop.gui.jobs import crash_report
from desktop.gui.style_sheet import STYLE, apply_theme
from desktop.gui.theme import Mode, Scale

_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_RARE_FONTS = ("LXGWWenKai-Regular.ttf", "QingqiaoRare.ttf")
_FAMILIES = ("Noto Sans SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC")
_RARE_AFTER_MS = 400
_UNTRANSLATED = {
    "Drive": "磁盘",
    "File": "文件",
    "%1 File": "%1 文件",
    "Folder": "文件夹",
    "File Folder": "文件夹",
    "Shortcut": "快捷方式",
    "Alias": "替身",
    "Unknown": "不明",
}
"""What Qt's Chinese lacks in its own dialog for files, shown where the desktop brings none."""


class Memory(MutableMapping[str, str]):
    """Small habits of this user (column widths, theme) in one ini file; written at once."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def __getitem__(self, key: str) -> str:
        if not self._settings.contains(key):
            raise KeyError(key)
        return str(self._settings.value(key))

    def __setitem__(self, key: str, value: str) -> None:
        self._settings.setValue(key, value)

    def __delitem__(self, key: str) -> None:
        if not self._settings.contains(key):
            raise KeyError(key)
        self._settings.remove(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings.allKeys())

    def __len__(self) -> int:
        return len(self._settings.allKeys())


def input_plugins() -> frozenset[str]:
    """Return the names of Qt's plugins for input methods, as QT_IM_MODULE would ask for them."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    files = (folder / "platforminputcontexts").glob("*platforminputcontextplugin*")
    return frozenset(
        file.name.removeprefix("lib").partition("platforminputcontext")[0] for file in files
    )


def make_application(mode: Mode = "light", scale: Scale = "中") -> QApplication:
    """Return the application, ready for its first window."""
    if sys.platform.startswith("linux"):
        choose_input_method(os.environ, input_plugins(), running())
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough,
    )
    app = QApplication([*sys.argv[:1], *STYLE])
    Collector(app)
    app.setApplicationName("qingqiao")
    app.setApplicationDisplayName("青桥")
    app.setDesktopFileName("qingqiao")
    app.setWindowIcon(QIcon(str(resources() / "qingqiao.svg")))
    speak_chinese(app)
    load_fonts(app)
    apply_theme(app, mode, scale)
    QTimer.singleShot(_RARE_AFTER_MS, app, lambda: load_rare_fonts(app))
    install_hooks(app)
    return app


def begin_in_documents() -> None:
    """Let the dialogs for files begin at the user's documents, not where the program lies."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    if place:
        QDir.setCurrent(place)  # where there is no such folder it stays as it is


class _KindsOfFiles(QTranslator):
    """Words of the kinds of files."""

    def isEmpty(self) -> bool:
        """Have words, so that Qt asks."""
        return False

    def translate(
        self, context: str, text: str, _disambiguation: str | None = None, _count: int = -1
    ) -> str:
        """Return the word, or the text itself: asked last, for what Qt's translation lacks."""
        return _UNTRANSLATED.get(text, text) if context == "QAbstractFileIconProvider" else text


def speak_chinese(app: QApplication) -> None:
    """Let Qt's own words (menus of text fields, file dialogs) and dates be Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.installTranslator(_KindsOfFiles(app))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def load_fonts(app: QApplication, folder: Path | None = None) -> None:
    """Load the bundled fonts, so that text looks the same on every machine."""
    for name in _FONTS:
        file = (folder or resources() / "fonts") / name
        if file.is_file():
            QFontDatabase.addApplicationFont(str(file))
    font = QFont()
    font.setFamilies(list(_FAMILIES))
    app.setFont(font)


def load_rare_fonts(app: QApplication) -> None:
    """Load the fonts for rare characters in names; after the window, for they are large."""
    families: list[str] = []
    for name in _RARE_FONTS:
        file = resources() / "fonts" / name
        if file.is_file():
            number = QFontDatabase.addApplicationFont(str(file))
            families += QFontDatabase.applicationFontFamilies(number)
    if families:
        font = QFont(app.font())
        font.setFamilies([_FAMILIES[0], *families, *_FAMILIES[1:]])
        app.setFont(font)


class _Crashes(QObject):
    """Carries a report from whichever thread crashed to a dialog in the window's thread."""

    happened = Signal(str)

    def show_report(self, report: str) -> None:
        from desktop.gui.widgets.notices import CrashDialog  # noqa: PLC0415 - rare

        window = QApplication.activeWindow()
        CrashDialog(report, window).open()


def install_hooks(app: QApplication) -> None:
    """Show a dialog for every error nobody caught, in whatever thread; also print and log it."""
    crashes = _Crashes(app)
    crashes.happened.connect(crashes.show_report)

    def on_error(
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        sys.__excepthook__(kind, error, trace)
        if issubclass(kind, Exception):
            report = crash_report(error)
            LOG.error("crash\n%s", report)
            crashes.happened.emit(report)

    def on_thread_error(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_error(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_error
    threading.excepthook = on_thread_error

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QStandardPaths
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.foundation.paths import resources
from desktop.gui.icons import icon, pixmap
from desktop.gui.startup import (
    Memory,
    begin_in_documents,
    input_plugins,
    install_hooks,
    load_rare_fonts,
)
from desktop.gui.style_sheet import apply_theme
from desktop.gui.theme import DARK, LIGHT, Kind, Tokens, tokens
from desktop.gui.widgets.notices import CrashDialog

FIRST_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.gui import app

def behind(_):
    print(*sys.modules)
    QApplication.quit()

app.Start._preload = behind
app.run(Path(sys.argv[1]))
"""
WITH_QT = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"}
HEAVY = {"asyncio", "ctypes", "dataclasses", "decimal", "email", "http", "json", "subprocess"}
HEAVY |= {"xml", "zoneinfo"}


def test_files_are_chosen_from_the_documents_not_from_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begin_in_documents()
    assert Path.cwd() == tmp_path, "there are no documents"
    documents = tmp_path / "文稿"
    documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(documents))
    begin_in_documents()
    assert Path.cwd() == documents


def test_nothing_heavy_is_read_before_the_first_window(tmp_path: Path) -> None:
    (tmp_path / "qingqiao.db").touch()  # it asks for the passphrase
    words = [sys.executable, "-c", FIRST_WINDOW, str(tmp_path)]
    said = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    names = said.stdout.split()
    ours = {".".join(name.split(".")[:2]) for name in names if name.startswith("desktop.")}
    roots = {name.split(".")[0] for name in names if not name.startswith("_")}
    assert "desktop.gui.dialogs.unlock" in names
    assert "desktop.gui.widgets.notices" not in names, "no dialog waits to be shown"
    assert ours == {"desktop.gui", "desktop.foundation"}, "the data layer is read behind it"
    assert roots - sys.stdlib_module_names - WITH_QT == {"desktop", "platformdirs"}
    assert not roots & HEAVY


def test_qts_own_words_are_chinese(qapp: QApplication) -> None:
    assert qapp is not None
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy").startswith("复制")
    # in the dialog for files that Qt draws itself
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
    assert QCoreApplication.translate("QFileDialog", "Look in:") == "查找范围："
    assert QLocale().language() == QLocale.Language.Chinese


def test_the_plugins_for_input_methods_are_named_as_they_are_asked_for() -> None:
    if sys.platform.startswith("linux"):
        assert {"ibus", "compose"} <= input_plugins()


def test_habits_are_kept_in_their_file(tmp_path: Path) -> None:
    file = tmp_path / "家目录" / "window.ini"
    memory = Memory(file)
    memory["table/结对"] = '{"宽": 1}'
    memory["theme"] = "dark"
    again = Memory(file)
    assert dict(again) == {"table/结对": '{"宽": 1}', "theme": "dark"}
    assert len(again) == 2
    del again["theme"]
    assert again.get("theme") is None
    with pytest.raises(KeyError):
        del again["theme"]
    with pytest.raises(KeyError):
        memory["nothing"]


def test_an_uncaught_error_is_shown_whatever_thread_it_came_from(
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    install_hooks(qapp)

    def fall() -> None:
        raise ValueError("张三")

    try:
        fall()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()

    def crashes() -> list[CrashDialog]:
        return [each for each in qapp.topLevelWidgets() if isinstance(each, CrashDialog)]

    qtbot.waitUntil(lambda: len(crashes()) == 2)
    for dialog in crashes():
        dialog.accept()
    assert "ValueError" in capfd.readouterr().err


def test_rare_characters_of_names_have_a_glyph(qapp: QApplication) -> None:
    before = qapp.font()
    load_rare_fonts(qapp)
    families = qapp.font().families()
    assert families[0] == "Noto Sans SC"
    assert {"LXGW WenKai", "QingqiaoRare"} <= set(families)
    qapp.setFont(before)


def luminance(colour: str) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    shade = QColor(colour)
    return (
        0.2126 * part(shade.redF()) + 0.7152 * part(shade.greenF()) + 0.0722 * part(shade.blueF())
    )


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(theme: Tokens) -> None:
    kinds: tuple[Kind, ...] = ("neutral", "info", "success", "warning", "danger", "accent")
    plain = [theme.window, theme.surface, theme.sunken, theme.hover, theme.selected]
    grounds = [*plain, theme.danger_soft, theme.warning_soft, theme.info_soft]
    words = (theme.text, theme.muted, theme.faint)  # faint: a hint in a field, what is disabled
    pairs = [(one, ground) for one in words for ground in grounds]
    pairs += [theme.of_kind(kind) for kind in kinds]
    pairs += [(theme.of_kind(kind)[0], ground) for kind in kinds for ground in plain]
    pairs += [(theme.on_accent, theme.accent), (theme.on_accent, theme.accent_hover)]
    pairs += [(theme.surface, theme.info), ("#FFFFFF", theme.tooltip)]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_rings_marks_and_charts_can_be_seen(theme: Tokens) -> None:
    pairs = [(theme.focus, ground) for ground in (theme.window, theme.surface, theme.sunken)]
    pairs += [(theme.accent_text, theme.selected), (theme.faint, theme.surface)]
    pairs += [(part, theme.surface) for part in theme.series]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 3} == {}
    assert len(set(theme.series)) == len(theme.series)


def test_sizes_follow_the_chosen_text_size(qapp: QApplication) -> None:
    heights = []
    for scale in ("小", "中", "大"):
        apply_theme(qapp, "dark", scale)
        heights.append((tokens().body, tokens().row, qapp.font().pixelSize()))
    apply_theme(qapp)
    assert heights == sorted(heights)
    assert heights[0] < heights[1] < heights[2]
    assert tokens().mode == "light"


def test_every_icon_can_be_drawn_in_a_colour(qapp: QApplication) -> None:
    assert qapp is not None
    files = sorted((resources() / "icons").glob("*.svg"))
    assert len(files) > 40
    for file in files:
        image = pixmap(file.stem, colour="text", size=24, ratio=2.0).toImage()
        assert image.size().toTuple() == (48, 48)
        inked = [
            image.pixelColor(x, y)
            for x in range(48)
            for y in range(0, 48, 2)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert inked, file.name
        if not file.stem.startswith("control-"):
            assert {shade.name() for shade in inked} == {LIGHT.text.lower()}, file.name
    drawn = icon("users")
    assert not drawn.pixmap(18, QIcon.Mode.Disabled).isNull()

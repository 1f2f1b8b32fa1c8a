"""The photos of an activity: added, described, removed and put back by a clerk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.gui.desk import Desk
from desktop.gui.views.exchange_photos import PhotoChoiceRow
from desktop.gui.views.photo_albums import activity_album
from desktop.gui.views.photos import PhotoSection
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.text import Text
from desktop.store.queries.attachments import PhotoRow, photos
from desktop.store.tables import Activity
from desktop.usecases.activity.photos import remove_photo
from tests.gui.views.conftest import Said
from tests.unit.photo_files import noise

Wait = Callable[[], None]


@pytest.fixture
def section(desk: Desk, qtbot: QtBot, wait_idle: Wait) -> PhotoSection:
    with desk.workspace.store.write() as writer:
        activity = writer.add(Activity(title="社区课堂")).id
    made = PhotoSection(desk, activity_album(desk.workspace, activity))
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    wait_idle()
    return made


def kept(desk: Desk) -> list[PhotoRow]:
    with desk.workspace.store.read() as reader:
        (activity,) = reader.find(Activity)
        return photos(reader, activity.id)


def drop(section: PhotoSection, tmp_path: Path, *names: str) -> None:
    for seed, name in enumerate(names):
        if name.startswith("坏"):
            (tmp_path / name).write_bytes(b"no")
        else:
            noise(80, 60, seed).save(tmp_path / name)
        section.area.dropped.emit(tmp_path / name)


def lines(section: PhotoSection) -> list[QLineEdit]:
    return [line for line in section.findChildren(QLineEdit) if line.isVisible()]


def test_what_is_dropped_together_is_added_and_the_bad_one_is_named(
    section: PhotoSection, desk: Desk, tmp_path: Path, wait_idle: Wait
) -> None:
    drop(section, tmp_path, "甲.jpg", "坏.jpg", "乙.jpg")
    wait_idle()
    wait_idle()
    assert [row.file_name for row in kept(desk)] == ["乙.jpg", "甲.jpg"]
    assert len(lines(section)) == 2
    (panel,) = section.findChildren(ErrorPanel)
    assert any("坏.jpg" in text.text() for text in panel.findChildren(Text))


def test_a_clerk_describes_a_photo_removes_it_and_takes_that_back(
    section: PhotoSection, desk: Desk, tmp_path: Path, said: Said, wait_idle: Wait
) -> None:
    drop(section, tmp_path, "甲.jpg")
    wait_idle()
    wait_idle()
    (line,) = lines(section)
    line.setText("在课堂上")
    line.editingFinished.emit()
    wait_idle()
    (row,) = kept(desk)
    assert row.caption == "在课堂上"
    (remove,) = [b for b in section.findChildren(Button) if b.toolTip() == "移除照片 甲.jpg"]
    remove.click()
    wait_idle()
    wait_idle()
    assert kept(desk) == []
    assert lines(section) == []
    assert said.undo is not None
    said.undo()
    wait_idle()
    assert [one.id for one in kept(desk)] == [row.id]


def test_a_caption_that_outlives_its_photo_is_let_go(
    section: PhotoSection, desk: Desk, tmp_path: Path, wait_idle: Wait
) -> None:
    """Another PC removed the photo while a clerk was typing."""
    drop(section, tmp_path, "甲.jpg")
    wait_idle()
    wait_idle()
    (line,) = lines(section)
    line.setFocus()
    line.setText("在课堂上")
    (row,) = kept(desk)
    remove_photo(desk.workspace, row.id)
    section._show([])  # noqa: SLF001 - what a take-in brings about
    wait_idle()
    assert lines(section) == []


def test_the_choice_is_seen_while_photos_wait_and_remembered(qtbot: QtBot) -> None:
    memory: dict[str, str] = {}
    row = PhotoChoiceRow(memory)
    qtbot.addWidget(row)
    row.show_waiting(0, 0)
    assert row.isHidden()
    row.show_waiting(2, 900_000)
    assert not row.isHidden()
    assert row.choice == "include"
    row.box.setCurrentIndex(row.box.findData("separate"))
    row.box.activated.emit(row.box.currentIndex())
    again = PhotoChoiceRow(memory)
    qtbot.addWidget(again)
    assert again.choice == "separate"

"""上报接收 as a clerk uses it, with a real province at the other end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.bundle.bundle import Header, seal
from desktop.domain.terms import HandUpState
from desktop.gui.desk import Desk
from desktop.gui.drives import Drive, mounted_drives
from desktop.gui.jobs import JobRunner
from desktop.gui.views.exchange import ExchangeView
from desktop.gui.views.exchange_down import TakeInCard
from desktop.gui.views.exchange_history import HistoryCard
from desktop.gui.views.exchange_receipt import ReceiptCodeDialog
from desktop.gui.views.exchange_up import HandUpCard
from desktop.gui.views.exchange_words import steps
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.timeline import Timeline
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import Said

Wait = Callable[[], None]


@dataclass
class Clerk:
    """A desk in a township that has joined, with a stick to carry files on."""

    desk: Desk
    stick: Path
    wait: Wait

    @property
    def files(self) -> list[Path]:
        return sorted(self.stick.glob("*.qqb"))

    def drives(self) -> list[Drive]:
        return [Drive(self.stick, "U 盘 测试")] if self.stick.is_dir() else []


@pytest.fixture
def clerk(joined: Workspace, jobs: JobRunner, said: Said, tmp_path: Path, wait_idle: Wait) -> Clerk:
    stick = tmp_path / "stick"
    stick.mkdir()
    return Clerk(Desk(joined, jobs, {}, said.toast, said.open_page), stick, wait_idle)


@pytest.fixture
def view(clerk: Clerk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ExchangeView:
    monkeypatch.setattr("desktop.gui.views.exchange.removable_drives", clerk.drives)
    made = ExchangeView(clerk.desk)
    qtbot.addWidget(made)
    made.resize(1092, 614)
    made.show()
    clerk.wait()
    return made


def words(widget: QWidget) -> str:
    shown = [text for text in widget.findChildren(Text) if text.isVisibleTo(widget)]
    return "\n".join(text.text() for text in shown)


def press(button: Button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(area: QWidget, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.setAccepted(False)
    area.dropEvent(event)
    return event.isAccepted()


def test_the_whole_loop_up_and_down(
    view: ExchangeView, clerk: Clerk, province: Workspace, said: Said, tmp_path: Path
) -> None:
    assert "待上报 1 条" in words(view.up)
    assert "第一次上报会把这台电脑登记到省里" in words(view.up)
    assert view.up.place.currentText() == "U 盘 测试"
    press(view.up.button)
    clerk.wait()
    clerk.wait()
    (file,) = clerk.files
    assert "已核对，可以安全拔出" in words(view.up)
    assert file.name in words(view.up.result)
    assert "第 1 包" in words(view)

    press(view.up.result.sent)
    clerk.wait()
    clerk.wait()
    (bundle,) = exchange_status(clerk.desk.workspace).bundles
    assert bundle.state is HandUpState.SENT
    assert any("已送出" in toast for toast in said.toasts)
    assert "等待回执 " in view.findChildren(Timeline)[-1].accessibleName() + " "

    take_in(province, clerk.files)
    (sent,) = send_down(province, tmp_path / "down")
    said.now += timedelta(days=2)
    assert drop(view.down.area, sent.path)
    clerk.wait()
    clerk.wait()
    assert "已接收第 1 包" in words(view.down)
    assert "第 1 包已签收" in words(view.down)
    assert "没有待上报的改动" in words(view.up)
    assert not view.up.result.isVisible(), "the file has done its work"
    assert "上次回执 11 月 22 日 10:00" in words(view.up)
    (bundle,) = exchange_status(clerk.desk.workspace).bundles
    assert bundle.state is HandUpState.RECEIVED


def test_wrong_files_are_refused_one_by_one_in_words(
    view: ExchangeView, clerk: Clerk, tmp_path: Path
) -> None:
    press(view.up.button)
    clerk.wait()
    clerk.wait()
    own, junk = clerk.files[0], tmp_path / "乱七八糟.qqb"
    junk.write_bytes("这不是上报文件".encode())
    before = exchange_status(clerk.desk.workspace)
    assert drop(view.down.area, own, junk)
    clerk.wait()
    clerk.wait()
    said = words(view.down)
    assert said.count("没有接收") >= 2
    assert "不是发给本机的" in said
    assert "乱七八糟.qqb" in said
    assert exchange_status(clerk.desk.workspace) == before


def test_files_of_another_kind_are_not_even_taken_from_the_mouse(
    view: ExchangeView, clerk: Clerk, tmp_path: Path
) -> None:
    assert not drop(view.down.area, tmp_path / "名册.xlsx")
    clerk.wait()
    assert "名册.xlsx" not in words(view.down)


def test_what_is_on_the_stick_is_found(
    clerk: Clerk, province: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    up = HandUpCard(clerk.desk, clerk.drives)
    down = TakeInCard(clerk.desk, clerk.drives)
    for card in (up, down):
        qtbot.addWidget(card)
        card.show()
    clerk.wait()
    press(down.search)
    clerk.wait()
    assert down.said() == "U 盘里没有发给本机的下发文件。"
    up.write()
    clerk.wait()
    take_in(province, clerk.files)
    send_down(province, clerk.stick / "下发")
    press(down.search)
    clerk.wait()
    clerk.wait()
    assert down.said() == "在 U 盘里找到 1 个发给本机的文件。"
    assert "已接收第 1 包" in words(down)
    clerk.stick.rename(tmp_path / "pulled out")
    press(down.search)
    assert "没有发现 U 盘" in down.said()


def test_a_stick_pulled_out_is_said_and_can_be_tried_again(
    clerk: Clerk, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "file, no folder"
    target.write_bytes(b"")
    card = HandUpCard(clerk.desk, list, ask=lambda: target)
    qtbot.addWidget(card)
    card.show()
    clerk.desk.memory["exchange/folder"] = str(tmp_path)
    card.place.clear()
    card.place.addItem("U 盘", str(target / "gone"))
    card.write()
    clerk.wait()
    assert "原有数据没有改动" in words(card)
    assert card.button.isEnabled()
    assert card.place.findData(str(tmp_path)) >= 0, "the last folder is offered instead"
    assert "可以安全拔出" not in words(card)


def test_a_copy_that_does_not_read_back_is_never_called_safe(
    view: ExchangeView, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def worn_stick(*given: Any, sink: BinaryIO, **options: Any) -> Header:  # noqa: ANN401 - passed on
        header = seal(*given, sink=sink, **options)
        sink.write(b"!")
        return header

    monkeypatch.setattr("desktop.usecases.exchange.hand_up.seal", worn_stick)
    press(view.up.button)
    clerk.wait()
    assert "写入后核对不一致，没有生成文件" in words(view.up)
    assert "可以安全拔出" not in words(view.up)


def test_without_a_stick_a_folder_is_asked_for_and_remembered(
    clerk: Clerk, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "上报"
    folder.mkdir()
    answers: list[Path | None] = [None, folder]
    card = HandUpCard(clerk.desk, list, ask=lambda: answers.pop(0))
    qtbot.addWidget(card)
    card.write()
    clerk.wait()
    assert not list(folder.iterdir()), "cancelled: nothing is written anywhere"
    card.limit.setCurrentIndex(2)
    card.write()
    clerk.wait()
    assert len(list(folder.glob("*.qqb"))) == 1
    again = HandUpCard(clerk.desk, list)
    qtbot.addWidget(again)
    assert again.place.currentText() == str(folder)
    assert again.limit.currentText() == "每个文件不超过 20 MB"


def test_a_code_heard_by_phone_is_typed_in(
    view: ExchangeView, clerk: Clerk, province: Workspace
) -> None:
    press(view.up.button)
    clerk.wait()
    clerk.wait()
    (result,) = take_in(province, clerk.files)
    (enter,) = [b for b in view.history.findChildren(Button) if b.text() == "输入回执码"]
    press(enter)
    dialog = view.history.findChild(ReceiptCodeDialog)
    assert isinstance(dialog, ReceiptCodeDialog)
    dialog.code.setText("ABCD EFGH")
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    clerk.wait()
    assert "对不上，状态没有改动" in words(dialog)
    dialog.code.setText(result.code.lower())
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    clerk.wait()
    clerk.wait()
    assert "回执：电话回执" in words(view.history)
    assert "已签收（电话）" in view.history.findChildren(Timeline)[-1].accessibleName()
    assert "待上报 1 条" in words(view.up), "only the signed receipt acknowledges rows"


def test_a_file_is_saved_again_or_a_new_hand_up_advised(
    clerk: Clerk, qtbot: QtBot, said: Said, tmp_path: Path
) -> None:
    (made,) = hand_up(clerk.desk.workspace, clerk.stick).bundles
    history = HistoryCard(clerk.desk, ask=lambda: tmp_path / "other")
    qtbot.addWidget(history)
    history.show_status(exchange_status(clerk.desk.workspace))
    history.show()
    (again,) = [b for b in history.findChildren(Button) if b.text() == "另存一份"]
    press(again)
    clerk.wait()
    assert (tmp_path / "other" / made.path.name).read_bytes() == made.path.read_bytes()
    assert "已另存并核对" in said.toasts[-1]
    made.path.unlink()
    press(again)
    clerk.wait()
    assert "请重新上报一次" in words(history)


def test_what_a_receipt_found_is_said_and_everything_offered(
    clerk: Clerk, province: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = TakeInCard(clerk.desk, clerk.drives)
    qtbot.addWidget(card)
    card.show()
    take_in(province, [hand_up(clerk.desk.workspace, clerk.stick).bundles[0].path])
    (sent,) = send_down(province, tmp_path / "down")
    monkeypatch.setattr("desktop.usecases.exchange.take_in.rows.digest", lambda *_: (1, 1))
    crashes: list[str] = []
    clerk.desk.jobs.crashed.connect(crashes.append)
    card.take_in(sent.path)
    clerk.wait()
    assert not crashes
    monkeypatch.undo()
    assert "省里的数据与本机不完全一致" in words(card)
    press(card.everything)
    clerk.wait()
    clerk.wait()
    assert not card.everything.isVisible()
    assert hand_up(clerk.desk.workspace, clerk.stick).rows == 1


def test_a_receipt_that_is_late_is_a_problem(view: ExchangeView, clerk: Clerk, said: Said) -> None:
    press(view.up.button)
    clerk.wait()
    (bundle,) = exchange_status(clerk.desk.workspace).bundles
    assert [step.state for step in steps(bundle, said.now)] == ["done", "current", "todo"]
    late = steps(bundle, said.now + timedelta(days=14))[-1]
    assert (late.state, late.detail) == ("problem", "14 天没有回执")


def test_removable_drives_among_mounts() -> None:
    lines = [
        "/dev/sda1 / ext4 rw 0 0",
        r"/dev/sdb1 /media/周敏/我的\040U\040盘 vfat rw 0 0",
        "tmpfs /run tmpfs rw 0 0",
        "broken",
    ]
    found = mounted_drives(lines, lambda device: device == "sdb1")
    assert found == [Drive(Path("/media/周敏/我的 U 盘"), "U 盘 我的 U 盘")]

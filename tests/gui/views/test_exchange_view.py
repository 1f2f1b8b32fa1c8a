"""上报接收 as a clerk uses it, with a real province at the other end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.bundle.bundle import Header, seal
from desktop.domain.terms import HandUpState
from desktop.gui.desk import Desk
from desktop.gui.dialogs.receipt_code import ReceiptCodeDialog
from desktop.gui.dialogs.refused_rows import RefusedRowsDialog
from desktop.gui.dialogs.settings_rejoin import RejoinDialog
from desktop.gui.drive_watch import DriveWatch
from desktop.gui.drives import Drive, is_removable, mounted_drives
from desktop.gui.jobs import JobRunner
from desktop.gui.views.exchange import ExchangeView
from desktop.gui.views.exchange_down import TakeInCard
from desktop.gui.views.exchange_history import HistoryCard
from desktop.gui.views.exchange_up import HandUpCard
from desktop.gui.views.exchange_words import steps
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.timeline import Timeline
from desktop.gui.window import waiting_words
from desktop.store.tables import Student
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.status import ExchangeStatus, exchange_status
from desktop.usecases.province.enrol import Enrolled
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
    assert "已写入并读回核对，可以安全拔出" in words(view.up)
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
    assert view.down.said() == (
        "共 2 个文件：没有接收 2 个。没有接收的文件都留在原处，数据没有改动。"
    )
    assert "不是发给本机的：是本机生成的上报文件（第 1 包）" in said
    assert "乱七八糟.qqb" in said
    assert exchange_status(clerk.desk.workspace) == before


def test_files_of_another_kind_are_said_to_be_what_they_are(
    view: ExchangeView, clerk: Clerk, enrolled: Enrolled, tmp_path: Path
) -> None:
    wrong = {"名册.xlsx": "是表格", "合影.jpg": "是图片", "包.zip": "请先解压", "x.bin": "不是青桥"}
    for name in wrong:
        (tmp_path / name).write_bytes(b"PK\3\4 something else")
    (tmp_path / "空").mkdir()
    others = [tmp_path / "没有了.qqb", tmp_path / "空", enrolled.path]
    assert drop(view.down.area, *(tmp_path / name for name in wrong), *others)
    clerk.wait()
    clerk.wait()
    said = words(view.down)
    for what in (*wrong.values(), "“空”里没有发给本机的", "是入网文件", "读写文件时中断"):
        assert what in said, what
    assert "共 7 个文件：没有接收 7 个" in view.down.said()


def test_several_files_in_any_order_are_one_job_with_one_summary(
    view: ExchangeView, clerk: Clerk, province: Workspace, tmp_path: Path
) -> None:
    (made,) = hand_up(clerk.desk.workspace, tmp_path / "up").bundles
    take_in(province, [made.path])
    sent = [send_down(province, tmp_path / f"down{n}")[0].path for n in range(3)]
    started: list[str] = []
    clerk.desk.jobs.started.connect(started.append)
    assert drop(view.down.area, sent[2], tmp_path / "down0", made.path)
    clerk.wait()
    clerk.wait()
    assert started == ["正在接收"]
    assert view.down.said().startswith("共 3 个文件：接收 2 个，没有接收 1 个。")
    assert drop(view.down.area, sent[1], sent[0])
    clerk.wait()
    clerk.wait()
    assert view.down.said() == "共 2 个文件：以前已经收过 2 个。"
    assert "第 2 包以前已经收过" in words(view.down)


def test_what_is_on_the_stick_is_found(
    clerk: Clerk, province: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    watch = DriveWatch(clerk.drives)
    up, down = HandUpCard(clerk.desk, watch), TakeInCard(clerk.desk, watch)
    for card in (up, down):
        qtbot.addWidget(card)
        card.show()
    watch.look_now()
    clerk.wait()
    press(down.search)
    clerk.wait()
    clerk.wait()
    assert down.said() == "U 盘里没有发给本机的下发文件。"
    up.write()
    clerk.wait()
    take_in(province, clerk.files)
    send_down(province, clerk.stick / "下发")
    press(down.search)
    clerk.wait()
    clerk.wait()
    assert down.found.words() == "U 盘里有 1 个新的省级下发包"
    press(down.found.button)
    clerk.wait()
    clerk.wait()
    assert "已接收第 1 包" in words(down)
    press(down.search)
    clerk.wait()
    clerk.wait()
    assert down.said() == "U 盘里有 1 个发给本机的下发包，都已经接收过。"
    assert not down.found.words()
    clerk.stick.rename(tmp_path / "pulled out")
    watch.look_now()
    clerk.wait()
    press(down.search)
    assert "没有发现 U 盘" in down.said()


def test_a_stick_plugged_in_while_one_looks_is_noticed(
    view: ExchangeView, clerk: Clerk, province: Workspace, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    clerk.stick.rename(outside)
    view.watch.look_now()
    clerk.wait()
    assert view.up.place.count() == 1, "only a folder is left to choose"
    (made,) = hand_up(clerk.desk.workspace, tmp_path / "up").bundles
    take_in(province, [made.path])
    for _ in range(2):
        send_down(province, outside)
    outside.rename(clerk.stick)
    view.watch.look_now()
    clerk.wait()
    clerk.wait()
    assert view.up.place.currentText() == "U 盘 测试"
    assert view.down.found.words() == "U 盘里有 2 个新的省级下发包"
    press(view.down.found.button)
    clerk.wait()
    clerk.wait()
    assert view.down.said() == "共 2 个文件：接收 2 个。"


def test_sticks_that_take_no_files_are_named_and_cannot_be_chosen(
    view: ExchangeView, clerk: Clerk, tmp_path: Path
) -> None:
    view.up.place.offer(
        [
            Drive(tmp_path / "a", "U 盘 甲", "sdb1", 2_000_000_000, writable=False),
            Drive(tmp_path / "b", "U 盘 乙", "sdc1", 900_000),
            Drive(tmp_path / "c", "U 盘 丙", "sdd1", 7_400_000_000),
        ]
    )
    box = view.up.place
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    shown = [(box.itemText(at), model.item(at).isEnabled()) for at in range(3)]
    assert shown == [
        ("U 盘 甲（写保护或不可写，存不了）", False),
        ("U 盘 乙（已满，存不了）", False),
        ("U 盘 丙（空闲 7.4 GB）", True),
    ]
    assert box.currentIndex() == 2
    assert clerk.files == []


def test_a_stick_pulled_out_is_said_and_can_be_tried_again(
    clerk: Clerk, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "file, no folder"
    target.write_bytes(b"")
    clerk.desk.memory["exchange/folder"] = str(tmp_path)
    watch = DriveWatch(list)
    card = HandUpCard(clerk.desk, watch, ask=lambda: target)
    qtbot.addWidget(card)
    card.show()
    card.place.clear()
    card.place.addItem("U 盘", str(target / "gone"))
    card.write()
    clerk.wait()
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
    card = HandUpCard(clerk.desk, DriveWatch(list), ask=lambda: answers.pop(0))
    qtbot.addWidget(card)
    card.write()
    clerk.wait()
    assert not list(folder.iterdir()), "cancelled: nothing is written anywhere"
    card.limit.setCurrentIndex(2)
    card.write()
    clerk.wait()
    assert len(list(folder.glob("*.qqb"))) == 1
    again = HandUpCard(clerk.desk, DriveWatch(list))
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
    watch = DriveWatch(clerk.drives)
    history = HistoryCard(clerk.desk, watch, ask=lambda: tmp_path / "other")
    qtbot.addWidget(history)
    watch.look_now()
    clerk.wait()
    history.show_status(exchange_status(clerk.desk.workspace))
    history.show()
    to_stick, elsewhere = history.places(made.number).actions()
    assert to_stick.text() == "U 盘 测试"
    elsewhere.trigger()
    clerk.wait()
    assert (tmp_path / "other" / made.path.name).read_bytes() == made.path.read_bytes()
    assert "已另存并核对" in said.toasts[-1]
    made.path.unlink()
    to_stick.trigger()
    clerk.wait()
    assert "请重新上报一次" in words(history)


def test_what_a_receipt_found_is_said_and_everything_offered(
    clerk: Clerk, province: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = TakeInCard(clerk.desk, DriveWatch(clerk.drives))
    qtbot.addWidget(card)
    card.show()
    take_in(province, [hand_up(clerk.desk.workspace, clerk.stick).bundles[0].path])
    (sent,) = send_down(province, tmp_path / "down")
    monkeypatch.setattr("desktop.usecases.exchange.take_in.rows.digest", lambda *_: (1, 1))
    crashes: list[str] = []
    clerk.desk.jobs.crashed.connect(crashes.append)
    card.take_in([sent.path])
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
    assert found == [Drive(Path("/media/周敏/我的 U 盘"), "U 盘 我的 U 盘", "sdb1")]


def test_the_kernel_says_which_disks_are_removable(tmp_path: Path) -> None:
    def disk(name: str, where: str, **files: str) -> Path:
        real = tmp_path / "devices" / where / "block" / name
        part = real / f"{name}1"
        part.mkdir(parents=True)
        (part / "partition").write_text("1")
        for file, text in files.items():
            target = real / file.replace("_", "/")
            target.parent.mkdir(exist_ok=True)
            target.write_text(text)
        for link in (real, part):
            (tmp_path / link.name).symlink_to(link)
        return real

    disk("sda", "pci0/ata1/host0", removable="0")
    disk("sdb", "pci0/usb1/1-1/host6", removable="0")
    disk("sdc", "pci0/host7", removable="1")
    disk("mmcblk0", "pci0/mmc0", removable="0", device_type="SD")
    disk("mmcblk1", "pci0/mmc1", removable="0", device_type="MMC")
    crypt = tmp_path / "dm-3"
    (crypt / "slaves").mkdir(parents=True)
    (crypt / "slaves" / "sdb1").symlink_to(tmp_path / "sdb1")
    names = ("sda1", "sdb1", "sdc1", "sdc", "mmcblk01", "mmcblk11", "dm-3", "gone")
    found = [name for name in names if is_removable(name, tmp_path)]
    assert found == ["sdb1", "sdc1", "sdc", "mmcblk01", "dm-3"]


def test_what_goes_is_said_by_kind_and_looked_over(
    view: ExchangeView, clerk: Clerk, said: Said
) -> None:
    with clerk.desk.workspace.store.write() as writer:
        for name in ("张䶮", "李𬭎"):
            writer.add(Student(name=name))
    clerk.desk.jobs.run(lambda _: None, topics=("roster",))
    clerk.wait()
    clerk.wait()
    assert "大学生 2 条，镇街资料 1 条" in words(view.up)
    assert "镇街资料还没有填写联系人和电话" in words(view.up)
    assert "检查通过：签到录入、活动状态、修改一致、记录合规" in words(view.up)
    (go,) = [b for b in view.up.findChildren(Button) if b.text() == "去处理" and b.isVisible()]
    press(go)
    assert said.opened == [("settings", ())]


def test_refused_rows_lead_to_where_they_are_mended(
    view: ExchangeView, clerk: Clerk, province: Workspace, said: Said, tmp_path: Path
) -> None:
    with clerk.desk.workspace.store.write() as writer:
        student = writer.add(Student(name="张䶮")).id
        writer.connection.exec_driver_sql(
            "UPDATE student SET phone = ? WHERE id = ?", ("139\x07", student)
        )
    take_in(province, [hand_up(clerk.desk.workspace, tmp_path / "up").bundles[0].path])
    (sent,) = send_down(province, tmp_path / "down")
    assert not view.notices.isVisible()
    view.take_in([sent.path])
    clerk.wait()
    clerk.wait()
    assert "有 1 条记录内容不合规定" in view.notices.refused.words()
    assert "未收 1 条（文字里有控制字符或未规范的字符）" in words(view.history)
    press(view.notices.refused.button)
    clerk.wait()
    (dialog,) = view.findChildren(RefusedRowsDialog)
    assert "大学生：张䶮" in words(dialog)
    assert "原因：“电话”的文字里有控制字符" in words(dialog)
    (mend,) = [b for b in dialog.findChildren(Button) if b.text() == "打开"]
    press(mend)
    assert said.opened == [("roster", (student,))]


def test_a_pc_that_was_revoked_or_restored_is_told_what_to_do(
    view: ExchangeView, clerk: Clerk
) -> None:
    status = exchange_status(clerk.desk.workspace)
    view.notices.show_status(replace(status, revoked=True, renewed=True))
    assert "已停用本机" in view.notices.revoked.words()
    assert not view.notices.renewed.words(), "one thing at a time"
    view.notices.show_status(replace(status, renewed=True))
    assert "没有数据丢失；请尽快上报一次" in view.notices.renewed.words()
    press(view.notices.renewed.button)
    (dialog,) = view.findChildren(RejoinDialog)
    dialog.reject()
    view.notices.show_status(status)
    assert not view.notices.isVisible()


def test_a_missing_bundle_is_named_on_the_timeline(view: ExchangeView, clerk: Clerk) -> None:
    hand_up(clerk.desk.workspace, clerk.stick)
    (bundle,) = exchange_status(clerk.desk.workspace).bundles
    last = steps(replace(bundle, missing=True), clerk.desk.workspace.now())[-1]
    assert (last.state, last.detail) == ("problem", "缺第 1 包，下次上报自动补上")
    assert view.isVisible()


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({}, ("", "warning", "")),
        ({"conflicts": 2, "refused": 1}, ("3", "danger", "2 处修改待选定，1 条记录团省委没有收")),
        (
            {"overdue": True, "late": 2},
            ("!", "warning", "有改动很久没有上报，2 次上报很久没有回执"),
        ),
        ({"revoked": True}, ("!", "danger", "本机已停用")),
    ],
)
def test_the_navigation_shows_what_waits(facts: dict[str, Any], sign: tuple[str, str, str]) -> None:
    bare = ExchangeStatus(0, 0, joined=True, last_receipt=None, bundles=())
    assert waiting_words(replace(bare, **facts)) == sign

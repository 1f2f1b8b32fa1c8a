"""换岗交接 in the window: what is open, and a pack that holds no key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.terms import BaseKind, PostKind, Side
from desktop.gui.desk import Desk
from desktop.gui.dialogs.handover import HandoverDialog
from desktop.gui.jobs import JobRunner
from desktop.store.queries.audit import page
from desktop.store.tables import Base, Consent, Pairing, Project, Student
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.activity.photos import add_papers
from desktop.usecases.appointment.keep_appointment import AppointmentFields, keep_appointment
from desktop.usecases.handover.checklist import handover_checklist
from desktop.usecases.handover.make_pack import make_pack
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace
from tests.gui.views.conftest import PASSPHRASE, Said, press
from tests.unit.photo_files import noise

Settle = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def desk(joined: Workspace, jobs: JobRunner, said: Said) -> Desk:
    return Desk(joined, jobs, {}, said.toast, said.open_page)


@pytest.fixture
def dialog(
    window: QWidget, desk: Desk, joined: Workspace, tmp_path: Path, settle: Settle
) -> HandoverDialog:
    with joined.store.write() as writer:
        writer.add(Student(name="张䶮", student_number="1"))
        pairing = writer.add(Pairing(community_id=b"c" * 16, branch_id=b"b" * 16))
        writer.add(Base(name="青年之家", kind=BaseKind.YOUTH_HOME, capacity=30))
        writer.add(Project(name="四点半课堂", pairing_id=pairing.id))
    made = HandoverDialog(desk, lambda: tmp_path / "usb", window)
    made.show()
    settle()
    return made


def test_a_term_that_ends_is_handed_over_too(joined: Workspace) -> None:
    today = joined.today()
    fields = AppointmentFields(
        PostKind.MENTOR, "周敏", "社区", "第一团支部", today - timedelta(days=90), today
    )
    keep_appointment(joined, fields)
    (point,) = [one for one in handover_checklist(joined) if "聘任" in one.words]
    assert point.is_open
    assert point.page == "pairings/appointments"
    assert len(point.ids) == 1


def words(dialog: HandoverDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_the_list_says_what_is_open_and_leads_there(
    dialog: HandoverDialog, said: Said, settle: Settle
) -> None:
    assert "1 个结对待双方确认" in words(dialog)
    assert any("条还没有上报" in one for one in words(dialog))
    assert any("还没有打印恢复单" in one for one in words(dialog))
    assert any("周敏（管理员）" in one for one in words(dialog))
    press(dialog, "打开 未办事项 1 个结对待双方确认")
    settle()
    assert said.opened[0][0] == "pairings"
    assert len(said.opened[0][1]) == 1


def test_the_pack_holds_the_ledgers_and_the_list_and_no_key(
    dialog: HandoverDialog, joined: Workspace, tmp_path: Path, settle: Settle
) -> None:
    sheet = make_sheet(joined, PASSPHRASE)
    dialog.make.click()
    settle()
    (folder,) = (tmp_path / "usb").iterdir()
    names = sorted(file.name for file in folder.iterdir())
    assert names == sorted(
        (
            "交接清单.pdf",
            "名册.xlsx",
            "社区需求.xlsx",
            "实践阵地.xlsx",
            "结对.xlsx",
            "项目.xlsx",
            "活动.xlsx",
            "证书.xlsx",
            "聘任.xlsx",
        )
    )
    rows = load_workbook(folder / "名册.xlsx").worksheets[0].values
    assert any("张䶮" in row for row in rows)
    for name, said in (("实践阵地", "青年之家"), ("项目", "四点半课堂")):
        ledger = load_workbook(folder / f"{name}.xlsx").worksheets[0].values
        assert any(said in row for row in ledger)
    content = (folder / "交接清单.pdf").read_bytes()
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages)
    for party in ("移交人", "接收人", "监交人", sheet.number):
        assert party in text
    everything = b"".join(file.read_bytes() for file in folder.iterdir())
    for secret in (joined.store.key, PASSPHRASE.encode(), sheet.code.encode()):
        assert secret not in everything
    assert sheet.code not in text
    keys = joined.folder.keyring.read_bytes()
    assert len(keys) < KEYRING_LIMIT
    assert keys not in everything
    assert "删除移交人的账户" in dialog.done_banner.words()
    with joined.store.read() as reader:
        (entry,) = page(reader, only={"act": "hand-over"})
    assert entry.people == 1


def test_the_pack_holds_what_was_signed_for_pairings(joined: Workspace, tmp_path: Path) -> None:
    with joined.store.write() as writer:
        pairing = writer.add(Pairing())
        writer.add(Consent(pairing_id=pairing.id, side=Side.COMMUNITY, agreed=True))
        consent = writer.add(
            Consent(pairing_id=pairing.id, side=Side.CAMPUS, agreed=True, person="张䶮")
        )
    noise(80, 60, 1).save(tmp_path / "协议.jpg")
    add_papers(joined, consent.id, [tmp_path / "协议.jpg"])
    pack = make_pack(joined, tmp_path)
    (name,) = [one for one in pack.files if one.endswith(".jpg")]
    assert "高校方" in name
    assert (pack.folder / name).read_bytes().startswith(b"\xff\xd8")
    ledger = load_workbook(pack.folder / "结对.xlsx").worksheets[0].values
    assert any("待生效" in row for row in ledger), "as the list of pairings says it"


def test_the_folder_of_the_last_pack_is_opened_once(
    dialog: HandoverDialog, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    for _ in range(2):
        dialog.make.click()
        settle()
    dialog.done_banner.button.click()
    assert len(opened) == 1
    assert opened[0].parent == tmp_path / "usb"


def test_a_pack_that_cannot_be_written_is_told_and_leaves_nothing(
    dialog: HandoverDialog, tmp_path: Path, settle: Settle
) -> None:
    (tmp_path / "usb").write_bytes(b"")
    dialog.make.click()
    settle()
    assert not dialog.error.isHidden()
    assert (tmp_path / "usb").is_file()

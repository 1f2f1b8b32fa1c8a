"""A whole journey leaves no name, number, passphrase or key readable in any file that it wrote.

Papers and workbooks that the clerk saved on purpose, and the roster that was brought in, lie in
`meant`; everything else, wherever the program put it, is looked through.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.exc import IntegrityError

from desktop.bundle.keyring import KeyFile
from desktop.domain.account import Role
from desktop.domain.terms import BackupReason, Gender
from desktop.foundation.files import read_bytes, write_bytes
from desktop.foundation.log import start_log, stop_log
from desktop.gui.jobs import JobRunner, crash_report
from desktop.gui.look import choose_look
from desktop.gui.startup import Memory
from desktop.gui.views.roster import RosterView
from desktop.gui.window import open_main_window
from desktop.store.tables import InsuredPerson, Student
from desktop.usecases.account.change_passphrase import change_passphrase
from desktop.usecases.account.keep_accounts import add_account, reset_account
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.kept import backups_in
from desktop.usecases.backup.restore import restore
from desktop.usecases.backup.second_place import choose_second_place
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.take_in import take_in
from desktop.usecases.handover.make_pack import make_pack
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in as province_take_in
from desktop.usecases.selftest.diagnostics import write_diagnostics
from desktop.usecases.unlocking import KEYRING_LIMIT
from desktop.usecases.workspace import Workspace
from tests.gui.conftest import close_window
from tests.gui.journey.needles import files, found, spellings

TOWNSHIP = 370102002
REFERENCE = Path(__file__).parents[2] / "data" / "reference"

NAME, NEW_NAME, OPERATOR = "欧阳青禾", "欧阳麦穗", "令狐知夏"
PHONE, NUMBER, CARD = "13987654321", "2025370199", "37010220050101123X"
PASSPHRASE, NEXT, COLLEAGUE = "千佛山下青年一起来", "大明湖畔又是一年春", "趵突泉边第三把钥匙"
PROVINCE = "省里的口令也要够长才行"

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@dataclass
class Disk:
    """Everything that the program may write to."""

    root: Path
    secrets: dict[str, str | bytes] = field(
        default_factory=lambda: {
            "name": NAME,
            "new name": NEW_NAME,
            "operator": OPERATOR,
            "phone": PHONE,
            "student number": NUMBER,
            "identity card": CARD,
            "passphrase": PASSPHRASE,
            "second passphrase": NEXT,
            "colleague's passphrase": COLLEAGUE,
            "province's passphrase": PROVINCE,
        }
    )

    @property
    def meant(self) -> Path:
        """Where a clerk puts what is to be read."""
        return self.root / "meant"

    def keys_of(self, label: str, workspace: Workspace, passphrase: str) -> None:
        """Add the keys of an end to what must not be found."""
        file = KeyFile.read(read_bytes(workspace.folder.keyring, KEYRING_LIMIT))
        opened = file.unlock(passphrase)
        identity = opened.keyring.identity
        self.secrets |= {
            f"{label} data key": opened.keyring.data_key,
            f"{label} master key": opened.master,
            f"{label} signing key": identity.signing,
            f"{label} age key": str(identity.age),
        }


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk(tmp_path)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
        (tmp_path / name.lower()).mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    made.meant.mkdir()
    start_log(tmp_path / "logs")
    yield made
    stop_log()


def test_nothing_readable_is_left(
    disk: Disk, jobs: JobRunner, qtbot: QtBot, wait_idle: Callable[[], None]
) -> None:
    province = init_province(disk.root / "province", PROVINCE)
    load_reference(province, REFERENCE)
    disk.keys_of("province", province, PROVINCE)
    one = _join(disk, province, "one")
    two = _join(disk, province, "two")
    student = _work(one)
    _exchange(disk, province, one, two)
    _both_edit(one, two, student)
    _exchange(disk, province, one, two)
    _exchange(disk, province, two, one)
    _go_wrong(disk, one, student)
    _keep(disk, one)
    _in_the_window(disk, one, jobs, qtbot, wait_idle)
    _killed(disk)
    for workspace in (province, one, two):
        workspace.close()
    written = files(disk.root, besides=[disk.meant])
    kinds = {path.name.removeprefix(".") for path in written}
    assert {"qingqiao.db", "qingqiao.keys", "window.ini", "qingqiao.log", "backup.json"} <= kinds
    assert any(path.suffix == ".qqb" for path in written)
    assert found(written, disk.secrets) == []
    # or else the search would see nothing
    assert any(NAME.encode() in path.read_bytes() for path in disk.meant.rglob("*.txt"))
    assert found(files(disk.meant), disk.secrets)


def _join(disk: Disk, province: Workspace, name: str) -> Workspace:
    enrolled = enrol(province, TOWNSHIP, disk.root / f"{name}.qqe")
    made = join(
        enrolled.path, enrolled.code, disk.root / name, PASSPHRASE, operator=OPERATOR
    ).workspace
    disk.secrets[f"{name} code"] = enrolled.code
    disk.keys_of(name, made, PASSPHRASE)
    return made


def _work(workspace: Workspace) -> bytes:
    """Enter a student, and insure them."""
    with workspace.store.write() as writer:
        student = writer.add(
            Student(name=NAME, student_number=NUMBER, phone=PHONE, gender=Gender.FEMALE)
        )
        writer.add(
            InsuredPerson(
                activity_id=b"a" * 16,
                student_id=student.id,
                identity=CARD,
                emergency=f"{NEW_NAME} {PHONE}",
                expires_on=workspace.today() + timedelta(days=30),
            )
        )
    return student.id


def _exchange(disk: Disk, province: Workspace, *townships: Workspace) -> None:
    """Carry everything up and down; the sticks are looked through as well."""
    for workspace in townships:
        for bundle in hand_up(workspace, disk.root / "stick").bundles:
            (taken,) = province_take_in(province, [bundle.path])
            assert taken.error is None
    send_down(province, disk.root / "stick", [TOWNSHIP])
    for workspace in townships:
        assert all(one.error is None for one in take_in(workspace, [disk.root / "stick"]))


def _both_edit(one: Workspace, two: Workspace, student: bytes) -> None:
    """Let two PCs change one phone, so that a conflict quotes both."""
    for workspace, phone in ((one, PHONE), (two, PHONE[::-1])):
        with workspace.store.write() as writer:
            writer.get(Student, student).name = NEW_NAME
            writer.get(Student, student).phone = phone


def _go_wrong(disk: Disk, workspace: Workspace, student: bytes) -> None:
    """Let a statement fail with people's data in it; log it, and make the reports of it."""
    with pytest.raises(IntegrityError) as failed:
        _twice(workspace, student)
    logging.getLogger("qingqiao").error("a job crashed: %s", failed.value)
    write_bytes(disk.root / "crash.txt", crash_report(failed.value).encode())
    write_diagnostics(disk.root / "诊断.zip", [], disk.root / "logs")


def _twice(workspace: Workspace, student: bytes) -> None:
    with workspace.store.write() as writer:
        writer.add(Student(id=student, name=NAME, phone=PHONE))


def _keep(disk: Disk, workspace: Workspace) -> None:
    """Change and add passphrases, back up to a second place, restore, hand over."""
    change_passphrase(workspace, PASSPHRASE, NEXT)
    added = add_account(workspace, NEXT, NEW_NAME, Role.CLERK, COLLEAGUE)
    reset_account(workspace, NEXT, added.number, COLLEAGUE)
    disk.secrets["recovery sheet"] = make_sheet(workspace, NEXT).code
    choose_second_place(workspace, disk.root / "stick")
    back_up(workspace, BackupReason.ASKED)
    restore(workspace, backups_in(workspace.folder.backups)[0], NEXT)
    make_pack(workspace, disk.meant)


def _in_the_window(
    disk: Disk,
    workspace: Workspace,
    jobs: JobRunner,
    qtbot: QtBot,
    wait_idle: Callable[[], None],
) -> None:
    """Search, look at every page, fail in a job, and close."""
    memory = Memory(disk.root / "one" / "window.ini")
    choose_look(memory, "light", "中")
    frame = open_main_window(workspace, jobs, memory)
    qtbot.addWidget(frame)
    frame.show()
    for key in ("today", "needs", "pairings", "activities", "certificates", "exchange", "settings"):
        frame.show_page(key)
        wait_idle()
    roster = frame.show_page("roster")
    assert isinstance(roster, RosterView)
    roster.page.search.setText(NEW_NAME)
    roster.page.search.returnPressed.emit()
    QTest.keyClicks(frame.top_bar.search, PHONE)
    wait_idle()

    def fail(_: object) -> None:
        raise ValueError(NAME)

    jobs.run(fail, title="出错的活")
    wait_idle()
    for window in QApplication.topLevelWidgets():
        if window is not frame and window.isVisible():
            window.close()
    write_bytes(disk.meant / "名册.txt", f"{NAME} {NEW_NAME}".encode())
    close_window(frame)


def _killed(disk: Disk) -> None:
    """Kill a command while it writes a hand-up."""
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITES_FOREVER, str(disk.root / "stick")], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert list((disk.root / "stick").glob(".*.part"))


_WRITES_FOREVER = """
import sys, time
from pathlib import Path
from desktop.foundation.files import replacing
with replacing(Path(sys.argv[1]) / "x.qqb") as file:
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(
    "written",
    [
        NAME.encode(),
        NAME.encode("utf-16"),
        NAME.encode("gbk"),
        NAME.encode().hex().encode(),
        ascii(NAME).encode(),
    ],
)
def test_the_search_knows_every_spelling(written: bytes) -> None:
    assert any(one in b"before" + written + b"after" for one in spellings(NAME))


@pytest.mark.parametrize("before", range(4))
def test_the_search_knows_a_key_in_base64_wherever_it_begins(before: int) -> None:
    import base64  # noqa: PLC0415

    key = bytes(range(200, 232))
    text = base64.b64encode(b"x" * before + key + b"y")
    assert any(one in text for one in spellings(key))

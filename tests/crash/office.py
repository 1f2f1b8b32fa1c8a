"""A province and four PCs in one folder that can be copied: what the campaigns break into."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from desktop.bundle.keyring import KeyFile
from desktop.domain.account import Role
from desktop.domain.terms import BackupReason
from desktop.foundation.paths import instances_folder
from desktop.store import contents, rows
from desktop.store.engine import plain_connection
from desktop.store.tables import Activity, Attachment, Community, Conflict, Student
from desktop.usecases.account.keep_accounts import add_account
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.account.recover import request_recovery
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.exchange.take_in import take_in
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.answer_recovery import answer_recovery, read_asked
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in as receive
from desktop.usecases.workspace import Workspace
from tests.cheap_keys import cheap_keys
from tests.unit.exchange_world import ONE, REFERENCE, TWO

PASSPHRASE = "千佛山下读书声声"
NEW_PASSPHRASE = "趵突泉边书声琅琅"
COLLEAGUE = "大明湖畔荷花又开"
PCS = {"pc": ONE, "mate": ONE, "other": TWO}
ENDS = ("province", *PCS, "new")
OLD = "old"
"""A township's folder as the first version wrote it; it exchanges with nobody here."""
DATABASES = Path(__file__).parents[1] / "data" / "databases"
PHOTO = bytes(range(256)) * 300


@dataclass(eq=False)
class Office:
    """Everything below `run`, which is made anew from a template for each try.

    pc and mate share a township and have edits that nobody else has seen. pc has a backup, and has
    handed up once since, a file that is lost. inbox/ holds what mate
    and other handed up, one file of it damaged; down/ what the province has for pc; papers/
    enrolments for a new PC and for pc again, with their codes in `codes`.
    """

    root: Path
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def template(self) -> Path:
        return self.root / "template"

    def renew(self) -> None:
        """Put everything back to where it was; a disk that is mounted there stays."""
        shutil.rmtree(self.run, ignore_errors=True)
        shutil.copytree(self.template, self.run, dirs_exist_ok=True)

    def end(self, name: str, passphrase: str = PASSPHRASE) -> Workspace:
        return open_workspace(self.run / name, passphrase)


@contextmanager
def made_office() -> Iterator[Office]:
    """Make an office in a folder of its own."""
    before = os.environ.get("XDG_STATE_HOME")
    with TemporaryDirectory() as folder, cheap_keys():
        office = Office(Path(folder))
        os.environ["XDG_STATE_HOME"] = str(office.run / "state")
        try:
            _furnish(office)
            shutil.move(office.run, office.template)
            yield office
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before


def _furnish(office: Office) -> None:
    run = office.run
    province = init_province(run / "province", PASSPHRASE)
    load_reference(province, REFERENCE)
    for folder in ("inbox", "down", "papers"):
        (run / folder).mkdir()
    pcs: dict[str, Workspace] = {}
    for name, code in PCS.items():
        given = enrol(province, code, run / "papers" / "first.qqe")
        pcs[name] = join(given.path, given.code, run / name, PASSPHRASE).workspace
        _write(pcs[name], f"{name} 甲", f"{name} 乙")
        taken = receive(province, [hand_up(pcs[name], run / "papers").bundles[0].path])
        assert taken[0].error is None
    for sent in send_down(province, run / "papers"):
        for pc in pcs.values():
            take_in(pc, [sent.path])
    for file in (run / "papers").iterdir():
        file.unlink()
    _edit(pcs["mate"], "mate 甲", "mate 改过")
    _write(pcs["other"], "other 丙")
    for name in ("mate", "other"):
        hand_up(pcs[name], run / "inbox")
    bundles = sorted((run / "inbox").iterdir())
    (run / "inbox" / "坏的.qqb").write_bytes(bundles[0].read_bytes()[:-40])
    with province.store.write() as writer:
        writer.add(Community(township=ONE, name="新建社区"))
    for sent in send_down(province, run / "down", [ONE]):
        mine = _device(pcs["pc"]) in _head(sent.path)
        sent.path.rename(run / "down" / ("pc.qqb" if mine else "mate.qqb"))
    _edit(pcs["pc"], "pc 甲", "pc 改过")
    _write(pcs["pc"], "pc 丙", "pc 丁")
    _photograph(pcs["pc"])
    back_up(pcs["pc"], BackupReason.ASKED)
    (lost,) = hand_up(pcs["pc"], run / "papers").bundles
    lost.path.unlink()
    _keep_old(run / OLD)
    for name in ("new", "again"):
        given = enrol(province, ONE, run / "papers" / f"{name}.qqe")
        office.codes[name] = given.code
    _prepare_recovery(office, province, pcs)
    for workspace in (province, *pcs.values()):
        workspace.close()


def _prepare_recovery(office: Office, province: Workspace, pcs: dict[str, Workspace]) -> None:
    """Give other a recovery sheet, mate a colleague and the province's answer to a request."""
    papers = office.run / "papers"
    office.codes["sheet"] = make_sheet(pcs["other"], PASSPHRASE).code
    add_account(pcs["mate"], PASSPHRASE, "李青", Role.CLERK, COLLEAGUE)
    asking = request_recovery(office.run / "mate", papers / "申请.qqr")
    office.codes["voice"] = asking.voice
    asked = read_asked(province, asking.path)
    answer_recovery(province, asked, asking.voice, papers / "解锁.qqk")


def _keep_old(folder: Path) -> None:
    """Copy a kept folder, and let a row of it have a value that only its upgrade can place."""
    shutil.copytree(DATABASES / "1" / "township", folder)
    shutil.copytree(folder / "twins", instances_folder(), dirs_exist_ok=True)
    key = KeyFile.read((folder / "qingqiao.keys").read_bytes()).unlock(PASSPHRASE).keyring.data_key
    kept = msgspec.msgpack.encode({"caption": CAPTION})
    with plain_connection(str(folder / "qingqiao.db"), key) as connection:
        connection.execute("UPDATE certificate SET unknown = ?", (kept,))
        connection.commit()


CAPTION = "更新版本写的标题"


def _write(workspace: Workspace, *names: str) -> None:
    with workspace.store.write() as writer:
        for name in names:
            writer.add(Student(name=name))


def _edit(workspace: Workspace, old: str, new: str) -> None:
    with workspace.store.write() as writer:
        (row,) = writer.find(Student, name=old)
        row.name = new
        writer.session.add(row)


def _photograph(workspace: Workspace) -> None:
    sha256 = hashlib.sha256(PHOTO).digest()
    with workspace.store.write() as writer:
        activity = writer.add(Activity(title="社区课堂")).id
        contents.put(writer.connection, writer.replica.township, sha256, PHOTO)
        writer.add(
            Attachment(
                activity_id=activity, file_name="一.jpg", media_type="image/jpeg",
                size=len(PHOTO), sha256=sha256, width=40, height=30,
            )
        )  # fmt: skip


WRITTEN = frozenset(
    (
        "mate 改过",
        "mate 乙",
        "other 甲",
        "other 乙",
        "other 丙",
        "pc 改过",
        "pc 乙",
        "pc 丙",
        "pc 丁",
    )
)
"""Whatever happens, all of these are to arrive."""


TURNS = 4
"""Exchanges that may be needed until everybody has everything."""


class DivergedError(AssertionError):
    """After a whole exchange the ends do not have the same, or something is gone."""


def exchange(office: Office, passphrases: dict[str, str]) -> int:
    """Let everybody exchange until all have all; returns how many lives began.

    Raises `DivergedError`.
    """
    ends = {
        name: office.end(name, passphrases.get(name, PASSPHRASE))
        for name in ENDS
        if (office.run / name / "qingqiao.db").exists()
    }
    renewed = sum(end.renewed for end in ends.values())
    province = ends["province"]
    pcs = {name: end for name, end in ends.items() if name != "province"}
    try:
        for turn in range(TURNS):
            up, down = office.run / f"up{turn}", office.run / f"down{turn}"
            for name, pc in pcs.items():
                hand_up(pc, up / name)
            _refuse_nothing(receive(province, [up]))
            send_down(province, down)
            for pc in pcs.values():
                own = [file for file in down.iterdir() if _device(pc) in _head(file)]
                _refuse_nothing(take_in(pc, own))
            with suppress(DivergedError):
                _compare(province, pcs)
                return renewed
        _compare(province, pcs)
    finally:
        for end in ends.values():
            end.close()
    return renewed


def _head(path: Path) -> bytes:
    return path.read_bytes().split(b"\n", 2)[1]


def _device(workspace: Workspace) -> bytes:
    with workspace.store.read() as reader:
        return b'"recipient":"%s"' % (reader.replica.device or b"").hex().encode()


def _refuse_nothing(results: Sequence[object]) -> None:
    if not results:
        raise DivergedError("nothing came")
    for result in results:
        error = getattr(result, "error", None)
        if error is not None:
            raise DivergedError(f"{type(error).__name__}: {error}")


def _compare(province: Workspace, pcs: dict[str, Workspace]) -> None:
    with province.store.read() as reader:
        names = {student.name for student in reader.find(Student)}
        photos = contents.hashes(reader.connection, ONE)
        sums = {code: rows.digest(reader.connection, code) for code in (ONE, TWO)}
        conflicts = len(reader.find(Conflict))
    if names != WRITTEN or conflicts or photos != [hashlib.sha256(PHOTO).digest()]:
        raise DivergedError(f"rows are gone: {WRITTEN - names}; {conflicts} conflicts")
    for name, pc in pcs.items():
        with pc.store.read() as reader:
            township = reader.replica.township
            if rows.digest(reader.connection, township) != sums[township]:
                raise DivergedError(f"{name} has not what the province has")
        if exchange_status(pc).waiting:
            raise DivergedError(f"{name} waits for ever")

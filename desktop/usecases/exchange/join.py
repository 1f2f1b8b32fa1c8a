"""Join: an enrolment file and its code make this PC a device of its township."""

from __future__ import annotations

import platform
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.bundle.enrolment import EnrolmentNotice, open_enrolment, read_notice
from desktop.bundle.errors import DamagedBundleError
from desktop.bundle.keyring import Keyring
from desktop.foundation.clock import Clock, local_day, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes
from desktop.foundation.ids import reference_id
from desktop.foundation.progress import SILENT, Progress
from desktop.store.store import Reader, Store, Writer
from desktop.store.tables import OWNER_PROVINCE, Community, Replica, Township, TownshipProfile
from desktop.sync.messages import Enrolment
from desktop.usecases.account.passphrase import check_passphrase, names_to_avoid
from desktop.usecases.exchange.issuers import write_issuers
from desktop.usecases.exchange.merging import Source, merge_frames, read_manifest
from desktop.usecases.keeping_escrow import keep_escrow
from desktop.usecases.replacing_keys import lock_beside
from desktop.usecases.unlocking import FIRST_NAME, first_keys
from desktop.usecases.workspace import Folder, Workspace

ENROLMENT_LIMIT = 32 << 20
"""Bytes; a province with 30,000 branches makes one of 1 MB."""


class EnrolmentExpiredError(QingqiaoError):
    """The enrolment file is past its day."""


class AlreadyJoinedError(QingqiaoError):
    """The data folder is in use."""


@dataclass(frozen=True)
class Joined:
    """What the new device is."""

    workspace: Workspace
    township: int
    township_name: str
    communities: int


def read_enrolment(path: Path) -> EnrolmentNotice:
    """Return what an enrolment file says on its cover; nothing vouches for it yet."""
    return read_notice(read_bytes(path, ENROLMENT_LIMIT))


def join(
    path: Path,
    code: str,
    root: Path,
    passphrase: str,
    *,
    operator: str = FIRST_NAME,
    clock: Clock = system_clock,
    progress: Progress = SILENT,
) -> Joined:
    """Make `root` the data folder of the township that the enrolment file at `path` names.

    `operator` is who will be its first administrator.
    Nothing stays behind when it fails, and keys that lay there without a database (those of a
    join that was cut off, or all that is left of a lost one) are set aside, never overwritten.
    """
    folder = Folder(root)
    _check_empty(folder)
    content = read_bytes(path, ENROLMENT_LIMIT)
    notice = read_notice(content)
    check_passphrase(passphrase, names_to_avoid(notice.name, operator))
    check_day(notice.expires, local_day(clock()))
    progress.step(0, 0, "正在打开入网文件")
    frames = open_enrolment(content, code)
    enrolment = read_packet(frames)
    keyring = Keyring.generate()
    keys, account = first_keys(keyring, operator, passphrase)

    def fill(writer: Writer) -> None:
        homes = {0, enrolment.township}
        source = Source(enrolment.tables, enrolment.lineage, homes, OWNER_PROVINCE, 0)
        merge_frames(writer, source, frames[1:], progress, "正在装入社区和高校")
        check_township(writer, enrolment.township)
        _name_committee(writer, enrolment.township)

    replica = _replica(enrolment, operator)
    with undoing(folder):
        write_bytes(folder.keyring, keys.content())  # first: a database without its key is lost
        store = Store.create(folder.database, keyring.data_key, replica, fill)
        keep_escrow(folder.keyring, keys.unlock(passphrase), store)
        workspace = Workspace(
            folder, store, keyring.identity, clock, account=account, staff=(account,)
        )
        try:
            return _joined(workspace, enrolment.township)
        except BaseException:
            workspace.close()
            raise


def _check_empty(folder: Folder) -> None:
    if folder.database.exists() or folder.address.exists():
        raise AlreadyJoinedError(
            f"“{folder.root}”里已经有青桥的数据，没有改动它。",
            "直接打开即可；要重新入网请另选文件夹。",
        )


def _joined(workspace: Workspace, code: int) -> Joined:
    write_issuers(workspace)
    with workspace.store.read() as reader:
        (township,) = reader.find(Township, code=code)
        communities = len(reader.find(Community))
    return Joined(workspace, code, township.name, communities)


@contextmanager
def undoing(folder: Folder) -> Iterator[None]:
    """Take the files of a failed start away again, so that nothing is in the way of the next try.

    Only for a folder without a database. Keys that lie there are set aside first.
    """
    if folder.keyring.exists():
        spare = folder.keyring.with_name(f"{folder.keyring.name}.{secrets.token_hex(4)}")
        folder.keyring.rename(spare)
    try:
        yield
    except BaseException:
        keys = (folder.keyring, lock_beside(folder.keyring))
        for file in (folder.database, folder.address, folder.issuers, *keys):
            with suppress(OSError):
                file.unlink(missing_ok=True)
        raise


def check_day(expires: date, today: date) -> None:
    """Raise `EnrolmentExpiredError`; only the province's own day, at take-in, really decides."""
    if expires < today:
        raise EnrolmentExpiredError(
            f"这个入网文件已于 {expires.isoformat()} 过期（这台电脑的日期是 {today.isoformat()}），"
            "没有改动任何数据。",
            "电脑日期不对的，请改正后再试；确已过期，请团省委重新发放。",
        )


def read_packet(frames: Sequence[bytes]) -> Enrolment:
    """Return the first frame of an enrolment; raises `DamagedBundleError`."""
    return read_manifest(iter(frames), Enrolment)


def check_township(reader: Reader, code: int) -> None:
    """Raise `DamagedBundleError` when the township itself is not among the rows."""
    if len(reader.find(Township, code=code)) != 1:
        raise DamagedBundleError("入网文件里没有本镇街")


def _replica(enrolment: Enrolment, operator: str) -> Replica:
    return Replica(
        township=enrolment.township,
        device=enrolment.device,
        operator=operator,
        heard_epoch=enrolment.epoch,
        heard_lsn=enrolment.upto,
        join_token=enrolment.token,
        province_key=enrolment.verify_key,
        province_recipient=enrolment.recipient,
        instance=secrets.token_bytes(16),
    )


def _name_committee(writer: Writer, code: int) -> None:
    """Give the township its profile; every device of it makes the same row."""
    (township,) = writer.find(Township, code=code)
    writer.add(
        TownshipProfile(
            id=reference_id("township_profile", code),
            committee=f"{township.name}青年工作委员会",
            latitude=township.latitude,
            longitude=township.longitude,
        )
    )


def device_name() -> str:
    """Return what this PC is called, for the province's list of devices."""
    return platform.node()[:60]

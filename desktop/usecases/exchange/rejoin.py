"""Rejoin: an existing data folder becomes a new device of its township; nothing in it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.enrolment import open_enrolment, read_notice
from desktop.bundle.identity import Identity
from desktop.domain.account import Deed
from desktop.foundation.clock import local_day
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.store.store import Writer
from desktop.store.tables import OWNER_PROVINCE, Setting
from desktop.sync.messages import Enrolment
from desktop.usecases.account.exchange_keys import exchange_keys
from desktop.usecases.account.permission import require
from desktop.usecases.exchange.epochs import begin_epoch, follow_province
from desktop.usecases.exchange.issuers import tell_verifiers
from desktop.usecases.exchange.join import (
    ENROLMENT_LIMIT,
    check_day,
    check_township,
    read_packet,
)
from desktop.usecases.exchange.merging import Source, merge_frames
from desktop.usecases.exchange.packing import (
    carry_everything,
    lineage_of,
    own_rows,
    sequences,
)
from desktop.usecases.exchange.take_in import FORMER_KEYS, REVOKED
from desktop.usecases.workspace import Workspace


class OtherTownshipError(QingqiaoError):
    """The enrolment is for another township, or for no township's folder."""


class SameEnrolmentError(QingqiaoError):
    """This PC joined with the very same enrolment."""


@dataclass(frozen=True)
class Rejoined:
    """What waits to be handed up under the new name: all that this PC holds of its township."""

    township: int
    rows: int


def rejoin(
    workspace: Workspace, path: Path, code: str, passphrase: str, progress: Progress = SILENT
) -> Rejoined:
    """Take a new enrolment into this folder, under keys made anew.

    All rows stay and go up again, colleagues' as well: this province may have none of them.
    Raises as `open_enrolment` and `open_keyring`, and `EnrolmentExpiredError`,
    `OtherTownshipError`, `SameEnrolmentError`, `NotAllowedError`; then nothing has
    changed.
    """
    require(workspace, Deed.REJOIN)
    content = read_bytes(path, ENROLMENT_LIMIT)
    check_day(read_notice(content).expires, local_day(workspace.clock()))
    frames = open_enrolment(content, code)
    enrolment = read_packet(frames)
    with workspace.store.read() as reader:
        _check(reader.replica.township, reader.replica.device, enrolment)
    old, new = workspace.identity, Identity.generate()
    identity = Identity(new.signing, new.age, (old.age, *old.older))  # the former ones still read
    with exchange_keys(workspace, passphrase, identity) as writer:
        writer.tell("重新入网本机，换用新的密钥")
        waiting = _renew_data(writer, enrolment, frames[1:], progress)
    tell_verifiers(workspace)
    return Rejoined(enrolment.township, waiting)


def _renew_data(
    writer: Writer, enrolment: Enrolment, frames: Sequence[bytes], progress: Progress
) -> int:
    """Make the database that of the new device; return the rows that wait."""
    begin_epoch(writer, writer.replica.acknowledged)
    follow_province(writer, enrolment.epoch, enrolment.lineage)
    _become(writer, enrolment)
    _take_reference(writer, enrolment, frames, progress)
    carry_everything(writer)
    return len(sequences(writer, own_rows(writer, 0, writer.replica.lsn)))


def _check(township: int, device: bytes | None, enrolment: Enrolment) -> None:
    if enrolment.township != township:
        raise OtherTownshipError(
            "这份入网文件是发给别的镇街的，不能用于本机，数据没有改动。",
            "请团省委为本镇街另发一份。",
        )
    if enrolment.device == device:
        raise SameEnrolmentError(
            "本机就是用这份入网文件入网的，不需要重新入网，数据没有改动。",
            "确需重新入网，请团省委另发一份新的入网文件。",
        )


def _become(writer: Writer, enrolment: Enrolment) -> None:
    replica = writer.replica
    replica.device, replica.join_token = enrolment.device, enrolment.token
    replica.province_key, replica.province_recipient = enrolment.verify_key, enrolment.recipient
    former_lives = {epoch for epoch, _, _ in lineage_of(writer, replica.heard_epoch)[1:]}
    if enrolment.epoch not in former_lives:  # or else the province was restored: it will be told
        replica.heard_epoch, replica.heard_lsn = enrolment.epoch, enrolment.upto
        replica.heard_number, replica.heard_sha256 = 0, None
    replica.acknowledged = 0
    writer.session.add(replica)
    writer.session.flush()
    for key in (REVOKED, FORMER_KEYS):
        for setting in writer.local(Setting, key=key):
            writer.session.delete(setting)


def _take_reference(
    writer: Writer, enrolment: Enrolment, frames: Sequence[bytes], progress: Progress
) -> None:
    source = Source(enrolment.tables, enrolment.lineage, {0, enrolment.township}, OWNER_PROVINCE, 0)
    merge_frames(writer, source, frames, progress, "正在装入社区和高校")
    check_township(writer, enrolment.township)

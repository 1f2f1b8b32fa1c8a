"""Take in at a township: what the province sent down, with its receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.bundle import Header, OpenedBundle, check_binding, header_of, open_bundle
from desktop.bundle.errors import WrongRecipientError
from desktop.bundle.succession import NextKeys, follow
from desktop.domain.audit import Act
from desktop.domain.terms import HandUpState
from desktop.foundation.errors import QingqiaoError, at_rest
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store import contents, rows
from desktop.store.engine import DatabaseError
from desktop.store.store import Reader, Writer
from desktop.store.tables import HandUp, Replica, Setting
from desktop.sync.messages import Manifest, Receipt
from desktop.usecases.exchange.epochs import (
    begin_epoch,
    confirmed,
    follow_province,
    is_copy,
)
from desktop.usecases.exchange.issuers import tell_verifiers
from desktop.usecases.exchange.merging import Source, merge_frames, read_manifest
from desktop.usecases.exchange.other_files import files_for_us, readable_header, refuse_stranger
from desktop.usecases.exchange.packing import lineage_of, own_rows, sequences
from desktop.usecases.exchange.receipt_code import BY_PHONE
from desktop.usecases.exchange.receipt_words import receipt_words
from desktop.usecases.exchange.refusals import forget_mended, note_refusals
from desktop.usecases.exchange.tally import Tally, tally_words
from desktop.usecases.retention.settle_erasures import settle_erasures
from desktop.usecases.roster.merge_students import follow_merges
from desktop.usecases.workspace import Workspace

REVOKED = "exchange/revoked"
"""Setting: the province has said that this PC is revoked."""

FORMER_KEYS = "exchange/former-keys"
"""Setting: keys that the province signed with before, in hex."""


class ElsewhereUsedError(QingqiaoError):
    """Named for this PC, but encrypted for another one's keys."""


@dataclass(frozen=True)
class TakenIn:
    """What became of one file; `error` is set when it was refused, and then nothing changed.

    `known`: all of it had come before, in this file or in later ones. `differs`: the province has
    all that we wrote, and yet not the same rows; a hand-up of everything
    (`hand_up_everything_next`) mends that.
    """

    path: Path
    number: int = 0
    tally: Tally | None = None
    acknowledged: int = 0
    received: tuple[int, ...] = ()
    known: bool = False
    gap: bool = False
    renewed: bool = False
    revoked: bool = False
    differs: bool = False
    error: QingqiaoError | None = None


def take_in(
    workspace: Workspace, paths: Sequence[Path], progress: Progress = SILENT
) -> list[TakenIn]:
    """Take in files from the province, and those for this PC in folders, in any order.

    Each is a transaction of its own. A bad file is reported and leaves no trace; the others are
    taken in all the same.
    """
    with workspace.store.read() as reader:
        device = (reader.replica.device or b"").hex()
    files = sorted(files_for_us(paths, device), key=_number)
    watched = progress if len(files) == 1 else SILENT
    results: list[TakenIn] = []
    for done, path in enumerate(files):
        try:
            progress.step(done, len(files), f"正在接收 {path.name}")
            results.append(_take_in_one(workspace, path, watched))
        except Cancelled as error:
            if not results:
                raise
            results += [TakenIn(left, error=error) for left in files[done:]]
            break
        except QingqiaoError as error:
            results.append(TakenIn(path, error=at_rest(error)))
    if any(result.error is None for result in results):
        tell_verifiers(workspace)
        with suppress(DatabaseError):  # the rows are in; the next take-in tries again
            follow_merges(workspace)
            settle_erasures(workspace)
    return results


def _number(path: Path) -> int:
    try:
        return header_of(path).number
    except QingqiaoError:
        return 0  # said when its turn comes


def _take_in_one(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
    header = readable_header(path)
    with workspace.store.read() as reader:
        replica = reader.replica
        former = _former_keys(reader)
    refuse_stranger(path, header, (replica.device or b"").hex())
    known, steps = _signer(header, replica, former)
    with _open(workspace, path, known) as bundle, workspace.store.write(Act.TAKE_IN) as writer:
        if steps:
            _trust(writer, steps)
        manifest = read_manifest(bundle.frames, Manifest)
        check_binding(bundle.header, manifest.binding)
        receipt = manifest.receipt
        renewed = receipt is not None and is_copy(writer, manifest, receipt)
        if receipt is not None and renewed:  # before a row comes in under a name that we used
            begin_epoch(writer, confirmed(writer, receipt))
        follow_province(writer, manifest.epoch, manifest.lineage)
        source = Source(
            manifest.tables,
            manifest.lineage,
            {0, replica.township},
            None,
            manifest.rows,
            manifest.reference,
        )
        tally = merge_frames(writer, source, bundle.frames, progress, "正在接收")
        writer.tell(f"下发第 {manifest.number} 包，{tally_words(tally)}")
        newest = _hear(writer, manifest, header)
        acted = _obey(workspace, writer, manifest.receipt) if newest else _NOTHING
        return TakenIn(
            path,
            manifest.number,
            tally,
            writer.replica.acknowledged,
            acted.received,
            known=not newest and not (tally.new or tally.merged or tally.conflicting),
            gap=acted.gap,
            renewed=renewed,
            differs=acted.differs,
            revoked=acted.revoked,
        )


def _former_keys(reader: Reader) -> list[str]:
    """Return the province's former keys, in hex."""
    return [key for row in reader.local(Setting, key=FORMER_KEYS) for key in row.value.split()]


def _signer(
    header: Header, replica: Replica, former: Sequence[str]
) -> tuple[bytes, list[NextKeys]]:
    """Return the key that this bundle is to be signed with, and the steps to it, if it is new.

    A former key still counts for bundles that were on their way when the next one was heard of.
    """
    trusted, signer = replica.province_key or b"", header.verify_key
    announced = header.keys if isinstance(header.keys, list) else []
    steps = follow(trusted, announced, signer)
    earlier = header.epoch == replica.heard_epoch and header.number < replica.heard_number
    if steps or (earlier and signer.hex() in former):
        return signer, steps
    return trusted, []


def _trust(writer: Writer, steps: Sequence[NextKeys]) -> None:
    """Take the last step's keys for the province's, and remember those before."""
    replica = writer.replica
    replica.province_key, replica.province_recipient = steps[-1].verify_key, steps[-1].recipient
    former = [*_former_keys(writer), *(step.previous.hex() for step in steps)]
    writer.session.merge(Setting(key=FORMER_KEYS, value=" ".join(former)))


@contextmanager
def _open(workspace: Workspace, path: Path, verify_key: bytes) -> Iterator[OpenedBundle]:
    """Open a bundle that is named for this PC; as `open_bundle`, and `ElsewhereUsedError`."""
    with ExitStack() as stack:
        try:
            bundle = stack.enter_context(
                open_bundle(
                    path,
                    verify_key=verify_key,
                    identity=workspace.identity,
                    workdir=workspace.folder.root,
                )
            )
        except WrongRecipientError as error:
            raise ElsewhereUsedError(
                f"“{path.name}”是发给另一台电脑的：那台电脑用过本机的入网文件。没有接收，"
                "本机数据没有改动。",
                "一份入网文件只供一台电脑使用。请团省委另发一份，在“设置”里选“重新入网本机”，"
                "数据会自动接上。",
            ) from error
        yield bundle


def _hear(writer: Writer, manifest: Manifest, header: Header) -> bool:
    """Note how far the province's rows have come; tell whether this is its newest word.

    A province that was restored finds out by what we say we heard, and begins a new epoch: then
    its numbers start anew, and its former epoch's bundles are old whatever their number. Until
    it has found out it is not obeyed, and we keep saying what it forgot; that delays its answer
    and loses nothing, because only a receipt can raise our mark, and every hand-up carries all
    above it.
    """
    replica = writer.replica
    sha256 = bytes.fromhex(header.sha256)
    if manifest.epoch != replica.heard_epoch:
        if manifest.epoch in {epoch for epoch, _, _ in lineage_of(writer, replica.heard_epoch)}:
            return False
        replica.heard_epoch, replica.heard_lsn, replica.heard_number = manifest.epoch, 0, 0
    said = {**dict(manifest.chain), manifest.number: sha256}
    if replica.heard_number and said.get(replica.heard_number) != replica.heard_sha256:
        return False  # older than the newest, or of a province that does not remember it
    if manifest.since <= replica.heard_lsn:
        replica.heard_lsn = max(replica.heard_lsn, manifest.upto)
    if manifest.number <= replica.heard_number:
        return False
    replica.heard_number = manifest.number
    replica.heard_sha256 = sha256
    return True


@dataclass(frozen=True)
class _Acted:
    """What a receipt led to."""

    received: tuple[int, ...] = ()
    gap: bool = False
    revoked: bool = False
    differs: bool = False


_NOTHING = _Acted()


def _obey(workspace: Workspace, writer: Writer, receipt: Receipt | None) -> _Acted:
    """Move our mark to where the province says it has everything, be it backwards.

    A receipt for another life of this device says nothing of this one.
    """
    replica = writer.replica
    if receipt is None:
        return _NOTHING
    if receipt.revoked:
        writer.session.merge(Setting(key=REVOKED, value="1"))
        return _Acted(revoked=True)
    if receipt.epoch != replica.epoch:
        return _NOTHING
    gap = receipt.have < replica.acknowledged
    replica.acknowledged = receipt.have
    everything = not sequences(writer, own_rows(writer, receipt.have, replica.lsn))
    theirs = receipt.digest, receipt.rows
    differs = everything and rows.digest(writer.connection, replica.township) != theirs
    contents.mark_delivered(writer.connection, replica.township, receipt.attachments)
    contents.forget_deleted(writer.connection, replica.township, receipt.have)
    received = _mark_received(workspace, writer, receipt, replica)
    forget_mended(writer, receipt.have)
    return _Acted(received, gap, differs=differs)


def _mark_received(
    workspace: Workspace, writer: Writer, receipt: Receipt, replica: Replica
) -> tuple[int, ...]:
    """Give each hand-up that the receipt names, or covers, its answer."""
    named = {accepted.sha256: accepted for accepted in receipt.accepted}
    lives = {epoch for epoch, _, _ in lineage_of(writer, replica.epoch)}
    photos_wait = bool(contents.waiting(writer.connection, replica.township))
    received = []
    for bundle in writer.local(HandUp):
        accepted = named.get(bundle.sha256 or b"")
        covered = bundle.epoch in lives and bundle.upto <= receipt.have
        covered = covered and not (bundle.photos and photos_wait)
        answered = bundle.state is HandUpState.RECEIVED and bundle.receipt != BY_PHONE
        if answered or not (accepted or covered):
            continue
        bundle.state = HandUpState.RECEIVED
        bundle.received_at = workspace.now()
        if accepted is not None:
            bundle.receipt = receipt_words(accepted)
            note_refusals(writer, bundle, accepted)
        else:
            bundle.receipt = "由后续上报包一并送达"
        received.append(bundle.number)
    return tuple(received)

"""The engine as a history plays on it: real files, real bundles, the use-cases themselves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.bundle.bundle import header_of
from desktop.foundation.clock import system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Cancelled
from desktop.store.rows import Row
from desktop.store.store import Writer
from desktop.store.tables import (
    OWNER_PROVINCE,
    Conflict,
    Device,
    Student,
    University,
    synced_tables,
)
from desktop.usecases.exchange.conflicts import settle_conflict
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.rejoin import rejoin
from desktop.usecases.exchange.resend import hand_up_everything_next
from desktop.usecases.exchange.take_in import take_in
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.archive import keep
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.replay import replay
from desktop.usecases.province.send_down import send_to
from desktop.usecases.province.take_in import take_in as receive
from desktop.usecases.workspace import Workspace
from tests.histories import looking
from tests.histories.ends import PROVINCE, Clash, Taken, View
from tests.histories.prepared import CODES, PASSPHRASE, UNIVERSITIES, Epochs, Template
from tests.histories.script import HOMES

CLOCKS = (0, 1_790_000_000, 4_070_908_800)
"""1970, today and 2099."""


_NAMES = {
    "ForkedDeviceError": "forked",
    "UnknownDeviceError": "unknown",
    "WrongRecipientError": "elsewhere",
}


@dataclass(frozen=True)
class File:
    """A bundle on its way; `empty` ones carry no rows."""

    path: Path
    empty: bool


class Cut:
    """A watcher of progress that stops the work at its `last` step."""

    def __init__(self, last: int) -> None:
        self._left = last

    def step(self, done: int, total: int, message: str) -> None:
        SILENT.step(done, total, message)
        self._left -= 1
        if not self._left:
            raise Cancelled


class Engine:
    """A province and its PCs on real files in `root`; see `Ends`."""

    def __init__(self, made: Template, root: Path, epochs: Iterator[int]) -> None:
        self.root = root
        shutil.copytree(made.root, root, dirs_exist_ok=True)
        self.epochs = Epochs(epochs)
        self.hashes: list[int] = []
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr("desktop.usecases.exchange.epochs.new_epoch", self.epochs)
        self._sticks = 0
        self.province = self._open("province")
        self._names = [f"pc{at}" for at in range(len(HOMES))]
        self.pcs = [self._open(name) for name in self._names]
        self._homes = list(HOMES)
        self._clocks = [CLOCKS[1] for _ in HOMES]

    def close(self) -> None:
        self._patch.undo()
        for end in (self.province, *self.pcs):
            end.close()

    def _open(self, name: str) -> Workspace:
        return open_workspace(self.root / name, PASSPHRASE, twins=self.root / name / "twins")

    def _stick(self) -> Path:
        self._sticks += 1
        return self.root / f"stick{self._sticks}"

    # Looking.

    def homes(self) -> Sequence[int]:
        return self._homes

    def end(self, end: int) -> Workspace:
        return self.province if end == PROVINCE else self.pcs[end]

    def view(self, end: int, home: int) -> View:
        return looking.view(self.end(end), CODES[home])

    def state(self, end: int, home: int) -> dict[tuple[str, bytes], Row]:
        return looking.state(self.end(end), CODES[home])

    def is_reference(self, table: str) -> bool:
        return synced_tables()[table].OWNER == OWNER_PROVINCE

    def waiting(self, pc: int) -> Sequence[int]:
        return looking.waiting(self.pcs[pc])

    # Clerks.

    @contextmanager
    def _writing(self, pc: int, by: str) -> Iterator[Writer]:
        """Write as `by`, with the clock of the PC."""
        with self.pcs[pc].store.write() as writer:
            writer.replica.operator = by
            writer.session.flush()
            yield writer
        self._date(pc, by)

    def _date(self, pc: int, by: str) -> None:
        """Let rows say what the PC's clock said."""
        with self.pcs[pc].store.write() as writer:
            for table in ("student", "conflict"):
                writer.connection.exec_driver_sql(
                    f"UPDATE {table} SET edited_at = ? WHERE edited_by = ?",  # noqa: S608 - our own names
                    (self._clocks[pc], by),
                )

    def add(self, pc: int, student: int, fields: Mapping[str, str], by: str) -> None:
        with self._writing(pc, by) as writer:
            row = Student(id=student.to_bytes(16))
            for name, value in fields.items():
                setattr(row, name, value)
            writer.add(row)

    def edit(self, pc: int, student: int, fields: Mapping[str, str], by: str) -> None:
        with self._writing(pc, by) as writer:
            row = writer.get(Student, student.to_bytes(16))
            for name, value in fields.items():
                setattr(row, name, value)
            writer.session.add(row)

    def delete(self, pc: int, student: int, by: str) -> None:
        with self._writing(pc, by) as writer:
            writer.delete(writer.get(Student, student.to_bytes(16)))

    def settle(self, pc: int, clash: Clash, take: Sequence[str], by: str) -> None:
        with self._writing(pc, by) as writer:
            found = writer.find(Conflict, row_id=clash.row.to_bytes(16), settled=False)
            named = min(one.id for one in found if one.other_by == clash.other_by)
        settle_conflict(self.pcs[pc], named, take)
        self._date(pc, by)

    def decree(self, which: int, value: int) -> None:
        with self.province.store.write() as writer:
            university = writer.get(University, (which % UNIVERSITIES).to_bytes(16))
            university.branch_total = value
            writer.session.add(university)

    def clock(self, pc: int, which: int) -> None:
        self._clocks[pc] = CLOCKS[which]
        self.pcs[pc].clock = lambda: datetime.fromtimestamp(CLOCKS[which], UTC)

    # Files.

    def _file(self, path: Path, rows_inside: int) -> File:
        self.hashes.append(int(header_of(path).sha256, 16))
        return File(path, not rows_inside)

    def hand_up(self, pc: int, *, split: bool) -> Sequence[File]:
        made = hand_up(self.pcs[pc], self._stick(), max_size=1 if split else None)
        return [self._file(bundle.path, bundle.rows) for bundle in made.bundles]

    def answer(self, pc: int) -> File | None:
        with self.pcs[pc].store.read() as reader:
            device = reader.replica.device or b""
        with self.province.store.read() as reader:
            if not any(one.recipient for one in reader.local(Device, id=device)):
                return None
        sent = send_to(self.province, self._stick(), device)
        return self._file(sent.path, sent.rows)

    def addressees(self, bundle: File) -> Sequence[int]:
        wanted = header_of(bundle.path).recipient
        found = []
        for at, pc in enumerate(self.pcs):
            with pc.store.read() as reader:
                if (reader.replica.device or b"").hex() == wanted:
                    found.append(at)
        return found

    def receive(self, bundle: File) -> Taken:
        (received,) = receive(self.province, [bundle.path])
        if received.tally is not None and received.tally.refused:
            return Taken("; ".join(received.tally.reasons))
        return Taken(_name(received.error))

    def take_in(self, pc: int, bundle: File) -> Taken:
        (taken,) = take_in(self.pcs[pc], [bundle.path])
        if taken.tally is not None and taken.tally.refused:
            return Taken("; ".join(taken.tally.reasons))
        return Taken(_name(taken.error), taken.renewed, taken.differs)

    def cut(self, pc: int, bundle: File, *, archived: bool) -> None:
        if bundle.empty:
            return  # nothing happens between its beginning and its end
        drawn = self.epochs.at
        header = header_of(bundle.path)
        with suppress(Cancelled):
            if pc != PROVINCE:
                take_in(self.pcs[pc], [bundle.path], Cut(2))
            elif not archived:
                receive(self.province, [bundle.path], Cut(2))
        if pc == PROVINCE and archived:
            with self.province.store.read() as reader:
                known = reader.local(Device, id=bytes.fromhex(header.sender))
            if known:
                keep(self.province.folder.archive, header.township, bundle.path, header)
        self.epochs.at = drawn

    # Folders.

    def back_up_province(self) -> None:
        self._copy("province", "backup-province")

    def restore_province(self, *, archive: bool) -> None:
        self.province.close()
        files = self.root / "province" / "archive"
        aside = self.root / "archive"
        shutil.copytree(files, aside) if archive and files.exists() else aside.mkdir()
        self._copy("backup-province", "province")
        if archive:
            shutil.copytree(aside, files, dirs_exist_ok=True)
        shutil.rmtree(aside)
        self.province = self._open("province")
        if archive and files.exists():
            replay(self.province)

    def back_up(self, pc: int) -> None:
        self._copy(self._names[pc], f"backup-{self._names[pc]}")

    def restore(self, pc: int, *, image: bool) -> None:
        name = self._names[pc]
        self.pcs[pc].close()
        twins, aside = self.root / name / "twins", self.root / "twins"
        shutil.copytree(twins, aside)
        self._copy(f"backup-{name}", name)
        if not image:
            shutil.rmtree(twins)
            shutil.copytree(aside, twins)
        shutil.rmtree(aside)
        self.pcs[pc] = self._open(name)
        self.clock(pc, CLOCKS.index(self._clocks[pc]))

    def clone(self, pc: int, *, image: bool) -> None:
        name = f"pc{len(self.pcs)}"
        self._copy(self._names[pc], name)
        if not image:
            shutil.rmtree(self.root / name / "twins")
        self._names.append(name)
        self._homes.append(self._homes[pc])
        self._clocks.append(self._clocks[pc])
        self.pcs.append(self._open(name))

    def _copy(self, name: str, to: str) -> None:
        """Copy a folder as it lies there, open or not: nothing writes meanwhile."""
        if (self.root / to).exists():
            shutil.rmtree(self.root / to)
        shutil.copytree(self.root / name, self.root / to, ignore=shutil.ignore_patterns("*-shm"))

    def rejoin(self, pc: int) -> None:
        self._clocks[pc], self.pcs[pc].clock = CLOCKS[1], system_clock
        given = enrol(self.province, CODES[self._homes[pc]], self._stick() / "入网.qqe")
        rejoin(self.pcs[pc], given.path, given.code, PASSPHRASE)

    def everything_next(self, pc: int) -> None:
        hand_up_everything_next(self.pcs[pc])


def _name(error: QingqiaoError | None) -> str:
    if error is None:
        return ""
    kind = type(error).__name__
    return _NAMES.get(kind, f"{kind}: {error.message}")

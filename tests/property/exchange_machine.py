"""No silent loss: what three PCs of two townships write arrives, whatever happens to the files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop.bundle.bundle import header_of
from desktop.bundle.keyring import Argon2Cost, seal_keyring
from desktop.store import rows
from desktop.store.queries.totals import township_totals
from desktop.store.rows import put_fields, wire_columns
from desktop.store.store import Writer
from desktop.store.tables import OWNER_TOWNSHIP, Conflict, Student, TownshipFigures, synced_tables
from desktop.usecases.exchange import hand_up as handing_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.take_in import take_in
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.send_down import NobodyToSendError, send_down
from desktop.usecases.province.take_in import ForkedDeviceError
from desktop.usecases.province.take_in import take_in as receive
from desktop.usecases.workspace import Workspace, open_workspace

CODES = (370102001, 370102001, 370102002)
"""Of the townships that the PCs belong to: two share an office."""

PCS = st.integers(0, len(CODES))
FIELDS = ("name", "phone")
PASSPHRASE = "千佛山下读书声声"
ROUNDS = 8
SIZES = (None, 4096)


@dataclass
class Parcel:
    """A file on its way; `to` is a PC's place in the list, None the province."""

    path: Path
    to: int | None


@contextmanager
def template(root: Path) -> Iterator[None]:
    """Let every history start from a province and PCs that have joined and said nothing yet."""
    assert seal_keyring.__kwdefaults__ is not None
    cost = seal_keyring.__kwdefaults__["cost"]
    seal_keyring.__kwdefaults__["cost"] = Argon2Cost(memory=64, iterations=1, lanes=1)
    province = init_province(root / "province", PASSPHRASE)
    with province.store.write() as writer:
        townships = [(bytes([code % 256] * 16), code, code, "街道") for code in set(CODES)]
        put_fields(writer.connection, "township", ("id", "township", "code", "name"), townships)
    for at, code in enumerate(CODES):
        given = enrol(province, code, root / f"{at}.qqe")
        join(given.path, given.code, root / f"pc{at}", PASSPHRASE).workspace.close()
    province.close()
    Exchange.origin = root
    smallest, handing_up.SMALLEST = handing_up.SMALLEST, 4096
    try:
        yield
    finally:
        handing_up.SMALLEST = smallest
        seal_keyring.__kwdefaults__["cost"] = cost


class Exchange(RuleBasedStateMachine):
    """Clerks write, files travel or not, folders are copied back."""

    origin: Path

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        shutil.copytree(self.origin, self.root / "all")
        self.province = self.open("province")
        self.pcs = [self.open(f"pc{at}") for at in range(len(CODES))]
        self.codes = list(CODES)
        self.parcels: list[Parcel] = []
        self.backup: Path | None = None
        self.count = 0
        self.written: dict[tuple[bytes, str], dict[str, str]] = defaultdict(dict)
        """Of each field of each row, what was written over what."""
        self.seen_by_deleters: dict[bytes, set[str]] = defaultdict(set)

    @initialize()
    def everyone_is_known(self) -> None:
        for at in range(len(self.pcs)):
            self.exchange(at)

    def open(self, name: str) -> Workspace:
        folder = self.root / "all" / name  # with the tokens in it, as on a disk image
        return open_workspace(folder, PASSPHRASE, twins=folder / "twins")

    def fresh(self) -> str:
        self.count += 1
        return f"{self.count}"

    def pick(self, at: int) -> int:
        return at % len(self.pcs)

    # What clerks do.

    @rule(at=PCS, many=st.integers(1, 3))
    def write(self, at: int, many: int) -> None:
        with self.pcs[self.pick(at)].store.write() as writer:
            for _ in range(many):
                name = self.fresh()
                self.written[writer.add(Student(name=name)).id, "name"][name] = ""

    @rule(at=PCS, which=st.integers(0, 9), field=st.sampled_from(FIELDS))
    def edit(self, at: int, which: int, field: str) -> None:
        with self.pcs[self.pick(at)].store.write() as writer:
            for row in self.one_of(writer, which):
                value = self.fresh()
                self.written[row.id, field][value] = getattr(row, field)
                setattr(row, field, value)

    @rule(at=PCS, which=st.integers(0, 9))
    def delete(self, at: int, which: int) -> None:
        with self.pcs[self.pick(at)].store.write() as writer:
            for row in self.one_of(writer, which):
                self.seen_by_deleters[row.id] |= {getattr(row, field) for field in FIELDS}
                writer.delete(row)

    def one_of(self, writer: Writer, which: int) -> list[Student]:
        found = sorted(writer.find(Student), key=lambda row: row.id)
        return [found[which % len(found)]] if found else []

    # What happens to files.

    @rule(at=PCS, size=st.sampled_from(SIZES))
    def hand_up(self, at: int, size: int | None) -> None:
        at = self.pick(at)
        stick = self.root / f"stick{self.fresh()}"
        made = handing_up.hand_up(self.pcs[at], stick, max_size=size)
        self.parcels += [Parcel(bundle.path, None) for bundle in made.bundles]

    @rule(at=PCS)
    def answer(self, at: int) -> None:
        at = self.pick(at)
        self.parcels += [Parcel(path, at) for path in self.sent_down(at)]

    @precondition(lambda self: self.parcels)
    @rule(which=st.integers(0, 99), again=st.booleans())
    def arrive(self, which: int, again: bool) -> None:
        parcel = self.parcels[which % len(self.parcels)]
        self.deliver(parcel)
        if not again:
            self.parcels.remove(parcel)

    @precondition(lambda self: self.parcels)
    @rule(which=st.integers(0, 99))
    def lose(self, which: int) -> None:
        self.parcels.pop(which % len(self.parcels)).path.unlink()

    # What happens to folders.

    @precondition(lambda self: self.backup is None)
    @rule()
    def back_up_province(self) -> None:
        self.backup = self.root / "backup"
        self.province.close()
        shutil.copytree(self.root / "all" / "province", self.backup)
        self.province = self.open("province")

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore_province(self) -> None:
        assert self.backup is not None
        self.province.close()
        shutil.rmtree(self.root / "all" / "province")
        self.backup.rename(self.root / "all" / "province")
        self.backup = None
        self.province = self.open("province")

    @precondition(lambda self: len(self.pcs) == len(CODES))
    @rule(at=st.integers(0, len(CODES) - 1))
    def copy_pc(self, at: int) -> None:
        self.pcs[at].close()
        copy = f"pc{len(CODES)}"
        shutil.copytree(self.root / "all" / f"pc{at}", self.root / "all" / copy)
        self.pcs[at] = self.open(f"pc{at}")
        self.pcs.append(self.open(copy))
        self.codes.append(self.codes[at])

    # The parts of an exchange.

    def sent_down(self, at: int) -> list[Path]:
        with self.pcs[at].store.read() as reader:
            device = (reader.replica.device or b"").hex()
        try:
            sent = send_down(self.province, self.root / f"stick{self.fresh()}", [self.codes[at]])
        except NobodyToSendError:  # restored from before the first bundle
            return []
        return [one.path for one in sent if header_of(one.path).recipient == device]

    def deliver(self, parcel: Parcel) -> None:
        if parcel.to is None:
            (received,) = receive(self.province, [parcel.path])
            assert received.error is None or isinstance(received.error, ForkedDeviceError)
            assert received.tally is None or not received.tally.refused
        else:
            (taken,) = take_in(self.pcs[parcel.to], [parcel.path])
            assert taken.error is None
            assert taken.tally is not None
            assert not taken.tally.refused

    def exchange(self, at: int) -> None:
        made = handing_up.hand_up(self.pcs[at], self.root / f"stick{self.fresh()}")
        for bundle in made.bundles:
            self.deliver(Parcel(bundle.path, None))
        for path in self.sent_down(at):
            self.deliver(Parcel(path, at))

    def exchange_all(self) -> None:
        """Two rounds suffice; copies need some more to find each other out."""
        for done in range(ROUNDS):
            for at in range(len(self.pcs)):
                self.exchange(at)
            if done and all(
                state(pc, code) == state(self.province, code)
                for pc, code in zip(self.pcs, self.codes, strict=True)
            ):
                break

    def teardown(self) -> None:
        try:
            self.exchange_all()
            self.nothing_is_lost()
        finally:
            for end in (self.province, *self.pcs):
                end.close()
            shutil.rmtree(self.root)

    def nothing_is_lost(self) -> None:
        for code in set(CODES):
            own = [pc for pc, of in zip(self.pcs, self.codes, strict=True) if of == code]
            assert len({digest(end, code) for end in (self.province, *own)}) == 1
        for pc, code in zip(self.pcs, self.codes, strict=True):
            assert state(pc, code) == state(self.province, code)
        arrived: dict[tuple[bytes, str], set[str]] = defaultdict(set)
        can_come_back: dict[bytes, set[str]] = defaultdict(set)
        with self.province.store.read() as reader:
            rows_now = {row.id: row for row in reader.local(Student)}
            for conflict in reader.find(Conflict, table_name="student"):
                row_id = conflict.row_id or b""
                for said in (json.loads(conflict.kept), json.loads(conflict.other)):
                    for field in FIELDS:
                        arrived[row_id, field].add(said.get(field))
                        if "deleted" in said:
                            can_come_back[row_id].add(said.get(field))
        for (row_id, field), values in self.written.items():
            row = rows_now[row_id]
            arrived[row_id, field].add(getattr(row, field))
            unsurpassed = values.keys() - set(values.values())
            assert unsurpassed <= arrived[row_id, field]
            if row.deleted:
                assert unsurpassed <= self.seen_by_deleters[row_id] | can_come_back[row_id]


def digest(end: Workspace, code: int) -> tuple[int, int]:
    with end.store.read() as reader:
        return rows.digest(reader.connection, code)


def assert_figures_are_counted(province: Workspace, code: int) -> None:
    with province.store.read() as reader:
        counted = township_totals(reader, code)
        (kept,) = reader.local(TownshipFigures, township=code) or [TownshipFigures(township=code)]
    for figure in ("pairings", "activities", "students", "attendances", "certificates"):
        assert getattr(kept, figure) == getattr(counted, figure)


def state(end: Workspace, code: int) -> dict[str, set[tuple[Any, ...]]]:
    """Return a township's rows, all columns that travel, by table."""
    with end.store.read() as reader:
        return {
            table: {
                tuple(row)
                for row in reader.connection.exec_driver_sql(
                    f"SELECT {', '.join(wire_columns(kind))} FROM {table} WHERE township = ?",  # noqa: S608 - our own names
                    (code,),
                )
            }
            for table, kind in synced_tables(OWNER_TOWNSHIP).items()
        }


def run(examples: int, steps: int, *, derandomize: bool = True) -> None:
    """Play so many histories of so many steps at most; an assertion fails on the first bad one."""
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Townships of a whole province, each with a semester of invented rows made in bulk.

The rows never lie in a township's own database: 1,853 of these would take an hour to fill. Each
file is made of them by the same code that a hand-up uses, and joins, is signed and encrypted as
the real one is. A township keeps what is not acknowledged, and sends all of it every time.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, repeat
from pathlib import Path

import msgspec

from desktop import __version__
from desktop.bundle.bundle import BundleFacts, open_bundle, seal
from desktop.bundle.enrolment import join_proof
from desktop.bundle.identity import Identity
from desktop.foundation.files import replacing
from desktop.foundation.ids import new_epoch
from desktop.store.rows import BATCH, Row, wire_columns
from desktop.store.tables import OWNER_TOWNSHIP, Attendance, synced_tables
from desktop.sync import wire
from desktop.sync.messages import PROVINCE, READER, SCHEMA, Heard, Join, Manifest
from desktop.usecases.exchange.merging import read_manifest

STUDENTS, ACTIVITIES, PRESENT_EACH = 800, 110, 50
"""Of a township in all: 5,500 attendances (the domain's figure), 300 kB."""

WEEK_ACTIVITIES, WEEK_PRESENT = 2, 52
"""Of a township's week: about 105 attendances, 7 kB."""

CORRECTIONS = 5
"""Of a week."""

CERTIFICATES = 480

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建文斌宇浩凯佳琪欣怡子涵雨桐"
_START = 1_790_000_000
_HOURS = 3 * 3600

_PRIME = 2**31 - 1

_COLUMNS = wire_columns(Attendance)
_EPOCH, _LSN, _DOTS, _MINUTES = map(_COLUMNS.index, ("epoch", "lsn", "dots", "minutes"))

Column = Iterable[object]
Frames = list[tuple[str, list[Row]]]


@dataclass
class Township:
    """One township's PC: what a database of its own would know."""

    code: int
    name: str
    heard: Heard
    identity: Identity = field(default_factory=Identity.generate)
    device: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    token: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    epoch: int = field(default_factory=new_epoch)
    lsn: int = 0
    acknowledged: int = 0
    students: list[bytes] = field(default_factory=list)
    chain: list[tuple[int, bytes]] = field(default_factory=list)
    waiting: list[tuple[str, Row]] = field(default_factory=list)
    correctable: list[Row] = field(default_factory=list)
    count: int = 0
    _sum: int = 0

    @property
    def digest(self) -> tuple[int, int]:
        """What `store.rows.digest` says of the same rows."""
        return self._sum % _PRIME, self.count

    def first(self) -> Frames:
        """Return the rows of everything so far."""
        self.students = _ids(STUDENTS)
        names = [_name() for _ in range(STUDENTS)]
        numbers = [f"2025{n:06d}" for n in range(STUDENTS)]
        pairings = _ids(12)
        certified = random.choices(self.students, k=CERTIFICATES)
        return [
            self._rows("township_profile", 1, committee=[f"{self.name}青年工作委员会"]),
            self._rows("pairing", 12, ids=pairings, state=repeat("active")),
            self._rows("student", STUDENTS, ids=self.students, name=names, student_number=numbers),
            *self._activities(ACTIVITIES, PRESENT_EACH),
            self._rows(
                "certificate",
                CERTIFICATES,
                student_id=certified,
                serial=(f"{self.code}-{n:06d}" for n in count(1)),
                name=(_name() for _ in certified),
                minutes=repeat(150),
                credential=(secrets.token_urlsafe(90) for _ in certified),
            ),
        ]

    def week(self) -> Frames:
        """Return what is not acknowledged, with the rows of one more week and its corrections."""
        made = self._activities(WEEK_ACTIVITIES, WEEK_PRESENT)
        fresh = [(table, row) for table, rows in made for row in rows]
        fresh += [("attendance", self._corrected(row)) for row in self._some_attendances()]
        self.waiting += fresh
        return self._unacknowledged()

    def _unacknowledged(self) -> Frames:
        """Return each row that waits once, as it is now."""
        newest = {row[0]: (table, row) for table, row in self.waiting}
        frames: dict[str, list[Row]] = {}
        for table, row in newest.values():
            frames.setdefault(table, []).append(row)
        return list(frames.items())

    def hear(self, path: Path, province_key: bytes) -> None:
        """Read the file that came down, and move the mark to where the province has everything."""
        with open_bundle(
            path, verify_key=province_key, identity=self.identity, workdir=path.parent
        ) as bundle:
            manifest = read_manifest(bundle.frames, Manifest)
            sha256 = bytes.fromhex(bundle.header.sha256)
        if manifest.since <= self.heard.upto:
            self.heard = Heard(
                epoch=manifest.epoch, upto=manifest.upto, number=manifest.number, sha256=sha256
            )
        if manifest.receipt is not None:
            self.acknowledged = have = manifest.receipt.have
            self.waiting = [(table, row) for table, row in self.waiting if row[_LSN] > have]

    def _some_attendances(self) -> list[Row]:
        return random.sample(self.correctable, CORRECTIONS)

    def _corrected(self, row: Row) -> Row:
        """Return an attendance whose minutes were changed by one more write."""
        self._sum -= _weight(row)
        self.lsn += 1
        before = row[_DOTS] or f'{{"*":"{row[_EPOCH]}.{row[_LSN]}"}}'
        dots = {**msgspec.json.decode(before), "minutes": f"{self.epoch}.{self.lsn}"}
        changed = list(row)
        changed[_LSN], changed[_MINUTES] = self.lsn, row[_MINUTES] + 1
        changed[_DOTS] = msgspec.json.encode(dots, order="sorted").decode()
        new = tuple(changed)
        self._sum += _weight(new)
        self.correctable[self.correctable.index(row)] = new
        return new

    def _activities(self, activities: int, each: int) -> Frames:
        ids = _ids(activities, sessions=activities)
        total = activities * each
        came = [student for _ in ids for student in random.sample(self.students, each)]
        starts = [_START + 86_400 * n for n in range(activities)]
        check_in = [start + random.randrange(600) for start in starts for _ in range(each)]
        check_out = [
            start + _HOURS + random.randrange(600) for start in starts for _ in range(each)
        ]
        return [
            self._rows(
                "activity",
                activities,
                ids=ids,
                number=(f"{self.code}-{self.lsn + n}" for n in count(1)),
                title=repeat("四点半课堂：语文与数学辅导"),
                starts_at=starts,
                place=repeat("社区党群服务中心二楼"),
                state=repeat("closed"),
            ),
            self._rows(
                "attendance",
                total,
                ids=_ids(total, sessions=activities),
                activity_id=[one for one in ids for _ in range(each)],
                student_id=came,
                check_in=check_in,
                check_out=check_out,
                minutes=repeat(180),
            ),
        ]

    def _rows(
        self, table: str, how_many: int, ids: Sequence[bytes] = (), **fields: Column
    ) -> tuple[str, list[Row]]:
        """Return rows of a table as they travel, stamped by this PC one after the other."""
        kind = synced_tables()[table]
        blank = kind()
        columns: dict[str, Column] = {
            name: repeat(_travelling(getattr(blank, name))) for name in wire_columns(kind)
        }
        columns |= fields
        columns |= {
            "id": ids or _ids(how_many),
            "township": repeat(self.code),
            "epoch": repeat(self.epoch),
            "lsn": range(self.lsn + 1, self.lsn + how_many + 1),
            "edited_at": repeat(_START),
            "edited_by": repeat("李青"),
        }
        self.lsn += how_many
        self.count += how_many
        made: list[Row] = list(zip(*columns.values(), strict=False))
        self._sum += sum(map(_weight, made))
        if table == "attendance" and not self.correctable:
            self.correctable = random.sample(made, 10 * CORRECTIONS)
        return table, made

    def hand_up(self, frames: Frames, province: str, folder: Path) -> Path:
        """Write a bundle of what is not acknowledged for the age recipient `province`."""
        number = len(self.chain) + 1
        manifest = Manifest(
            sender=self.device.hex(),
            recipient=PROVINCE,
            township=self.code,
            epoch=self.epoch,
            number=number,
            since=self.acknowledged,
            upto=self.lsn,
            lineage=[(self.epoch, 0, 0)],
            chain=list(self.chain),
            tables={n: wire_columns(kind) for n, kind in synced_tables(OWNER_TOWNSHIP).items()},
            rows=sum(len(rows) for _, rows in frames),
            heard=self.heard,
            join=Join(
                verify_key=self.identity.verify_key,
                recipient=self.identity.recipient,
                name="模拟",
                proof=join_proof(self.token, self.identity.verify_key, self.identity.recipient),
            ),
        )
        facts = BundleFacts(
            kind="hand-up",
            sender=manifest.sender,
            recipient=PROVINCE,
            township=self.code,
            epoch=self.epoch,
            number=number,
            created=datetime.now(UTC),
            schema=SCHEMA,
            reader=READER,
            app=__version__,
        )
        target = folder / f"青桥上报_{self.code}_{self.name}_第{number:04d}包.qqb"
        with replacing(target) as file:
            header = seal(
                facts,
                _payload(manifest, frames),
                identity=self.identity,
                recipient=province,
                sink=file,
                workdir=folder,
            )
        self.chain.append((number, bytes.fromhex(header.sha256)))
        return target


def _weight(row: Row) -> int:
    """Return what a row that one life wrote counts for in the checksum."""
    return int(row[_EPOCH] % _PRIME) * int(row[_LSN] % _PRIME) % _PRIME


def _payload(manifest: Manifest, frames: Frames) -> Iterator[object]:
    yield manifest
    for table, rows in frames:
        for start in range(0, len(rows), BATCH):
            yield wire.frame(table, rows[start : start + BATCH])


def _travelling(value: object) -> object:
    """Return a default as it travels."""
    return int(value) if isinstance(value, bool) else getattr(value, "value", value)


def _ids(how_many: int, sessions: int = 1) -> list[bytes]:
    """Return ids as `new_id` makes them, in so many sittings of a clerk."""
    each = how_many // sessions
    times = [_START + random.randrange(200 * 86_400) for _ in range(sessions)]
    drawn = secrets.token_bytes(10 * how_many)
    return [
        (times[n // each] * 1000).to_bytes(6) + drawn[10 * n : 10 * n + 10] for n in range(how_many)
    ]


def _name() -> str:
    return random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=2))

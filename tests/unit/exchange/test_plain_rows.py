"""What a server merges by itself becomes just what the merger makes of it in a file."""

from __future__ import annotations

import random
from pathlib import Path

from desktop.store import rows
from desktop.store.rows import Row, wire_columns
from desktop.store.server.address import ServerAddress
from desktop.store.store import Store
from desktop.store.tables import Replica, Student, TownshipFigures
from desktop.sync.versions import Ancestry
from desktop.usecases.exchange.intake import intake
from desktop.usecases.exchange.merging import merge_rows
from tests.postgresql import Server
from tests.unit.exchange_world import ONE, TWO, township_rows

KEY = bytes(32)
CHILD, PARENT, STRANGER = 3, 2, 1
LIVES = {PARENT: (0, 0), CHILD: (PARENT, 4), STRANGER: (0, 0)}
_COLUMNS = wire_columns(Student)


def some_rows(chance: random.Random, many: int) -> list[Row]:
    """Return rows of few ids: new, later, older, doubled, merged, of copies, of other townships."""
    return [one_row(chance) for _ in range(many)]


def one_row(chance: random.Random) -> Row:
    epoch, lsn = chance.choice(list(LIVES)), chance.randrange(1, 6)
    student = Student(
        id=bytes([chance.randrange(150)]) * 16,
        township=chance.choice([ONE] * 9 + [TWO]),
        epoch=epoch,
        lsn=lsn,
        name=chance.choice(["甲", "乙"]) if chance.random() < 0.1 else f"{epoch}.{lsn}",
        deleted=chance.random() < 0.2,
    )
    if chance.random() < 0.1:
        other = chance.choice([life for life in LIVES if life != epoch])
        student.past = f'{{"{other}":{chance.randrange(1, 9)}}}'
    values = student.model_dump()
    values |= {"deleted": int(student.deleted), "gender": student.gender.value}
    return tuple(values[name] for name in _COLUMNS)


def outcome(store: Store, frames: list[list[Row]]) -> list[object]:
    said: list[object] = []
    for frame in frames:
        with store.write() as writer:
            with intake(writer, Ancestry(LIVES)) as here:
                merge_rows(here, "student", frame)
            kept = {row.township: row.students for row in writer.local(TownshipFigures)}
            theirs = [township_rows(writer, township) for township in (ONE, TWO)]
        students = [one["student"] for one in theirs]
        conflicts = [set(one["conflict"]) for one in theirs]
        said.append((here.tally, students, conflicts, kept))
    return said


def test_a_server_and_a_file_come_to_the_same(tmp_path: Path, server: Server) -> None:
    chance = random.Random(11)
    frames = [some_rows(chance, many) for many in (100, 1, 80, 80, 80, 80, 80, 80)]
    outcomes = []
    for place in (tmp_path / "q.db", ServerAddress.parse(server.address(server.create()))):
        store = Store.create(place, KEY, Replica(township=0))
        outcomes.append(outcome(store, frames))
        with store.read() as reader:
            seqs = rows.sequences(reader.connection, ["student"], (ONE, TWO), 0, 2**62)
            assert len(set(seqs)) == len(seqs)
            assert max(seqs) <= reader.replica.lsn
        store.close()
    assert outcomes[0] == outcomes[1]
    tallies = [one[0] for one in outcomes[1]]  # type: ignore[index]
    for kind in ("new", "merged", "unchanged", "conflicting", "refused"):
        assert sum(getattr(tally, kind) for tally in tallies), kind

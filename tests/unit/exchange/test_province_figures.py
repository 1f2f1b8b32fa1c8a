"""The figures that the province keeps are those that counting would give."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from desktop.cli.app import root as command
from desktop.domain.terms import CertificateState, Presence
from desktop.store.queries.totals import township_totals
from desktop.store.tables import Activity, Attendance, Certificate, Pairing, Student
from desktop.usecases.province.status import TownshipStatus, province_status
from tests.unit.exchange_world import ONE, PROVINCE_PASSPHRASE, TWO, Peer, World

pytestmark = pytest.mark.both_stores


def status(world: World, code: int) -> TownshipStatus:
    (found,) = (
        one for one in province_status(world.province.workspace).enrolled if one.code == code
    )
    return found


def figures(world: World, code: int) -> tuple[int, ...]:
    """Return pairings, activities, students, attendances, certificates as they are kept."""
    kept = astuple(status(world, code))[-5:]
    with world.province.workspace.store.read() as reader:
        counted = township_totals(reader, code)
    assert kept == (
        counted.pairings,
        counted.activities,
        counted.students,
        counted.attendances,
        counted.certificates,
    )
    return kept


def test_figures_follow_every_change_and_say_what_counts(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    first, second = peer.add("甲", "乙")
    other.add("丙")
    with peer.workspace.store.write() as writer:
        activity = writer.add(Activity(title="助老")).id
        writer.add(Pairing())
        came = [
            writer.add(Attendance(activity_id=activity, student_id=s)).id for s in (first, second)
        ]
        given = writer.add(Certificate(activity_id=activity, student_id=first)).id
        writer.add(Attendance(activity_id=activity, presence=Presence.ABSENT))
    late = world.bundle(peer)
    world.receive(late)
    world.up(other)
    assert figures(world, ONE) == (1, 1, 2, 2, 1)
    assert figures(world, TWO) == (0, 0, 1, 0, 0)
    whole = province_status(world.province.workspace)
    assert (whole.handed_up, whole.bundles) == (2, 2)
    assert (whole.pairings, whole.activities, whole.students) == (1, 1, 3)
    assert (whole.attendances, whole.certificates) == (2, 1)
    peer.delete(second)
    with peer.workspace.store.write() as writer:
        writer.get(Attendance, came[1]).presence = Presence.LEAVE
        writer.get(Certificate, given).state = CertificateState.REVOKED
    world.up(peer)
    world.receive(late)
    assert figures(world, ONE) == (1, 1, 1, 1, 0)
    assert status(world, ONE).bundles == 2


def test_bundles_in_any_order_and_twice_count_once(world: World, peer: Peer) -> None:
    peer.add("甲")
    early = world.bundle(peer)
    peer.add("乙")
    with peer.workspace.store.write() as writer:
        (row, *_) = writer.find(Student, name="甲")
        writer.delete(row)
    newer = world.bundle(peer)
    for path in (newer, early, newer):
        world.receive(path)
        assert figures(world, ONE) == (0, 0, 1, 0, 0)


def test_the_command_shows_the_whole_province_and_lines_up_the_townships(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.add("甲")
    world.up(peer)
    world.enrol(TWO)
    monkeypatch.setenv("QINGQIAO_PASSPHRASE", PROVINCE_PASSPHRASE)
    world.province.workspace.close()
    said = CliRunner().invoke(command, ["province", "status", str(world.province.root)]).stdout
    world.province.reopen()
    whole, headings, first, second = said.splitlines()[1:]
    assert whole.startswith("全省：上报过的镇街 1，收包 1；结对 0，活动 0，学生 1，")
    ends = [
        cell_len(line[: line.index(word)])
        for line, word in ((headings, "电脑"), (first, "1/1"), (second, "0/1"))
    ]
    assert len(set(ends)) == 1

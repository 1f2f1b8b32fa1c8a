"""Two PCs of one office change one record: what does not clash stands, on both and above."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.terms import Gender
from desktop.store.provenance import read_past
from desktop.store.tables import Conflict, Student
from desktop.usecases.exchange.conflicts import list_conflicts, settle_conflict
from tests.unit.exchange_world import End, Peer, World

pytestmark = pytest.mark.both_stores


def office(world: World, many: int) -> tuple[list[Peer], bytes]:
    """Return PCs that all have one student."""
    peers = [world.join() for _ in range(many)]
    (student,) = peers[0].add("张䶮")
    everywhere(world, *peers)
    return peers, student


def everywhere(world: World, *peers: Peer) -> None:
    for _ in range(3):
        for peer in peers:
            world.round(peer)


def change(end: End, student: bytes, **fields: object) -> None:
    with end.workspace.store.write() as writer:
        row = writer.get(Student, student)
        for name, value in fields.items():
            setattr(row, name, value)


def student_of(end: End, student: bytes) -> Student:
    with end.workspace.store.read() as reader:
        (row,) = reader.local(Student, id=student)
        return row


def level(world: World, *peers: Peer) -> None:
    """All ends have the same rows, under the same names."""
    code = peers[0].township
    assert len({end.digest(code) for end in (world.province, *peers)}) == 1
    for peer in peers:
        assert peer.state(code) == world.province.state(code)


def test_edits_of_different_fields_both_stand_and_nobody_is_asked(world: World) -> None:
    (one, two), student = office(world, 2)
    change(one, student, name="张䶮甲")
    change(two, student, phone="13900000002")
    everywhere(world, one, two)
    level(world, one, two)
    for end in (one, two, world.province):
        row = student_of(end, student)
        assert (row.name, row.phone) == ("张䶮甲", "13900000002")
        assert not end.conflicts()


def test_the_province_merges_by_itself_and_says_so(world: World) -> None:
    (one, two), student = office(world, 2)
    change(one, student, name="张䶮甲")
    change(two, student, phone="13900000002")
    world.up(one)
    tally = world.up(two).tally
    assert tally is not None
    assert (tally.merged, tally.conflicting) == (1, 0)
    row = student_of(world.province, student)
    assert (row.name, row.phone) == ("张䶮甲", "13900000002")
    assert len(read_past(row.past)) >= 1


def test_an_edit_that_met_a_colleagues_on_its_way_is_still_handed_up(world: World) -> None:
    """The merged row may be named by the colleague's write first, whichever comes later."""
    (one, two), student = office(world, 2)
    for first, second, number in ((one, two, "1"), (two, one, "2")):
        change(first, student, name=f"张䶮{number}")
        change(second, student, phone=number)
        world.up(second)
        world.down(first)
        world.up(first)
        row = student_of(world.province, student)
        assert (row.name, row.phone) == (f"张䶮{number}", number)
        everywhere(world, one, two)
        level(world, one, two)


def test_only_the_field_that_clashes_is_asked_about(world: World) -> None:
    (one, two), student = office(world, 2)
    change(one, student, name="张䶮甲", phone="13900000001")
    change(two, student, name="张䶮乙")
    everywhere(world, one, two)
    level(world, one, two)
    (view,) = list_conflicts(one.workspace)
    assert [choice.name for choice in view.fields] == ["name"]
    assert student_of(two, student).phone == "13900000001"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_three_pcs_come_to_the_same_in_any_order(world: World, order: tuple[int, ...]) -> None:
    peers, student = office(world, 3)
    change(peers[0], student, name="张䶮甲", phone="1")
    change(peers[1], student, name="张䶮乙", student_number="2026001")
    change(peers[2], student, gender=Gender.FEMALE, phone="3")
    for at in order:
        world.up(peers[at])
    everywhere(world, *peers)
    level(world, *peers)
    row = student_of(peers[0], student)
    assert (row.student_number, row.gender) == ("2026001", Gender.FEMALE)
    views = list_conflicts(peers[0].workspace)
    assert {choice.name for view in views for choice in view.fields} == {"name", "phone"}


def test_a_merged_record_can_be_edited_on_and_nothing_comes_back(world: World) -> None:
    (one, two), student = office(world, 2)
    change(one, student, name="张䶮甲")
    change(two, student, phone="13900000002")
    everywhere(world, one, two)
    change(two, student, name="张䶮丙", phone="")
    everywhere(world, one, two)
    level(world, one, two)
    row = student_of(one, student)
    assert (row.name, row.phone) == ("张䶮丙", "")
    assert not one.conflicts()


def test_deleting_what_a_colleague_edits_is_asked_about_and_can_be_taken_back(
    world: World,
) -> None:
    (one, two), student = office(world, 2)
    one.delete(student)
    change(two, student, phone="13900000002")
    everywhere(world, one, two)
    level(world, one, two)
    assert student_of(one, student).deleted
    (view,) = list_conflicts(one.workspace)
    settle_conflict(one.workspace, view.id, ["deleted"])
    everywhere(world, one, two)
    row = student_of(two, student)
    assert not row.deleted
    assert row.phone == "13900000002"


def test_a_restored_pc_merges_what_it_had_handed_up(world: World, tmp_path: Path) -> None:
    (one, two), student = office(world, 2)
    backup = one.copy_to(tmp_path / "backup")
    change(one, student, name="张䶮甲")
    change(two, student, phone="13900000002")
    world.up(one)
    one.restore(backup)
    change(one, student, student_number="2026001")
    everywhere(world, one, two)
    level(world, one, two)
    row = student_of(one, student)
    assert (row.name, row.phone) == ("张䶮甲", "13900000002")
    assert row.student_number == "2026001"
    assert not one.conflicts()


def test_one_name_for_two_contents_is_a_conflict_and_not_dropped(world: World) -> None:
    """A copied folder that wrote under the numbers of the first, as a last line of defence."""
    (one,), student = office(world, 1)
    change(one, student, name="张䶮甲")
    world.up(one)
    for _ in range(2):  # found again, it is still one
        with world.province.workspace.store.write() as writer:  # as if the copy had come first
            writer.connection.exec_driver_sql("UPDATE student SET name = '张䶮乙'")
        with one.workspace.store.write() as writer:
            writer.replica.acknowledged = 0
        assert world.up(one).error is None
    with world.province.workspace.store.read() as reader:
        (conflict,) = reader.find(Conflict)
    assert "张䶮甲" in conflict.kept + conflict.other
    assert "张䶮乙" in conflict.kept + conflict.other

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from desktop.domain.labels import RECORDS, field_label
from desktop.store.capture import field_names
from desktop.store.tables import OWNER_TOWNSHIP, Conflict, Student, synced_tables
from desktop.usecases.exchange.conflicts import (
    SettledConflictError,
    list_conflicts,
    settle_conflict,
)
from desktop.usecases.exchange.status import township_status
from tests.unit.exchange_world import Peer, World


def operator(peer: Peer, name: str) -> None:
    peer.workspace.become(replace(peer.workspace.account, name=name))


def two_with_one_student(world: World) -> tuple[Peer, Peer, bytes]:
    one, two = world.join(), world.join()
    operator(one, "王一")
    operator(two, "李二")
    (student,) = one.add("张䶮")
    for peer in (one, two, one, two):
        world.round(peer)
    assert two.students() == {student: "张䶮"}
    return one, two, student


def settle_everywhere(world: World, *peers: Peer) -> None:
    for _ in range(3):
        for peer in peers:
            world.round(peer)


def phone(peer: Peer, student: bytes, number: str) -> None:
    with peer.workspace.store.write() as writer:
        writer.get(Student, student).phone = number


def test_both_versions_are_shown_with_who_and_when(world: World) -> None:
    one, two, student = two_with_one_student(world)
    one.rename(student, "张䶮甲")
    two.rename(student, "张䶮乙")
    settle_everywhere(world, one, two)
    for peer in (one, two):
        (view,) = list_conflicts(peer.workspace)
        (choice,) = view.fields
        assert (view.record, choice.label) == ("大学生", "姓名")
        assert {view.now_by, view.other_by} == {"王一", "李二"}
        assert view.now_at is not None
        assert view.other_at is not None
        assert choice.now == view.title == peer.students()[student]
        assert {choice.now, choice.other} == {"张䶮甲", "张䶮乙"}


@pytest.mark.parametrize("take", [(), ("name",)])
def test_the_choice_travels_to_all(world: World, take: tuple[str, ...]) -> None:
    one, two, student = two_with_one_student(world)
    one.rename(student, "张䶮甲")
    two.rename(student, "张䶮乙")
    settle_everywhere(world, one, two)
    (view,) = list_conflicts(one.workspace)
    wanted = view.fields[0].other if take else view.fields[0].now
    settle_conflict(one.workspace, view.id, take)
    settle_everywhere(world, one, two)
    for end in (one, two, world.province):
        assert end.students()[student] == wanted
        with end.workspace.store.read() as reader:
            assert not reader.find(Conflict, settled=False)
    assert not list_conflicts(two.workspace)


def test_only_the_fields_that_were_named_are_taken(world: World) -> None:
    one, two, student = two_with_one_student(world)
    one.rename(student, "张䶮甲")
    phone(one, student, "13900000001")
    two.rename(student, "张䶮乙")
    phone(two, student, "13900000002")
    settle_everywhere(world, one, two)
    (view,) = list_conflicts(one.workspace)
    by_name = {choice.name: choice for choice in view.fields}
    settle_conflict(one.workspace, view.id, ["phone"])
    with one.workspace.store.read() as reader:
        row = reader.get(Student, student)
        assert (row.name, row.phone) == (by_name["name"].now, by_name["phone"].other)
    assert not list_conflicts(one.workspace), "all that one version lost is settled at once"


def test_a_deleted_record_can_be_chosen_back_or_away(world: World) -> None:
    one, two, student = two_with_one_student(world)
    one.delete(student)
    two.rename(student, "张䶮乙")
    settle_everywhere(world, one, two)
    (view,) = list_conflicts(one.workspace)
    by_name = {choice.name: choice for choice in view.fields}
    assert view.now_by != view.other_by, "who deleted it, and who wrote on"
    assert {by_name["deleted"].now, by_name["deleted"].other} == {"删除", "保留"}
    back = [] if by_name["deleted"].now == "保留" else ["deleted", "name"]
    settle_conflict(one.workspace, view.id, back)
    settle_everywhere(world, one, two)
    assert one.students() == two.students() == world.province.students() == {student: "张䶮乙"}


def test_a_later_edit_is_what_is_shown_as_now(world: World) -> None:
    one, two, student = two_with_one_student(world)
    one.rename(student, "张䶮甲")
    two.rename(student, "张䶮乙")
    settle_everywhere(world, one, two)
    one.rename(student, "张䶮丙")
    (view,) = list_conflicts(one.workspace)
    assert view.fields[0].now == "张䶮丙"
    assert view.now_by == "王一"


def test_settling_twice_is_refused_in_words(world: World) -> None:
    one, two, student = two_with_one_student(world)
    one.rename(student, "张䶮甲")
    two.rename(student, "张䶮乙")
    settle_everywhere(world, one, two)
    (view,) = list_conflicts(one.workspace)
    settle_conflict(one.workspace, view.id)
    before = one.state(one.township)
    with pytest.raises(SettledConflictError):
        settle_conflict(one.workspace, view.id, ["name"])
    assert one.state(one.township) == before


def test_both_ends_may_choose_at_the_same_time(world: World) -> None:
    one, two, student = two_with_one_student(world)
    one.rename(student, "张䶮甲")
    two.rename(student, "张䶮乙")
    settle_everywhere(world, one, two)
    (view,) = list_conflicts(one.workspace)
    settle_conflict(one.workspace, view.id)
    settle_conflict(two.workspace, view.id, ["name"])
    settle_everywhere(world, one, two)
    assert one.state(one.township) == two.state(one.township) == world.province.state(one.township)


def test_every_field_of_every_record_has_a_word() -> None:
    for table, kind in synced_tables(OWNER_TOWNSHIP).items():
        assert RECORDS[table]
        for name in field_names(kind):
            assert table == "conflict" or field_label(table, name) != name, (table, name)


def test_two_colleagues_of_one_name_in_one_second_have_a_card_each(world: World) -> None:
    one, two, student = two_with_one_student(world)
    three = world.join()
    for peer in (three, one, two, three):
        world.round(peer)
    for peer in (one, two, three):
        operator(peer, "值班")
    time.sleep(1 - time.time() % 1)  # a second that has all of itself ahead
    one.rename(student, "张甲")
    two.rename(student, "张乙")
    three.rename(student, "张丙")
    settle_everywhere(world, one, two, three)
    views = list_conflicts(one.workspace)
    assert len({(view.other_by, view.other_at) for view in views}) == 1, "nothing tells them apart"
    now = one.names()[0]
    others = {choice.other for view in views for choice in view.fields}
    assert others == {"张甲", "张乙", "张丙"} - {now}
    wanted = next(view for view in views if view.fields[0].other == min(others))
    settle_conflict(one.workspace, wanted.id, ["name"])
    assert one.names() == [min(others)]
    (left,) = list_conflicts(one.workspace)
    assert left.fields[0].other == max(others)


@pytest.mark.parametrize(
    "other", ["", "{", "[]", "7", "[" * 5000, '{"gender": 7}', '{"left_on": "?"}']
)
def test_an_unreadable_version_is_told_of_and_can_be_settled(world: World, other: str) -> None:
    peer = world.join()
    (student,) = peer.add("张䶮")
    with peer.workspace.store.write() as writer:
        writer.add(Conflict(table_name="student", row_id=student, kept="{", other=other))
    (view,) = list_conflicts(peer.workspace)
    assert (view.title, view.fields, view.unreadable) == ("张䶮", (), True)
    assert township_status(peer.workspace).exchange.conflicts == 1
    settle_conflict(peer.workspace, view.id, ["name"])
    assert not list_conflicts(peer.workspace)
    assert peer.students() == {student: "张䶮"}

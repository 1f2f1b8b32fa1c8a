"""The provincial end: reference data, enrolments, what comes in, what is counted."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.bundle.bundle import Header, seal
from desktop.bundle.errors import (
    InterruptedBundleError,
    NotABundleError,
)
from desktop.domain.terms import PairingState
from desktop.foundation.files import WriteError
from desktop.store.server.address import AddressError
from desktop.store.store import Reader
from desktop.store.tables import Activity, Attendance, Pairing, Student, University
from desktop.sync import wire
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.packing import Selection, row_frames
from desktop.usecases.exchange.status import exchange_status
from desktop.usecases.province.admit import UnknownDeviceError, UsedEnrolmentError
from desktop.usecases.province.enrol import UnknownTownshipError
from desktop.usecases.province.init import ProvinceExistsError, init_province
from desktop.usecases.province.load_reference import WrongEndError, load_reference
from desktop.usecases.province.send_down import NobodyToSendError, send_down
from desktop.usecases.province.status import province_status
from tests.small_disk import small_disk
from tests.unit.exchange_world import ONE, PASSPHRASE, REFERENCE, TWO, Peer, World

pytestmark = pytest.mark.both_stores


def test_the_same_reference_data_a_second_time_changes_nothing(world: World) -> None:
    loaded = load_reference(world.province.workspace, REFERENCE)
    assert loaded.changed == 0
    assert loaded.problems == ()
    assert (loaded.townships, loaded.communities, loaded.universities) == (40, 202, 158)


def test_a_bad_row_is_left_out_and_named_and_nothing_is_deleted(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "universities.csv").write_text(
        "university_name,latitude,longitude\n青桥大学,36.5,117.1\n歪桥大学,北纬三十六度,117.1\n",
        encoding="utf-8",
    )
    loaded = load_reference(world.province.workspace, folder)
    (problem,) = loaded.problems
    assert (problem.file, problem.row) == ("universities.csv", 3)
    with world.province.workspace.store.read() as reader:
        names = {row.name for row in reader.find(University)}
    assert "青桥大学" in names
    assert "歪桥大学" not in names
    assert len(names) == 159


def test_branches_of_an_unknown_university_are_left_out_and_named(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "branches.csv"
    file.write_text(
        "学校,院系,团支部,类型,人数,年级\n"
        "山东大学,文学院,2025级1班,班级,30,2025级\n"
        "乌有大学,文学院,2025级1班,班级,30,2025级\n",
        encoding="utf-8",
    )
    loaded = load_reference(world.province.workspace, file)
    assert (loaded.departments, loaded.branches) == (1, 1)
    (problem,) = loaded.problems
    assert "乌有大学" in problem.message


def test_a_township_takes_no_reference_data(peer: Peer) -> None:
    with pytest.raises(WrongEndError):
        load_reference(peer.workspace, REFERENCE)


def test_a_province_is_made_once_and_only_in_its_own_store(world: World, tmp_path: Path) -> None:
    with pytest.raises(ProvinceExistsError, match="没有改动"):
        init_province(world.province.root, PASSPHRASE)
    with pytest.raises(AddressError):
        init_province(tmp_path / "other", PASSPHRASE, store="postgresql://")
    assert not (tmp_path / "other").exists()


def test_an_unknown_township_cannot_be_enrolled(world: World) -> None:
    with pytest.raises(UnknownTownshipError, match="999999999"):
        world.enrol(999999999)


def test_sending_down_to_townships_that_never_spoke_is_refused_in_words(
    world: World, peer: Peer
) -> None:
    with pytest.raises(NobodyToSendError, match="所有镇街还没有上报过"):
        send_down(world.province.workspace, world.stick())
    world.up(peer)
    with pytest.raises(NobodyToSendError, match=str(TWO)):
        send_down(world.province.workspace, world.stick(), [ONE, TWO])
    with pytest.raises(UnknownTownshipError):
        send_down(world.province.workspace, world.stick(), [1])
    assert len(send_down(world.province.workspace, world.stick())) == 1


def test_a_second_pc_with_the_same_enrolment_is_refused(world: World) -> None:
    given = world.enrol()
    first, second = world.join(ONE, given), world.join(ONE, given)
    assert world.up(first).error is None
    second.add("第二台的")
    refused = world.up(second)
    assert isinstance(refused.error, UsedEnrolmentError)
    assert refused.error.hint
    assert world.province.names() == []
    assert second.names() == ["第二台的"]


def test_two_pcs_of_one_township_see_each_others_rows(world: World) -> None:
    one, two = world.join(), world.join()
    one.add("甲")
    two.add("乙")
    for _ in range(2):
        world.round(one)
        world.round(two)
    world.round(one)
    assert one.names() == two.names() == world.province.names() == ["乙", "甲"]
    assert one.state(ONE) == two.state(ONE) == world.province.state(ONE)
    assert world.province.conflicts() == []  # the committee's name, said by both


def test_two_pcs_that_edit_one_row_leave_a_record_of_both(world: World) -> None:
    one, two = world.join(), world.join()
    (student,) = one.add("旧名")
    for _ in range(2):
        world.round(one)
        world.round(two)
    one.rename(student, "甲名")
    two.delete(student)
    for _ in range(2):
        world.round(one)
        world.round(two)
    world.round(one)
    assert one.state(ONE) == two.state(ONE) == world.province.state(ONE)
    (conflict,) = world.province.conflicts()
    assert "甲名" in conflict.kept + conflict.other
    assert '"deleted":1' in conflict.kept + conflict.other


def test_a_folder_with_bad_files_is_taken_in_all_the_same(world: World, peer: Peer) -> None:
    peer.add("甲")
    folder = world.stick()
    hand_up(peer.workspace, folder)
    (good,) = folder.iterdir()
    stranger = world.join(TWO)
    head, _, rest = good.read_bytes().partition(b'"sender":"')
    (folder / "a照片.qqb").write_bytes(b"not a bundle")
    (folder / "b自称省级.qqb").write_bytes(head + b'"sender":"province"' + rest[33:])
    (folder / "c陌生.qqb").write_bytes(head + b'"sender":"' + b"0" * 32 + rest[32:])
    shutil.copy(world.bundle(stranger), folder / "z另一个.qqb")
    (folder / "说明.txt").write_text("不是包", encoding="utf-8")
    results = {one.path.name: one for one in world.receive(folder, folder / "没有.qqb")}
    assert len(results) == 6
    assert isinstance(results["a照片.qqb"].error, NotABundleError)
    assert results["b自称省级.qqb"].error is not None
    assert isinstance(results["c陌生.qqb"].error, UnknownDeviceError)
    assert isinstance(results["没有.qqb"].error, InterruptedBundleError)
    assert results["z另一个.qqb"].error is None
    assert results[good.name].error is None
    assert world.province.names() == ["甲"]


def test_one_township_cannot_speak_as_another(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    world.round(peer)
    world.round(other)
    with peer.workspace.store.write() as writer:
        writer.replica.township = TWO
        writer.connection.exec_driver_sql("UPDATE student SET township = ?", (TWO,))
        writer.add(Student(name="冒充"))
    (received,) = world.receive(hand_up_as(world, peer))
    assert received.township == ONE
    assert received.tally is not None
    assert (received.tally.new, received.tally.refused) == (0, 1)
    assert "冒充" not in world.province.names()


def hand_up_as(world: World, peer: Peer) -> Path:
    with peer.workspace.store.write() as writer:  # its own township row goes by that code
        writer.connection.exec_driver_sql("UPDATE township SET code = ?", (TWO,))
    return world.bundle(peer)


def test_an_archive_that_is_full_says_so_and_takes_nothing_in(world: World, peer: Peer) -> None:
    peer.add(*(secrets.token_hex(400) for _ in range(100)))
    path = world.bundle(peer)
    archive = world.province.workspace.folder.archive
    with small_disk(archive, "16k"):
        with pytest.raises(WriteError, match="磁盘空间不足"):
            world.receive(path)
        assert [file for file in archive.rglob("*") if file.is_file()] == []
    assert world.province.names() == []
    (received,) = world.receive(path)
    assert (received.error, received.duplicate) == (None, False)


def test_two_processes_never_send_down_under_one_number(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.up(peer)
    entered: list[int] = []

    def interrupted(*args: Any, **named: Any) -> Header:  # noqa: ANN401 - passed on
        if not entered:
            entered.append(1)
            world.answer(peer)  # another process is faster
        return seal(*args, **named)

    monkeypatch.setattr("desktop.usecases.province.send_down.seal", interrupted)
    slower = world.root / "slower"
    with pytest.raises(NobodyToSendError, match="同时"):
        send_down(world.province.workspace, slower)
    assert list(slower.iterdir()) == []


def test_status_counts_what_is_there(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    students = peer.add("甲", "乙", "丙")
    peer.delete(students[2])
    with peer.workspace.store.write() as writer:
        for state in (PairingState.ACTIVE, PairingState.PROPOSED):
            writer.add(Pairing(state=state))
        activity = writer.add(Activity(title="作业辅导"))
        for student in students[:2]:
            writer.add(Attendance(activity_id=activity.id, student_id=student))
    world.round(peer)
    world.bundle(other)  # lost
    status = province_status(world.province.workspace)
    assert (status.townships, status.communities, status.universities) == (40, 202, 158)
    first, second = status.enrolled
    with world.province.workspace.store.read() as reader:
        counted = [
            sum(row.township == ONE for row in reader.find(kind))
            for kind in (Pairing, Activity, Student, Attendance)
        ]
    assert [first.pairings, first.activities, first.students, first.attendances] == counted
    assert counted == [2, 1, 2, 2]
    assert (first.code, first.devices, first.joined, first.bundles) == (ONE, 1, 1, 1)
    assert (second.code, second.devices, second.joined, second.bundles) == (TWO, 1, 0, 0)
    assert first.last_taken_in == world.clock.now


def test_tables_of_the_province_and_of_newer_versions_are_refused_alone(
    world: World, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.add("甲")

    def smuggled(reader: Reader, selection: Selection) -> Iterator[object]:
        yield wire.frame("mascot", [(bytes(16), ONE)])
        yield wire.frame("university", [(bytes(16), ONE)])
        yield from row_frames(reader, selection)

    with monkeypatch.context() as patch:
        patch.setattr("desktop.usecases.exchange.hand_up.row_frames", smuggled)
        path = world.bundle(peer)
    (received,) = world.receive(path)
    assert received.tally is not None
    assert (received.tally.new, received.tally.refused) == (2, 2)
    assert world.province.names() == ["甲"]
    world.down(peer)
    assert "未收 2 条" in exchange_status(peer.workspace).bundles[0].receipt

"""What the province decides and counts, on its way to the township."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from desktop.cli.province import command
from desktop.domain.definitions import DefinitionError
from desktop.domain.terms import ConsentMeans, PairingState, Presence, Side
from desktop.foundation.ids import reference_id
from desktop.store.queries import dashboard, figures, pairings
from desktop.store.queries.definitions import definitions
from desktop.store.tables import (
    Activity,
    ActivityPairing,
    Attendance,
    Branch,
    Department,
    Pairing,
    Student,
)
from desktop.usecases.pairing.change_pairing_state import activate_pairing
from desktop.usecases.pairing.record_consent import Said, record_consent
from desktop.usecases.province.decisions import enter_decisions, list_proposals
from desktop.usecases.province.indicators import define_indicator, show_definitions
from desktop.usecases.province.load_reference import WrongEndError
from desktop.usecases.province.merge_figures import merge_figures
from tests.unit.exchange_world import PROVINCE_PASSPHRASE, TWO, Peer, World

pytestmark = pytest.mark.both_stores

UNIVERSITY = reference_id("university", "山东大学")
CLASSES = ("1班", "2班", "3班")


def branch_id(name: str) -> bytes:
    return reference_id("branch", name)


def add_branches(world: World) -> None:
    department = reference_id("department", "学院")
    with world.province.workspace.store.write() as writer:
        writer.add(Department(id=department, university_id=UNIVERSITY, name="学院"))
        for name in CLASSES:
            writer.add(Branch(id=branch_id(name), department_id=department, name=name))


def pair(peer: Peer, name: str, state: PairingState = PairingState.PROPOSED) -> bytes:
    with peer.workspace.store.write() as writer:
        return writer.add(Pairing(branch_id=branch_id(name), state=state)).id


def fill_in(path: Path, **columns: str) -> None:
    """Fill the first row in as a university would."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    names = {str(cell.value): cell.column for cell in sheet[1]}
    for name, value in columns.items():
        sheet.cell(2, names[name] or 0).value = value
    book.save(path)


def test_a_campuss_answer_reaches_the_pairing_as_its_consent(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    add_branches(world)
    pairing = pair(peer, "1班")
    today = peer.workspace.today()
    record_consent(peer.workspace, pairing, Said(Side.COMMUNITY, "王主任", today))
    world.round(peer)
    path = tmp_path / "答复.xlsx"
    province = world.province.workspace
    assert list_proposals(province, path).count == 1
    assert enter_decisions(province, path).silent == 1
    fill_in(path, 是否同意="是", 答复人="李书记", 答复日期=today.isoformat(), 文号="团〔2026〕5 号")
    entered = enter_decisions(province, path)
    assert (entered.changed, entered.unchanged, entered.problems) == (1, 0, ())
    assert enter_decisions(province, path).unchanged == 1
    assert list_proposals(province, tmp_path / "没有了.xlsx").count == 0
    world.round(peer)
    with peer.workspace.store.read() as reader:
        (row,) = pairings.page(reader)
        word = pairings.consents(reader, [pairing])[pairing][-1]
        (ready,) = [
            one.ids for one in dashboard.todos(reader, world.clock()) if one.kind == "ready"
        ]
    assert (row.community_agreed, row.campus_agreed) == (True, True)
    assert (word.side, word.means, word.person, word.document) == (
        Side.CAMPUS,
        ConsentMeans.PROVINCE,
        "李书记",
        "团〔2026〕5 号",
    )
    assert ready == (pairing,)
    assert activate_pairing(peer.workspace, pairing).now is PairingState.ACTIVE


def test_a_refusal_by_way_of_the_province_stands_in_the_way(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    add_branches(world)
    pairing = pair(peer, "1班")
    today = peer.workspace.today()
    for side in Side:  # the campus was said to agree by telephone
        record_consent(peer.workspace, pairing, Said(side, "某人", today))
    world.up(peer)
    path = tmp_path / "答复.xlsx"
    with world.province.workspace.store.read() as reader:
        assert pairings.page(reader)[0].campus_agreed is True
    list_proposals(world.province.workspace, path)
    assert load_workbook(path).worksheets[0].max_row == 1, "it has been answered"


def test_what_cannot_be_told_is_left_out_and_named(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    add_branches(world)
    pair(peer, "1班")
    world.round(peer)
    path = tmp_path / "答复.xlsx"
    list_proposals(world.province.workspace, path)
    fill_in(path, 是否同意="否")
    (problem,) = enter_decisions(world.province.workspace, path).problems
    assert (problem.row, problem.column) == (2, "说明")
    fill_in(path, 是否同意="否", 说明="课程已满", 青桥编号="00")
    (problem,) = enter_decisions(world.province.workspace, path).problems
    assert problem.column == "青桥编号"
    with pytest.raises(WrongEndError):
        list_proposals(peer.workspace, path)


def test_a_new_definition_counts_from_its_day_on(world: World, peer: Peer) -> None:
    province = world.province.workspace
    today = province.today()
    assert {one.version for one in show_definitions(province)} == {0}
    define_indicator(province, "band", {"ceiling": 0}, today)
    define_indicator(province, "band", {"clubs": False}, today + timedelta(days=1))
    for key, changes in (("band", {"weekends": True}), ("band", {"floor": -1}), ("nothing", {})):
        with pytest.raises(DefinitionError):
            define_indicator(province, key, changes)
    with pytest.raises(WrongEndError):
        define_indicator(peer.workspace, "band", {})
    world.round(peer)
    with peer.workspace.store.read() as reader:
        now = definitions(reader, today)
        later = definitions(reader, today + timedelta(days=1))
    assert (now.band.ceiling, now.band.clubs, now.versions["band"]) == (0, True, (1, today))
    assert (later.band.ceiling, later.band.clubs) == (0, False), "a version builds on the last"


def hold(peer: Peer, pairing: bytes, starts: datetime, *numbers: str) -> None:
    """Hold an activity of a pairing to which the students with these numbers came."""
    with peer.workspace.store.write() as writer:
        activity = writer.add(Activity(starts_at=starts, ends_at=starts + timedelta(hours=1)))
        writer.add(ActivityPairing(activity_id=activity.id, pairing_id=pairing))
        for number in numbers:
            (student,) = writer.find(Student, student_number=number)
            writer.add(
                Attendance(
                    activity_id=activity.id, student_id=student.id, presence=Presence.PRESENT
                )
            )


def test_the_province_counts_over_all_townships(world: World, peer: Peer) -> None:
    """Branch 1 is paired twice and out once in each township; a student of it came to one."""
    add_branches(world)
    other = world.join(TWO)
    for one in (peer, other):
        world.round(one)
    here, there = pair(peer, "1班", PairingState.ACTIVE), pair(other, "1班", PairingState.ACTIVE)
    pair(other, "2班", PairingState.ACTIVE)
    for one in (peer, other):
        with one.workspace.store.write() as writer:
            for number in ("01", "02"):
                student = Student(branch_id=branch_id("1班"), name="甲", student_number=number)
                writer.add(student)
    starts = world.clock() - timedelta(days=1)
    hold(peer, here, starts)
    hold(other, there, starts, "01")
    hold(other, there, datetime(2020, 1, 1, tzinfo=UTC))
    for one in (peer, other):
        world.up(one)
    counted = merge_figures(world.province.workspace)
    assert counted.townships == 2
    assert {one.key: (one.numerator, one.denominator) for one in counted.province} == {
        "coverage": (2, 3),
        "band": (1, 2),
        "reach": (1, 2),
    }
    world.down(peer)
    with peer.workspace.store.read() as reader:
        rings = {one.key: one for one in figures.indicators(reader, peer.workspace.today())}
    own, whole = rings["band"].merged
    assert (own.township, own.numerator, own.denominator) == (peer.township, 1, 1)
    assert (whole.township, whole.numerator, whole.denominator) == (0, 1, 2)
    assert rings["band"].numerator == 0, "with this township's activities alone it falls short"
    assert [one.numerator for one in rings["reach"].merged] == [1, 1]
    assert rings["reach"].numerator == 0


def test_by_command(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(world.province.root)
    world.province.workspace.close()
    monkeypatch.setenv("QINGQIAO_PASSPHRASE", PROVINCE_PASSPHRASE)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(command, arguments, catch_exceptions=False)
        return f"{done.exit_code} {done.output}"

    assert "方案原文" in run("indicators", folder)
    assert "第 1 版" in run("indicators", folder, "band", "ceiling=0", "--from", "2026-09-01")
    assert run("indicators", folder, "band", "ceiling").startswith("2 ")
    assert "团支部参与面：0 / 0" in run("figures", folder)
    assert "二者选一" in run("decisions", folder)
    world.province.reopen()

"""A semester's plan and the contacts of pairings, as workbooks in and out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop.domain.terms import ActivityState, PairingState, SafeguardKind, Theme
from desktop.foundation.clock import BEIJING
from desktop.foundation.progress import SILENT
from desktop.gui.rows_model import RowsQuery
from desktop.gui.views import activities_rows, pairings_rows
from desktop.store.queries import activities
from desktop.store.tables import Activity, ActivityPairing, Pairing, Project, Safeguard
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.create_project import ProjectFields, create_project
from desktop.usecases.activity.import_activities import ACTIVITY_IMPORT
from desktop.usecases.importing.preview_import import ImportPreview, preview_import
from desktop.usecases.importing.run_import import run_import
from desktop.usecases.pairing.change_pairing_state import change_pairing_state
from desktop.usecases.pairing.import_contacts import CONTACT_IMPORT
from desktop.usecases.undo import noting_changes, take_back
from desktop.workbooks.listing import write_listing
from tests.unit.township_sample import FAR, NEAR, Sample

PLAN = ("活动", "日期", "开始时间", "结束时间", "项目", "社区", "团支部", "地点", "人数")
Row = tuple[str, ...]


def plan(folder: Path, *rows: Row) -> Path:
    path = folder / "计划.xlsx"
    write_listing(path, "计划", [(one, 12.0) for one in PLAN], rows)
    return path


def problems(preview: ImportPreview) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in preview.problems]


def exported(sample: Sample, folder: Path) -> Path:
    path = folder / "活动.xlsx"
    activities_rows.export(sample.workspace, RowsQuery(), path, SILENT)
    return path


@pytest.fixture
def east(sample: Sample) -> bytes:
    """A pairing of 东社区 with 1班 of the near university, and its project."""
    pairing = sample.active()
    sample.project(pairing)
    return pairing


@pytest.mark.usefixtures("east")
def test_a_plan_comes_in_as_planned_in_the_window_and_can_be_taken_back(
    sample: Sample, tmp_path: Path
) -> None:
    other = sample.active(2, "2班")
    path = plan(
        tmp_path,
        ("作业辅导", "2026-12-5", "14:30", "16点30分", "课后课堂", "", "", "二楼", "20"),
        ("清洁楼院", "2026-12-6", "9:00", "11:00", "课后课堂", "东、西", "1班、2班", "", ""),
        ("谁的", "2026-12-7", "9:00", "11:00", "", "西社区", "", "", ""),
        ("何时", "2026-12-7", "11:00", "9:00", "课后课堂", "", "", "", ""),
        ("没有的", "2026-12-7", "9:00", "11:00", "课后", "", "", "", ""),
        ("不成对", "2026-12-7", "9:00", "11:00", "课后课堂", "西社区", "1班", "", ""),
    )
    outcome, act = noting_changes(lambda: run_import(sample.workspace, ACTIVITY_IMPORT, path))
    assert (outcome.added, outcome.changed) == (2, 0)
    assert [(one.row, one.column) for one in outcome.problems] == [
        (5, "项目"),
        (6, "结束时间"),
        (7, "项目"),
        (8, "团支部"),
    ]
    with sample.workspace.store.read() as reader:
        second, first = activities.page(reader)
        assert (first.title, first.place, first.capacity) == ("作业辅导", "二楼", 20)
        assert first.starts_at == datetime(2026, 12, 5, 14, 30, tzinfo=BEIJING)
        assert {first.number[-4:], second.number[-4:]} == {"0001", "0002"}
        assert first.open_safeguards == len(SafeguardKind)
        linked = {one.id for one in activities.linked_pairings(reader, second.id)}
    assert (other in linked, len(linked)) == (True, 2)
    again = run_import(sample.workspace, ACTIVITY_IMPORT, path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        for kind in (Activity, ActivityPairing, Safeguard):
            assert reader.find(kind) == [], kind


def test_an_untouched_export_changes_nothing_whatever_its_pairings_came_to(
    sample: Sample, tmp_path: Path, east: bytes
) -> None:
    far = sample.active(1, "1班", FAR, "对口专业")
    project = sample.project(east)  # a second one of the same name
    joint = sample.activity(project, east, far)
    longer = sample.activity(project, title="夏令营")
    with sample.workspace.store.write() as writer:
        writer.get(Activity, longer).ends_at = sample.now + timedelta(days=4)
        writer.get(Activity, joint).leader_phone = "138 0000 0000（夜间）"
        writer.get(Project, project).name = "课后　课堂"
    change_activity_state(sample.workspace, longer, ActivityState.CANCELLED)
    change_pairing_state(sample.workspace, far, PairingState.ENDED, "毕业")
    again = sample.active(1, "1班", FAR, "再次结对")
    with sample.workspace.store.write() as writer:
        writer.add(ActivityPairing(activity_id=joint, pairing_id=again))
    path = exported(sample, tmp_path)
    before = sample.lsn
    outcome = run_import(sample.workspace, ACTIVITY_IMPORT, path)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 2)
    assert (outcome.problems, sample.lsn) == ((), before)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: at for at, cell in enumerate(sheet[1], start=1)}
    for row in (2, 3):
        sheet.cell(row, columns["结束日期"]).value = None
        if sheet.cell(row, 1).value == "夏令营":
            sheet.cell(row, columns["青桥编号"]).value = None  # known by what it is then
    book.save(path)
    preview = preview_import(sample.workspace, ACTIVITY_IMPORT, path)
    assert preview.unchanged == 2, "it still takes four days"


def test_a_changed_export_changes_just_that_and_nothing_that_is_over(
    sample: Sample, tmp_path: Path, east: bytes
) -> None:
    project = sample.project(east)
    moved = sample.activity(project, title="作业辅导")
    sample.activity(project, title="取消了的", starts=timedelta(days=2))
    with sample.workspace.store.read() as reader:
        (over,) = reader.find(Activity, title="取消了的")
        known = reader.get(Activity, moved).number
    change_activity_state(sample.workspace, over.id, ActivityState.CANCELLED)
    path = exported(sample, tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: at for at, cell in enumerate(sheet[1], start=1)}
    for row in range(2, 4):
        sheet.cell(row, columns["日期"]).value = "2026-12-24"
        sheet.cell(row, columns["主题"]).value = Theme.HERITAGE.label
    book.save(path)
    preview = preview_import(sample.workspace, ACTIVITY_IMPORT, path)
    (changed,) = preview.changed
    assert set(changed.changes) == {"starts_at", "ends_at", "theme"}
    assert preview.show("starts_at", changed.changes["starts_at"][1]) == "2026-12-24 10:00"
    assert [one.title for one in preview.problems] == ["取消了的"]
    _, act = noting_changes(lambda: run_import(sample.workspace, ACTIVITY_IMPORT, path))
    with sample.workspace.store.read() as reader:
        after = reader.get(Activity, moved)
        assert (after.theme, after.number) == (Theme.HERITAGE, known)
        assert len(activities.linked_pairings(reader, moved)) == 1
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        assert reader.get(Activity, moved).theme is Theme.VOLUNTEER


def test_a_project_is_found_by_its_pairing_and_one_of_several_is_to_be_named(
    sample: Sample, tmp_path: Path, east: bytes
) -> None:
    times = ("2026-12-5", "14:30", "16:30")
    path = plan(tmp_path, ("作业辅导", *times, "", "东社区", f"1班（{NEAR}）", "", ""))
    preview = preview_import(sample.workspace, ACTIVITY_IMPORT, path)
    (new,) = preview.new
    assert preview.show("pairing_ids", new.fields["pairing_ids"]) == "东社区 — 1班"
    create_project(
        sample.workspace, ProjectFields(east, "第二个", community_owner="甲", campus_owner="乙")
    )
    preview = preview_import(sample.workspace, ACTIVITY_IMPORT, path)
    assert problems(preview) == [(3, "项目")]
    assert "2 个项目" in preview.problems[0].message
    sample.proposed(3, "公益社")
    waiting = plan(tmp_path, ("早了", *times, "第二个", "南村", "公益社", "", ""))
    preview = preview_import(sample.workspace, ACTIVITY_IMPORT, waiting)
    assert problems(preview) == [(3, "团支部")]
    assert PairingState.PROPOSED.label in preview.problems[0].message


@pytest.mark.usefixtures("east")
def test_what_is_too_much_for_a_branch_is_told_before_it_comes_in(
    sample: Sample, tmp_path: Path
) -> None:
    rows = [
        (f"第{day}次", f"2026-12-{day}", "14:30", "16:30", "课后课堂", "", "", "", "")
        for day in (5, 12, 19, 26)
    ]
    overlapping = ("撞了", "2026-12-5", "16:00", "17:00", "课后课堂", "", "", "", "")
    holiday = ("元旦", "2027-1-1", "9:00", "10:00", "课后课堂", "", "", "", "")
    path = plan(tmp_path, *rows, overlapping, holiday)
    preview = preview_import(sample.workspace, ACTIVITY_IMPORT, path)
    said = {one.row: "；".join(one.advice) for one in preview.new}
    assert (said[3], said[4], said[5]) == ("", "", "")
    assert "4 次" in said[6]
    assert "与第 3 行时间重叠" in said[7]
    assert "元旦" in said[8]


def test_contacts_come_in_for_pairings_that_are_here_and_make_none(
    sample: Sample, tmp_path: Path
) -> None:
    near, far = sample.active(), sample.active(1, "1班", FAR, "对口专业")
    target = tmp_path / "联络人.xlsx"
    assert pairings_rows.export(sample.workspace, RowsQuery(), target, SILENT) == 2
    before = sample.lsn
    outcome = run_import(sample.workspace, CONTACT_IMPORT, target)
    assert (outcome.changed, outcome.unchanged, outcome.problems) == (0, 2, ())
    assert sample.lsn == before
    path = tmp_path / "填好.xlsx"
    columns = [(one, 12.0) for one in ("社区", "团支部", "联系人", "手机")]
    rows = [
        ("东", f"1班（{NEAR}）", "刘老师", "１３８００００００００"),
        ("东社区", "1班", "说不清", ""),
        ("西社区", "2班", "没有结对", ""),
        ("", f"{FAR} 学院 1班", "陈老师", ""),
    ]
    write_listing(path, "联络人", columns, rows)
    outcome, act = noting_changes(lambda: run_import(sample.workspace, CONTACT_IMPORT, path))
    assert (outcome.added, outcome.changed) == (0, 2)
    assert [(one.row, one.column) for one in outcome.problems] == [(4, "团支部"), (5, "团支部")]
    with sample.workspace.store.read() as reader:
        found = {row.id: (row.campus_contact, row.campus_phone) for row in reader.find(Pairing)}
    assert found == {near: ("刘老师", "13800000000"), far: ("陈老师", "")}
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        assert {row.campus_contact for row in reader.find(Pairing)} == {""}
    book = load_workbook(target)
    book.worksheets[0]["B2"] = "2班"
    book.save(target)
    (problem,) = preview_import(sample.workspace, CONTACT_IMPORT, target).problems
    assert (problem.row, problem.column) == (2, "团支部")

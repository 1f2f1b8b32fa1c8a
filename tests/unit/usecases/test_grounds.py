"""阵地, 摸排 and what comes in and goes out as workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.domain.survey import jotted_needs
from desktop.domain.terms import BaseKind, NeedState, PostKind, Theme
from desktop.foundation.progress import SILENT
from desktop.gui.rows_model import RowsQuery
from desktop.gui.views import appointments, bases, needs_rows
from desktop.store.queries import needs
from desktop.store.queries.grounds import BASES, SURVEYS
from desktop.store.tables import Appointment, Base, Need
from desktop.usecases.appointment.import_appointments import APPOINTMENT_IMPORT
from desktop.usecases.appointment.keep_appointment import AppointmentFields, keep_appointment
from desktop.usecases.ground.import_bases import BASE_IMPORT
from desktop.usecases.ground.keep_base import BaseFields, BaseRuleError, delete_base, keep_base
from desktop.usecases.ground.record_survey import SurveyFields, SurveyRuleError, record_survey
from desktop.usecases.importing.run_import import run_import
from desktop.usecases.pairing.import_needs import NEED_IMPORT
from desktop.usecases.pairing.need_fields import NeedFields, NeedRuleError
from desktop.usecases.pairing.record_need import record_need
from desktop.usecases.undo import noting_changes, take_back
from desktop.workbooks.listing import write_listing
from tests.unit.township_sample import Sample, community_id

TODAY = date(2026, 11, 20)


def test_a_base_is_kept_once_by_its_name(sample: Sample) -> None:
    served = " ".join(sorted(community_id(n).hex() for n in (1, 3)))
    fields = BaseFields("东社区党群服务中心", BaseKind.SERVICE_CENTRE, served, capacity=30)
    kept = keep_base(sample.workspace, fields)
    with pytest.raises(BaseRuleError, match="已经有一处"):
        keep_base(sample.workspace, fields)
    keep_base(sample.workspace, BaseFields(fields.name, BaseKind.YOUTH_HOME), kept.base_id)
    with sample.workspace.store.read() as reader:
        (row,) = BASES.page(reader)
    assert (row.kind, row.communities, row.capacity) == (BaseKind.YOUTH_HOME, "", 0)
    delete_base(sample.workspace, kept.base_id)
    with sample.workspace.store.read() as reader:
        assert BASES.count(reader) == 0


def test_needs_go_out_and_come_back_unchanged(sample: Sample, tmp_path: Path) -> None:
    record_need(
        sample.workspace,
        NeedFields(
            community_id(1),
            "缺课后辅导",
            Theme.THEORY,
            headcount=8,
            detail="每周六\n\n 上午",
            valid_from=TODAY,
            valid_until=date(2027, 1, 31),
            priorities="基层治理",
        ),
    )
    sample.need(2, "清洁楼院")
    sample.need(2, "清洁楼院")  # somebody recorded it twice
    target = tmp_path / "需求.xlsx"
    assert needs_rows.export(sample.workspace, RowsQuery(), target, SILENT) == 3
    before = sample.lsn
    imported = run_import(sample.workspace, NEED_IMPORT, target)
    assert (imported.added, imported.changed, imported.unchanged) == (0, 0, 3)
    assert imported.problems == ()
    assert sample.lsn == before


def test_needs_come_in_with_what_is_wrong_left_out_and_can_be_taken_back(
    sample: Sample, tmp_path: Path
) -> None:
    sample.need(1, "缺课后辅导")
    path = tmp_path / "需求.xlsx"
    columns = [(name, 12) for name in ("社区", "需求", "主题", "需要人数", "截止日期", "状态")]
    write_listing(
        path,
        "需求",
        columns,
        [
            ["东", "缺课后辅导", "社区志愿服务", "12", "2027年1月31日", ""],  # 东社区 in short
            ["南村", "口述史", "红色文化传承", "", "", "已满足"],
            ["北社区", "谁也不认识", "社区志愿服务", "", "", ""],
            ["西社区", "写错主题", "大扫除", "", "", ""],
        ],
    )
    outcome, act = noting_changes(lambda: run_import(sample.workspace, NEED_IMPORT, path))
    assert (outcome.added, outcome.changed) == (1, 1)
    assert [(one.row, one.column) for one in outcome.problems] == [(5, "社区（村）"), (6, "主题")]
    with sample.workspace.store.read() as reader:
        found = {row.title: row for row in needs.page(reader)}
    assert found["缺课后辅导"].headcount == 12
    assert found["缺课后辅导"].valid_until == date(2027, 1, 31)
    assert found["口述史"].state is NeedState.MET
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        (left,) = reader.find(Need)
    assert (left.title, left.headcount, left.valid_until) == ("缺课后辅导", 0, None)


def test_bases_go_out_and_come_back_unchanged(sample: Sample, tmp_path: Path) -> None:
    served = " ".join(sorted(community_id(n).hex() for n in (1, 2)))
    keep_base(sample.workspace, BaseFields("青年之家", BaseKind.YOUTH_HOME, served, "路 1 号", 20))
    keep_base(sample.workspace, BaseFields("产业园", BaseKind.PARK))
    target = tmp_path / "阵地.xlsx"
    assert bases.export(sample.workspace, RowsQuery(), target, SILENT) == 2
    before = sample.lsn
    imported = run_import(sample.workspace, BASE_IMPORT, target)
    assert (imported.added, imported.changed, imported.unchanged) == (0, 0, 2)
    assert sample.lsn == before
    with sample.workspace.store.read() as reader:
        assert {row.communities for row in reader.find(Base)} == {"", served}


def test_appointments_go_out_and_come_back_and_are_known_again(
    sample: Sample, tmp_path: Path
) -> None:
    term = date(2026, 9, 1), date(2027, 8, 31)
    mentor = AppointmentFields(PostKind.MENTOR, "李明、王芳", "团市委", "东社区", *term)
    keep_appointment(sample.workspace, mentor)
    target = tmp_path / "聘任.xlsx"
    assert appointments.export(sample.workspace, RowsQuery(), target, SILENT) == 1
    before = sample.lsn
    imported = run_import(sample.workspace, APPOINTMENT_IMPORT, target)
    assert (imported.added, imported.changed, imported.unchanged) == (0, 0, 1)
    assert (sample.lsn, imported.problems) == (before, ())
    path = tmp_path / "责任人.xlsx"
    columns = [(one, 10.0) for one in ("责任人", "职务", "社区", "手机", "开始日期", "截止日期")]
    write_listing(
        path,
        "责任人",
        columns,
        [
            ["赵强", "结对责任人", "东社区", "１３８００００００００", "2026年9月1日", "2027-8-31"],
            ["李明、王芳", "团建指导员", "东社区", "0531-88", "2026-9-1", "2027-8-31"],
            ["钱进", "主任", "东社区", "", "2026-9-1", "2027-8-31"],
            ["孙洁", "结对责任人", "东社区", "", "2026-9-1", "2025-8-31"],
        ],
    )
    imported, act = noting_changes(lambda: run_import(sample.workspace, APPOINTMENT_IMPORT, path))
    assert (imported.added, imported.changed) == (1, 1)
    assert [(one.row, one.column) for one in imported.problems] == [(5, "职务"), (6, "聘期结束")]
    with sample.workspace.store.read() as reader:
        phones = {row.person: row.phone for row in reader.find(Appointment)}
    assert phones == {"赵强": "13800000000", "李明、王芳": "0531-88"}
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        assert [(row.person, row.phone) for row in reader.find(Appointment)] == [("李明、王芳", "")]


def test_needs_are_read_as_they_are_jotted_down() -> None:
    text = "1. 四点半课堂辅导，10人\n（2）反诈普法 20名；\n\n 3、党的理论宣讲\n老党员口述史(5人)"
    assert [(one.title, one.headcount, one.theme) for one in jotted_needs(text)] == [
        ("四点半课堂辅导", 10, Theme.VOLUNTEER),
        ("反诈普法", 20, Theme.CIVILISED),
        ("党的理论宣讲", 0, Theme.THEORY),
        ("老党员口述史", 5, Theme.HERITAGE),
    ]


def test_a_survey_brings_its_needs_along_or_nothing(sample: Sample) -> None:
    fields = SurveyFields(community_id(1), TODAY, scenes="党群服务中心二楼")
    need = NeedFields(community_id(1), "课后辅导")
    recorded = record_survey(sample.workspace, fields, [need])
    assert len(recorded.need_ids) == 1
    with pytest.raises(NeedRuleError):
        record_survey(sample.workspace, fields, [NeedFields(community_id(1), " ")])
    with pytest.raises(SurveyRuleError, match="还是空的"):
        record_survey(sample.workspace, SurveyFields(community_id(1), TODAY))
    with pytest.raises(SurveyRuleError, match="今天之后"):
        record_survey(sample.workspace, SurveyFields(community_id(1), date(2026, 11, 21), "甲"))
    changed = SurveyFields(community_id(1), TODAY, scenes="一楼")
    record_survey(sample.workspace, changed, survey_id=recorded.survey_id)
    with sample.workspace.store.read() as reader:
        (row,) = SURVEYS.page(reader)
        assert (row.community, row.scenes) == ("东社区", "一楼")
        assert [one.title for one in needs.page(reader)] == ["课后辅导"]

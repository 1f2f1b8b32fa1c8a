"""What the demo's township found out and whom it appointed, and what the province answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from desktop.domain.terms import BaseKind, PostKind, ReportMode, Theme
from desktop.store.tables import Community
from desktop.usecases.account.township_profile import edit_profile, show_profile
from desktop.usecases.appointment.keep_appointment import AppointmentFields, keep_appointment
from desktop.usecases.ground.keep_base import BaseFields, keep_base
from desktop.usecases.ground.record_survey import SurveyFields, record_survey
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.province.decisions import enter_decisions, list_proposals
from desktop.usecases.province.indicators import define_indicator
from desktop.usecases.province.merge_figures import merge_figures
from desktop.usecases.workspace import Workspace
from desktop.workbooks.decisions import DECISIONS
from desktop.workbooks.form import read_form, write_form

_PHONE = "0531-00000000"

_BASES = (
    ("千佛山党群服务中心", BaseKind.SERVICE_CENTRE, 60, "二楼教室 3 间，周末开放"),
    ("历山创新创业园", BaseKind.PARK, 120, "可安排企业参访和见习"),
    ("泉城智造科技公司", BaseKind.ENTERPRISE, 15, "提供软件测试见习岗位"),
    ("千佛山片区更新项目部", BaseKind.PROJECT, 20, "进场须戴安全帽"),
    ("历下区青少年活动中心", BaseKind.EDUCATION, 80, "暑期需提前一周预约"),
    ("羊头峪青年之家", BaseKind.YOUTH_HOME, 40, "晚上 9 点前开放"),
)

_PRIORITIES = ("基层治理“一老一小”服务", "文明典范城市创建", "青年人才引育")


def lay_ground(workspace: Workspace) -> None:
    """Write priorities, bases, surveys with their needs, and appointments of every kind."""
    profile = show_profile(workspace).profile
    edit_profile(workspace, replace(profile, priorities="\n".join(_PRIORITIES)))
    with workspace.store.read() as reader:
        communities = sorted(reader.find(Community), key=lambda row: row.code)
    for place, (name, kind, capacity, note) in enumerate(_BASES):
        community = communities[place % len(communities)]
        served = "" if kind is BaseKind.SERVICE_CENTRE else community.id.hex()
        fields = BaseFields(name, kind, served, "千佛山街道", capacity, "王主任", _PHONE, note)
        keep_base(workspace, fields)
    _survey(workspace, communities)
    _appoint(workspace, communities)


def _survey(workspace: Workspace, communities: list[Community]) -> None:
    today = workspace.today()
    for place, community in enumerate(communities[:3]):
        record_survey(
            workspace,
            SurveyFields(
                community.id,
                today - timedelta(days=125 - place),
                surveyor="李青",
                told_by="社区书记",
                scenes="党群服务中心二楼教室、居民活动广场",
                resources="场地、饮水、志愿者马甲，社区安排专人对接",
                intents="愿意与师范、医学类院系的团支部长期结对",
            ),
        )
    record_survey(
        workspace,
        SurveyFields(communities[3 % len(communities)].id, today - timedelta(days=20), "李青"),
        [
            NeedFields(
                communities[3 % len(communities)].id,
                "独居老人智能手机教学",
                theme=Theme.VOLUNTEER,
                mode=ReportMode.REGULAR,
                headcount=12,
                detail="每周三下午，一对一教用手机挂号、缴费",
                skills="有耐心，会本地话更好",
                support="场地、茶水",
                valid_from=today - timedelta(days=20),
                valid_until=today + timedelta(days=9),
                priorities=_PRIORITIES[0],
            )
        ],
    )


def _appoint(workspace: Workspace, communities: list[Community]) -> None:
    today = workspace.today()
    for person, kind, unit, serves, left in (
        ("周敏", PostKind.MENTOR, "社区党委书记", "历史学 2024 级团支部", 240),
        ("陈思远", PostKind.DEPUTY, "历史学院 2023 级", f"{communities[0].name}团支部", 40),
        ("林清扬", PostKind.GRID, "会计学院 2024 级", f"{communities[1].name}第三网格", 260),
        ("赵一鸣", PostKind.TEACHER, "文学院辅导员", "随队教师组", 200),
        ("孙明哲", PostKind.RESPONSIBLE, "街道团工委副书记", communities[0].name, 320),
    ):
        ends = today + timedelta(days=left)
        keep_appointment(
            workspace,
            AppointmentFields(
                kind, person, unit, serves, today - timedelta(days=120), ends, _PHONE
            ),
        )


def decide(province: Workspace, folder: Path) -> Path:
    """Let a university answer one proposal, settle a definition, and count for all townships."""
    path = folder / "高校答复.xlsx"
    list_proposals(province, path)
    filled, _ = read_form(path, DECISIONS)
    today = province.today()
    answer = {"agreed": "是", "person": "校团委李老师", "given_on": today, "document": "团函 12 号"}
    rows = [
        (row.id, {**row.values, **(answer if not place else {})})
        for place, row in enumerate(filled)
    ]
    write_form(path, DECISIONS, rows)
    enter_decisions(province, path)
    define_indicator(province, "nearness", {"long_km": 12.0}, note="就近就便")
    merge_figures(province)
    return path

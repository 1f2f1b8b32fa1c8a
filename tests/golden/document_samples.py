"""Documents to print: invented people, rare characters, long names, long titles."""

from __future__ import annotations

from datetime import date

from desktop.documents.certificate import Certificate, hours
from desktop.documents.placeholders import fill
from desktop.documents.sign_in_sheet import Column, SheetRow, SignInSheet
from desktop.domain.certificate_design import STANDARD, STANDARD_DESIGN, Design

RARE_NAMES = ("张䶮", "李𬭎", "陈𫖯", "王㛃", "赵𠅤")
LONG_NAME = "阿卜杜热合曼·买买提依明·吐尔逊江·艾合买提江·库"
LONG_TITLE = (
    "“青春建功新时代、百万学子进社区”栖霞街道仙林社区智慧助老、反诈宣传、"
    "垃圾分类与文明城市创建综合志愿服务活动第一期"
)
NAMES = (*RARE_NAMES, LONG_NAME, "欧阳子墨", "司马相如玉", "陈雨")
BRANCHES = ("计算机2301班团支部", "马克思主义学院思想政治教育2302班团支部")


def sheet(
    people: int,
    *,
    landscape: bool = False,
    columns: tuple[Column, ...] = tuple(Column),
    walk_in_rows: int = 4,
) -> SignInSheet:
    rows = tuple(
        SheetRow(
            NAMES[number % len(NAMES)],
            BRANCHES[number % len(BRANCHES)],
            f"2023{number:08d}",
            f"199{number:08d}",
        )
        for number in range(people)
    )
    return SignInSheet(
        title=LONG_TITLE,
        committee="栖霞街道青年工作委员会",
        township="南京市栖霞区栖霞街道",
        theme="社区治理与敬老助残",
        mode="日常课余常态化",
        when="2026年3月14日（星期六）9:00—11:30",
        place="仙林社区党群服务中心二楼多功能厅",
        leader="王晓东（辅导员）",
        safety_note="集体乘坐公共交通往返，听从随队教师安排；已购买意外伤害保险。",
        rows=rows,
        columns=columns,
        walk_in_rows=walk_in_rows,
        landscape=landscape,
        activity_code="Q7K2M9XA",
        version=2,
        printed_on=date(2026, 3, 12),
        reference="QX-2026-0314",
    )


DESIGNS = tuple(STANDARD.values())


def certificate(
    number: int,
    *,
    design: Design = STANDARD_DESIGN,
    name: str | None = None,
    activity: str = LONG_TITLE,
    minutes: int = 2190,
    qr_text: str = "",
) -> Certificate:
    name = NAMES[number % len(NAMES)] if name is None else name
    values = {
        "姓名": name,
        "学校": "南京信息职业技术大学",
        "院系": "马克思主义学院",
        "活动": activity,
        "日期": "2026年3月14日至6月20日",
        "时长": hours(minutes),
        "镇街": "栖霞街道",
    }
    return Certificate(
        serial=f"370102001-MFR00-{number:05d}",
        name=name,
        look=design.look,
        caption=design.caption,
        heading=design.heading,
        salutation=design.salutation,
        body=fill(design.body, values, "正文"),
        period="2026年3月14日至6月20日",
        minutes=minutes,
        issuer="栖霞街道青年工作委员会",
        issued_on=date(2026, 6, 28),
        qr_text=qr_text or f"6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE{number:06d}" * 3,
    )

"""Every document set from a template, filled with invented people and the longest texts."""

from __future__ import annotations

from desktop.documents.blocks import (
    AGREEMENT,
    APPOINTMENT,
    FORM,
    LETTER,
    LIST,
    PROOF,
    WIDE_LIST,
    Column,
    Document,
    Fact,
    Facts,
    Style,
    Table,
    Title,
)
from desktop.documents.page import MM
from desktop.documents.template import blocks_of, standard_text
from tests.golden.document_samples import BRANCHES, LONG_NAME, LONG_TITLE, NAMES, RARE_NAMES

PEOPLE = "、".join((*RARE_NAMES, LONG_NAME))
VALUES = {
    "单位": "栖霞街道青年工作委员会",
    "日期": "2026年3月5日",
    "甲方": "栖霞街道仙林新村社区居民委员会",
    "乙方": "南京信息职业技术大学马克思主义学院思想政治教育2302班团支部",
    "需求": LONG_TITLE,
    "起": "2026年3月10日",
    "止": "2027年1月20日",
    "活动": LONG_TITLE,
    "主送": "各有关团支部",
    "主题": "社区治理与敬老助残（社区志愿服务）",
    "时间": "2026年3月14日（星期六）9:00—11:30，9:00前签到",
    "地点": "仙林社区党群服务中心二楼多功能厅",
    "参加人员": f"计算机2301班、思政2302班团支部团员青年，计划30人。联络员：{PEOPLE}。",
    "报名截止": "2026年3月12日",
    "联系人": "赵𠅤",
    "联系电话": "13900000001",
    "保障": "参加人员由活动组织方统一投保，集体乘坐公共交通往返，提供工作餐。",
    "负责人": "王㛃（13900000002）",
    "姓名": LONG_NAME,
    "学号": "2023010203",
    "高校": "南京信息职业技术大学",
    "院系": "马克思主义学院",
    "团支部": "思想政治教育2302班团支部",
    "镇街": "南京市栖霞区栖霞街道",
    "次数": "12",
    "时长": "36小时30分钟",
    "任职单位": "栖霞街道仙林新村社区",
    "职务": "兼职副书记",
    "项目": "交通和用餐补贴",
    "大写": "壹仟贰佰叁拾肆元伍角整",
}
PAIRING = Facts(
    (
        (Fact("社区（村）", VALUES["甲方"]), Fact("负责人", "欧阳子墨")),
        (Fact("高校团支部", VALUES["乙方"]), Fact("联络人", "赵𠅤 13900000001")),
        (Fact("结对需求", LONG_TITLE),),
        (Fact("两地距离", "3.2 公里"), Fact("拟结对期限", "2026年3月至2027年1月")),
        (
            Fact(
                "社区意见",
                "□ 同意　　□ 不同意",
                42 * MM,
                "负责人（签字）：　　　　　　（盖章）　　　年　　月　　日",
            ),
        ),
        (
            Fact(
                "高校意见",
                "□ 同意　　□ 不同意",
                42 * MM,
                "负责人（签字）：　　　　　　（盖章）　　　年　　月　　日",
            ),
        ),
        ((Fact("备注", PEOPLE)),),
    )
)
ATTENDED = Table(
    (
        Column("序号", 10, "centre"),
        Column("活动", 70),
        Column("日期", 28, "centre"),
        Column("时长", 22, "centre"),
    ),
    tuple(
        (
            str(number),
            LONG_TITLE if number == 2 else "青年之家周末课堂",
            "2026年3月14日",
            "2小时30分钟",
        )
        for number in range(1, 13)
    ),
    total=("", "合计", "", "36小时30分钟"),
)
ACTIVITY = Facts(
    (
        (Fact("活动名称", LONG_TITLE),),
        (Fact("活动时间", VALUES["时间"]), Fact("活动地点", VALUES["地点"])),
        (Fact("组织单位", VALUES["单位"]), Fact("参保人数", "60 人")),
    )
)
INSURED = Table(
    (
        Column("序号", 10, "centre"),
        Column("姓名", 34, "centre"),
        Column("身份证号", 46, "centre"),
        Column("团支部", 46),
        Column("手机号", 30, "centre"),
        Column("备注", 20),
    ),
    tuple(
        (
            str(number + 1),
            NAMES[number % len(NAMES)],
            f"37010220050101{number:04d}",
            BRANCHES[number % 2],
            f"139{number:08d}",
            "",
        )
        for number in range(60)
    ),
)
SUBSIDY = Table(
    (
        Column("序号", 10, "centre"),
        Column("姓名", 34, "centre"),
        Column("团支部", 40),
        Column("到场时长", 26, "centre"),
        Column("标准（元）", 22, "right"),
        Column("金额（元）", 22, "right"),
        Column("领取人签字", 30),
    ),
    tuple(
        (
            str(number + 1),
            NAMES[number % len(NAMES)],
            BRANCHES[number % 2],
            "2小时30分钟",
            "20.00",
            "20.00",
            "",
        )
        for number in range(30)
    ),
    10 * MM,
    total=("", "合计", "", "", "", "1,234.50", ""),
)


def _letter(name: str, style: Style, **attached: Table | Facts) -> Document:
    blocks = blocks_of(standard_text(name), VALUES, attached)
    return Document(name, VALUES["单位"], style, blocks, PEOPLE[:12], "2026年3月5日打印")


def _list(style: Style, rows: int) -> Document:
    columns = (
        Column("姓名", 110),
        Column("学号", 90),
        Column("团支部", 160),
        Column("高校", 120),
        Column("活动次数", 70, "right"),
    )
    cells = tuple(
        (
            NAMES[number % len(NAMES)],
            f"2023{number:06d}",
            BRANCHES[number % 2],
            "南京信息职业技术大学",
            "3",
        )
        for number in range(rows)
    )
    blocks = (Title("名册"), Title("共 60 人 · 团支部：全部", 2), Table(columns, cells))
    return Document("名册", VALUES["单位"], style, blocks, "栖霞街道", "2026年3月5日打印")


DOCUMENTS = {
    "结对确认书": lambda: _letter("结对确认书", FORM, 结对=PAIRING),
    "结对协议": lambda: _letter("结对协议", AGREEMENT),
    "活动通知": lambda: _letter("活动通知", LETTER),
    "实践证明": lambda: _letter("实践证明", PROOF, 活动=ATTENDED),
    "聘书": lambda: _letter("聘书", APPOINTMENT),
    "参保名单": lambda: _letter("参保名单", LIST, 活动=ACTIVITY, 名单=INSURED),
    "补贴表": lambda: _letter("补贴表", LIST, 活动=ACTIVITY, 名单=SUBSIDY),
    "列表": lambda: _list(LIST, 60),
    "横向列表": lambda: _list(WIDE_LIST, 60),
}

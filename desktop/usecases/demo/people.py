"""Invented people: names drawn from common surnames and given names, a few with rare characters.

Nobody real is meant; telephone numbers are of a prefix that is not given out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from desktop.workbooks.roster import RosterRow

_SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙")
_GIVEN = tuple(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建文斌宇浩凯佳琪欣怡子涵雨桐梓轩思远嘉宁"
    "晨曦睿博雅婷泽楷若彤昊天书瑶景行致远明哲清扬知夏予安星辰语嫣承志海燕春晓秋实"
)
RARE = ("张䶮", "李𬭎", "王㛃", "赵𠅤", "陈𫖯")
"""Names that lesser programs print as boxes."""

_LONG = ("阿不都热合曼·买买提依明江",)
_NOT_GIVEN_OUT = "1390000"


def people(seed: int, branches: list[tuple[str, str, str]], each: int) -> Iterator[RosterRow]:
    """Yield `each` students of every (university, department, branch), the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - invented people need no secure randomness
    special = [*RARE, *_LONG]
    serial = 0
    for place, (university, department, branch) in enumerate(branches):
        for position in range(each):
            serial += 1
            name = special.pop(0) if position == 0 and special else invented_name(chance)
            yield RosterRow(
                name=name,
                student_number=f"2025{place + 1:02d}{position + 1:04d}",
                university=university,
                department=department,
                branch=branch,
                phone=f"{_NOT_GIVEN_OUT}{serial:04d}",
                gender=chance.choice(("男", "女")),
            )


def invented_name(chance: random.Random) -> str:
    """Return a name that somebody might have."""
    surname = (
        chance.choice(_COMPOUND) if chance.random() < 0.02 else chance.choice(_SURNAMES)  # noqa: PLR2004 - one in fifty
    )
    given = "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
    return surname + given

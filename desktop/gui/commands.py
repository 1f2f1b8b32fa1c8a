"""What can be done from the search box: open a page, or press one of its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.pinyin import fits, typed


@dataclass(frozen=True)
class Command:
    """A page, and the button on it that is pressed; "": the page is only opened."""

    words: str
    page: str
    button: str = ""


_COMMANDS = (
    Command("登记需求", "needs", "登记需求"),
    Command("登记阵地", "needs", "阵地"),
    Command("调研摸排表", "needs", "摸排"),
    Command("提出结对", "pairings", "提出结对"),
    Command("与院系结对", "pairings", "与院系结对"),
    Command("团支部名单", "pairings", "团支部"),
    Command("导入结对联络人", "pairings", "导入联络人"),
    Command("聘任、责任人、聘书", "pairings", "聘任"),
    Command("新建活动", "activities", "新建活动"),
    Command("导入学期活动计划", "activities", "导入"),
    Command("新建项目", "activities", "项目"),
    Command("活动日历", "activities", "日历"),
    Command("录入签到表", "activities", "签到录入"),
    Command("导入名册", "roster", "导入名册"),
    Command("新增学生", "roster", "新增学生"),
    Command("名册模板", "roster", "名册模板"),
    Command("颁发证书", "certificates", "颁发证书"),
    Command("核验证书", "certificates", "核验证书"),
    Command("证书模板", "certificates", "证书模板"),
    Command("上报", "exchange"),
    Command("接收下发", "exchange"),
    Command("备份与恢复", "settings"),
    Command("立即备份", "settings", "立即备份"),
    Command("增加账户（同事）", "settings", "增加账户…"),
    Command("更换口令", "settings", "更换口令…"),
    Command("打印恢复单", "settings", "打印恢复单…"),
    Command("换岗交接", "settings", "换岗交接…"),
    Command("自检与诊断", "settings", "自检与诊断…"),
)


def commands(text: str, titles: Mapping[str, str]) -> list[Command]:
    """Return the commands whose words can be typed so, the nearest first."""
    pages = [Command(f"打开“{words}”页", page) for page, words in titles.items()]
    found = []
    for place, one in enumerate((*pages, *_COMMANDS)):
        name = titles[one.page] if one.words.startswith("打开") else one.words
        start = fits(name, text) if typed(text) else None
        if start is not None:
            found.append((start, place, one))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]

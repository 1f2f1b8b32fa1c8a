"""What a certificate says and looks like before it has a name on it: the three standard ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.terms import CertificateLook

PLACEHOLDERS = ("姓名", "学校", "院系", "团支部", "活动", "日期", "时长", "镇街")
"""What `body` may hold in braces."""


@dataclass(frozen=True, slots=True)
class Design:
    """A certificate's fixed words and its look.

    `caption` stands above the large `heading`, `salutation` after the name; in `body` a line feed
    starts a paragraph; an empty `issuer` means the committee itself.
    """

    look: CertificateLook
    caption: str
    heading: str
    salutation: str
    body: str
    issuer: str = ""


_PROGRAMME = "“百万大学生进社区”"
STANDARD = {
    "社会实践证书": Design(
        CertificateLook.RED,
        _PROGRAMME,
        "社会实践证书",
        "同学：",
        "系{学校}{院系}学生，于{日期}参加{镇街}组织的“{活动}”社会实践活动，累计实践{时长}，"
        "认真负责，圆满完成各项任务。\n特发此证。",
    ),
    "荣誉证书": Design(
        CertificateLook.GOLD,
        _PROGRAMME,
        "荣誉证书",
        "同学：",
        "在{镇街}“{活动}”中积极参与、服务群众，累计实践{时长}，表现突出，成绩优异。\n"
        "特颁此证，以资鼓励。",
    ),
    "志愿服务证书": Design(
        CertificateLook.CELADON,
        _PROGRAMME,
        "志愿服务证书",
        "同学：",
        "系{学校}{院系}学生，于{日期}参加{镇街}“{活动}”志愿服务，累计服务{时长}。\n"
        "感谢您为社区和居民作出的贡献，特发此证。",
    ),
}
"""The templates that every township begins with, by name; the first is used unless chosen."""

STANDARD_DESIGN = STANDARD["社会实践证书"]

_NAMED = re.compile(r"\{([^{}]*)\}")


def body_problem(body: str) -> str:
    """Return what is wrong with a text's placeholders, in words, or ""."""
    unknown = [name for name in _NAMED.findall(body) if name not in PLACEHOLDERS]
    if unknown:
        usable = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
        return f"不认识的占位符“{{{unknown[0]}}}”；可用的有：{usable}。"
    if re.search(r"[{}]", _NAMED.sub("", body)):
        return "花括号要成对，中间写占位符的名称，如 {姓名}。"
    return ""

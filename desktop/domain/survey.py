"""调研摸排: needs as they are jotted down on the form, a line for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.terms import Theme

_PEOPLE = re.compile(r"[，,、\s(（]*(\d{1,4})\s*[人名个][)）]?\s*$")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.、．)）]|[（(]\d{1,2}[)）])\s*")
_ENDS = " ，,、。；;"

_SIGNS: tuple[tuple[Theme, str], ...] = (
    (Theme.THEORY, "宣讲|理论|讲习|二十大"),
    (Theme.HERITAGE, "红色|党史|老党员|口述|英烈|非遗"),
    (Theme.INTERNSHIP, "就业|实习|见习|招聘"),
    (Theme.INNOVATION, "创业|创新|电商|助农|直播"),
    (Theme.ACHIEVEMENT, "观察|观摩|调研|成就"),
    (Theme.CIVILISED, "文明|环境|垃圾|清洁|普法|反诈|交通"),
)


@dataclass(frozen=True)
class Jotted:
    """A need as jotted down; `headcount` 0: not said; the theme is a guess by its words."""

    title: str
    headcount: int
    theme: Theme


def jotted_needs(text: str) -> list[Jotted]:
    """Read needs, one a line, such as “2、四点半课堂辅导，10人”."""
    found = []
    for line in text.splitlines():
        plain = _NUMBERED.sub("", line).strip(_ENDS)
        people = _PEOPLE.search(plain)
        title = (plain[: people.start()] if people else plain).strip(_ENDS)
        if title:
            found.append(Jotted(title, int(people[1]) if people else 0, guessed_theme(title)))
    return found


def guessed_theme(title: str) -> Theme:
    """Return the theme that the words of a need point to; 社区志愿服务 when none does."""
    return next((theme for theme, signs in _SIGNS if re.search(signs, title)), Theme.VOLUNTEER)

"""How the figures are counted: parameters that the province may settle otherwise, by versions.

A definition that this program cannot read, since a later one made it, is passed over in favour of
the last that it can; `Definitions.unread` names its figure so that nobody takes it for counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from desktop.domain.activity import LOAD_CEILING, LOAD_FLOOR
from desktop.domain.pairing import LONG_DISTANCE_KM
from desktop.foundation.errors import QingqiaoError


class DefinitionError(QingqiaoError):
    """A definition with a parameter that does not exist, or a value that makes no sense."""


@dataclass(frozen=True)
class Coverage:
    """团支部参与面: the share aimed at, and whether branches of clubs count."""

    target: float = 0.3
    clubs: bool = True


@dataclass(frozen=True)
class Band:
    """每学期次数: `ceiling` 0: there is no upper end.

    `joint`: an activity of several branches counts for each of them, else for the branch of its
    project alone. `clubs`: whether branches of clubs count.
    """

    floor: int = LOAD_FLOOR
    ceiling: int = LOAD_CEILING
    joint: bool = True
    clubs: bool = True

    @property
    def words(self) -> str:
        """The band in words, e.g. 2—3 次."""
        return f"{self.floor}—{self.ceiling} 次" if self.ceiling else f"{self.floor} 次以上"

    def too_few(self, activities: int) -> str:
        """Return what to say of so few in a semester, empty when they are enough."""
        return f"{activities} 次，不足 {self.floor} 次" if activities < self.floor else ""

    def too_many(self, activities: int) -> str:
        """Return what to say of so many in a semester, empty when they are within the band."""
        if not 0 < self.ceiling < activities:
            return ""
        return f"{activities} 次，已超过 {self.ceiling} 次，注意不增加学生负担"


@dataclass(frozen=True)
class Reach:
    """在校期间次数: how often a student is to have come."""

    at_least: int = 1


@dataclass(frozen=True)
class Nearness:
    """就近就便: above so many km a pairing asks for a reason."""

    long_km: float = LONG_DISTANCE_KM


@dataclass(frozen=True)
class Succession:
    """人员更替接力: years of study, and how many days before an end it is announced."""

    years: int = 4
    ahead_days: int = 60


@dataclass(frozen=True)
class Definitions:
    """What is in force on a day; `versions` has those that the province settled, by key."""

    coverage: Coverage = Coverage()
    band: Band = Band()
    reach: Reach = Reach()
    nearness: Nearness = Nearness()
    succession: Succession = Succession()
    versions: Mapping[str, tuple[int, date | None]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def origin(self, key: str) -> str:
        """Return where the definition of a figure comes from, in words."""
        version, since = self.versions.get(key, (0, None))
        said = f"团省委第 {version} 版口径" if version else "方案原文的口径"
        if since is not None:
            said += f"（{since} 起）"
        if key in self.unread:
            said += "；团省委已下发更新的口径，本程序版本还不能用，请升级"
        return said


KEYS = tuple(one.name for one in fields(Definitions) if one.name not in {"versions", "unread"})

LABELS = {
    "coverage": "团支部参与面",
    "band": "每学期次数",
    "reach": "在校期间次数",
    "nearness": "就近就便",
    "succession": "人员更替接力",
}


def settled(known: Definitions, said: Iterable[tuple[str, int, date | None, str]]) -> Definitions:
    """Return the definitions after (key, version, first day, parameters) in order of versions."""
    for key, version, since, parameters in said:
        if key not in KEYS:
            continue
        try:
            value = read_parameters(key, json.loads(parameters or "{}"))
        except (DefinitionError, ValueError):
            known = replace(known, unread=known.unread | {key})
            continue
        known = replace(
            known,
            versions={**known.versions, key: (version, since)},
            unread=known.unread - {key},
            **{key: value},
        )
    return known


def read_parameters(key: str, parameters: Mapping[str, object]) -> Any:  # noqa: ANN401 - of that key
    """Return a definition from its parameters; those not given are the plan's.

    Raises `DefinitionError`.
    """
    standard = getattr(Definitions(), key)
    known = {one.name: getattr(standard, one.name) for one in fields(standard)}
    for name, value in parameters.items():
        if name not in known:
            raise DefinitionError(
                f"“{LABELS[key]}”没有参数“{name}”，没有改动。", f"可以用：{'、'.join(known)}。"
            )
        wanted = type(known[name])
        fits = isinstance(value, wanted) or (wanted is float and type(value) is int)
        if not fits or (wanted is not bool and (isinstance(value, bool) or value < 0)):  # type: ignore[operator]
            raise DefinitionError(
                f"“{LABELS[key]}”的参数“{name}”不合要求，没有改动。",
                "是非填 true 或 false，其余填 0 或更大的数。",
            )
    return replace(standard, **parameters)

"""审计日志: what an entry says, and the chain by which a change or a gap in the log is noticed.

An entry names records by table and id and fields by name, and never holds what they said: when a
person's data are erased, nothing of them is left here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from msgspec import Struct

from desktop.domain.terms import Term

BEGINNING = bytes(32)
"""What the first entry follows on."""

LISTED = 60
"""Records of a table that an entry names; of more it gives the number alone."""


class Act(Term):
    """What somebody did."""

    CHANGE = "change", "修改数据"
    IMPORT = "import", "导入名册"
    CERTIFY = "certify", "签发证书"
    REVOKE = "revoke", "作废证书"
    PRINT = "print", "打印"
    EXPORT = "export", "导出"
    HAND_UP = "hand-up", "上报"
    TAKE_IN = "take-in", "接收"
    SEND_DOWN = "send-down", "下发"
    REJOIN = "rejoin", "重新入网"
    RENEW = "renew", "接续副本"
    UPGRADE = "upgrade", "升级数据"
    RESTORE = "restore", "恢复备份"
    REPAIR = "repair", "抢救数据"
    KEYS = "keys", "更换口令或密钥"
    ACCOUNT = "account", "管理账户"
    UNLOCK = "unlock", "打开数据"
    ERASE = "erase", "匿名化"
    HAND_OVER = "hand-over", "换岗交接"
    MOVE = "move", "搬动数据"


class Purpose(Term):
    """What personal data are printed or exported for."""

    ACTIVITY = "activity", "组织活动"
    INSURANCE = "insurance", "办理保险、补贴"
    SCHOOL = "school", "高校核对、认定学分"
    INSPECTION = "inspection", "上级检查、考核"
    PERSON = "person", "本人申请"
    FILING = "filing", "归档"
    OTHER = "other", "其他"


class Touched(Struct, frozen=True):
    """Records of one table that an act made, changed and deleted.

    `fields` are the names of those that changed; `ids`, in hex, is empty above `LISTED`.
    """

    table: str
    new: int = 0
    changed: int = 0
    deleted: int = 0
    fields: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One entry: who did what to which records, `at` in seconds since 1970.

    `touched` is a JSON list of `Touched`; `people` how many persons' data were printed or
    exported for `purpose`; `note` what the act says of itself.
    """

    number: int
    at: int
    actor: str
    act: str
    touched: str
    purpose: str
    people: int
    note: str
    digest: bytes = b""

    def follows(self, before: bytes) -> bytes:
        """Return the digest of this entry after the one with the digest `before`."""
        said = (self.number, self.at, self.actor, self.act, self.touched, self.purpose)
        return sha256(before + msgspec.json.encode([*said, self.people, self.note])).digest()


@dataclass(frozen=True)
class Head:
    """The newest entry's number and digest: it stands for the whole log up to there."""

    number: int = 0
    digest: bytes = BEGINNING

    def __str__(self) -> str:
        """Return it as it is printed and read back."""
        return f"{self.number}-{self.digest.hex()}"

    @classmethod
    def parse(cls, text: str) -> Head | None:
        """Return the head that a text is; None: it is none."""
        number, _, digest = text.strip().partition("-")
        if not number.isdecimal() or len(digest) != 2 * len(BEGINNING):
            return None
        try:
            return cls(int(number), bytes.fromhex(digest))
        except ValueError:
            return None


@dataclass(frozen=True)
class Fault:
    """From entry `first` to `last` something is wrong: `gone`, or else changed."""

    first: int
    last: int
    gone: bool


def faults(entries: Iterable[Entry]) -> Iterator[Fault]:
    """Yield where a log, given from its first entry on, is not as it was written.

    Who changes an entry and its digest as well is found at the next one.
    """
    number, before = 0, BEGINNING
    for entry in entries:
        number += 1
        if entry.number > number:
            yield Fault(number, entry.number - 1, gone=True)
            number = entry.number
        elif entry.follows(before) != entry.digest:
            yield Fault(entry.number, entry.number, gone=False)
        before = entry.digest


def written(touched: Iterable[Touched]) -> str:
    """Return what an act touched as an entry keeps it."""
    found = list(touched)
    return msgspec.json.encode(found).decode() if found else ""


def read_touched(text: str) -> tuple[Touched, ...]:
    """Return what an entry says was touched."""
    return msgspec.json.decode(text, type=tuple[Touched, ...]) if text else ()

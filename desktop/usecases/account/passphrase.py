"""How easily a passphrase is guessed, in words; it is never kept, shown or logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.pinyin import spelt
from desktop.foundation.errors import QingqiaoError

SHORTEST = 8
_WEAK, _FAIR, _GOOD = 6.0, 8.5, 11.0
"""Powers of ten of guesses: below the first it is refused."""

_JUDGED = 72
"""Characters that are looked at; what is longer is strong by then."""

_PER_HANZI = 0.4
"""Powers of ten that a Chinese character is worth beyond the ten guesses counted for it."""

_COMMON = (
    "青桥",
    "qingqiao",
    "青年",
    "青工委",
    "团委",
    "社区",
    "大学生",
    "管理员",
    "经办人",
    "街道办",
    "shandong",
    "山东",
)
"""What anybody would try here first."""


class WeakPassphraseError(QingqiaoError):
    """The passphrase is too easy to guess."""


@dataclass(frozen=True)
class Strength:
    """`weakness` says what is wrong (empty: it will do), `praise` how good it is."""

    weakness: str
    praise: str


def strength(passphrase: str, forbidden: Iterable[str] = ()) -> Strength:
    """Judge a passphrase; `forbidden` are names that a colleague would try."""
    if said := _at_sight(passphrase):
        return Strength(said, "")
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words take a third of a second

    judged = passphrase[:_JUDGED]
    found = zxcvbn(judged, user_inputs=[*_COMMON, *forbidden])
    power = float(found["guesses_log10"]) + _PER_HANZI * _unknown_hanzi(found["sequence"])
    reason = _reason(found["sequence"])
    if power < _WEAK or (power < _FAIR and "user_inputs" in _lists(found["sequence"])):
        return Strength(f"口令太容易猜到：{reason}", "")
    if power < _FAIR:
        return Strength("", "✓ 可以使用，再长一些更好")
    return Strength("", "✓ 口令强度较好" if power < _GOOD else "✓ 口令强度很好")


def weakness(passphrase: str, forbidden: Iterable[str] = ()) -> str:
    """Return in words what is wrong with a passphrase; empty when it will do."""
    return strength(passphrase, forbidden).weakness


def check_passphrase(passphrase: str, forbidden: Iterable[str] = ()) -> None:
    """Raise `WeakPassphraseError` for a passphrase that will not do."""
    if said := weakness(passphrase, forbidden):
        raise WeakPassphraseError(f"{said}。", "可以用一句只有自己知道的短语，长比复杂更重要。")


def names_to_avoid(*names: str) -> tuple[str, ...]:
    """Return names, and what they are without their endings and in pinyin, as people type them."""
    plain = {name.strip() for name in names if name.strip()}
    short = {name.removesuffix(end) for name in plain for end in ("街道", "镇", "乡", "市", "区")}
    letters = {way for name in plain | short for way in spelt(name)}
    return tuple(sorted(word for word in plain | short | letters if len(word) > 1))


def _at_sight(passphrase: str) -> str:
    if len(passphrase) < SHORTEST:
        return f"口令至少 {SHORTEST} 个字符（一个汉字算一个）"
    if len(set(passphrase)) < SHORTEST // 2:
        return "口令重复的字符太多，容易被猜到"
    if passphrase.isdigit():
        return "口令不能只有数字，请加上汉字或字母"
    return ""


def _unknown_hanzi(sequence: Sequence[dict[str, object]]) -> int:
    """Return how many Chinese characters belong to no known word."""
    unknown = "".join(str(one["token"]) for one in sequence if one["pattern"] == "bruteforce")
    return sum("\u4e00" <= letter <= "\u9fff" for letter in unknown)


def _lists(sequence: Sequence[dict[str, object]]) -> set[object]:
    return {part.get("dictionary_name") for part in sequence}


def _reason(sequence: Sequence[dict[str, object]]) -> str:
    """Return in words the pattern by which most of it is guessed."""
    if "user_inputs" in _lists(sequence):
        return "用了单位、地名、姓名或人人想得到的词"
    patterns = {part["pattern"] for part in sequence}
    for pattern, words in (
        ("dictionary", "用了常见的词或常用口令"),
        ("spatial", "是键盘上挨着的键"),
        ("repeat", "是重复的字符"),
        ("sequence", "是连着的字母或数字"),
        ("date", "用了日期"),
        ("regex", "用了年份"),
    ):
        if pattern in patterns:
            return words
    return "再长一些就好"

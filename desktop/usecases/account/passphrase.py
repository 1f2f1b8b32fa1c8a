"""The passphrase that unlocks a data folder."""

from __future__ import annotations

from desktop.foundation.errors import QingqiaoError

SHORTEST = 8


class WeakPassphraseError(QingqiaoError):
    """The passphrase is too easy to guess."""


def weakness(passphrase: str) -> str:
    """Return in words what is wrong with a passphrase; empty when it will do."""
    if len(passphrase) < SHORTEST:
        return f"口令至少 {SHORTEST} 个字符（一个汉字算一个）"
    if len(set(passphrase)) < SHORTEST // 2:
        return "口令重复的字符太多，容易被猜到"
    if passphrase.isdigit():
        return "口令不能只有数字，请加上汉字或字母"
    return ""


def check_passphrase(passphrase: str) -> None:
    """Raise `WeakPassphraseError` for a passphrase that will not do."""
    if said := weakness(passphrase):
        raise WeakPassphraseError(f"{said}。", "可以用一句只有自己知道的短语，长比复杂更重要。")

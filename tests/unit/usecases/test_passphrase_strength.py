"""What a passphrase is told: easily guessed ones are named with the reason."""

from __future__ import annotations

import pytest

from desktop.usecases.account.passphrase import (
    WeakPassphraseError,
    check_passphrase,
    names_to_avoid,
    strength,
)

AVOID = names_to_avoid("解放路街道", "历下区", "周敏")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("短口令", "至少 8 个字符"),
        ("11112222", "只有数字|重复"),
        ("啊啊啊啊啊啊啊啊啊", "重复"),
        ("20260901", "只有数字"),
        ("password123", "常用口令"),
        ("qwerasdf1234", "常用口令|键盘"),
        ("abcdefghijk", "连着|常见"),
        ("解放路街道2026", "单位、地名"),
        ("jiefanglujiedao1", "单位、地名"),
        ("zhoumin1985", "单位、地名"),
        ("青桥管理员2026", "单位、地名"),
    ],
)
def test_what_a_colleague_would_try_is_refused(word: str, said: str) -> None:
    with pytest.raises(WeakPassphraseError, match=said):
        check_passphrase(word, AVOID)


@pytest.mark.parametrize(
    "word", ["千佛山下读书声声", "趵突泉边书声琅琅", "窗外的梧桐落叶了", "Tr7#kd9q-vale"]
)
def test_a_phrase_of_ones_own_will_do(word: str) -> None:
    check_passphrase(word, AVOID)
    assert "✓" in strength(word, AVOID).praise


def test_longer_is_better() -> None:
    praise = [
        strength("雨后的校园" + more).praise for more in ("真安静", "真安静啊朋友们", "真安静" * 40)
    ]
    assert praise[-1] == "✓ 口令强度很好"
    assert all(praise)


def test_names_are_known_in_pinyin_and_without_their_endings() -> None:
    assert {"解放路", "jiefanglu", "zhoumin", "lixia"} <= set(AVOID)
    assert {"chongqing", "zhongqing"} <= set(names_to_avoid("重庆"))
    assert names_to_avoid("", " ") == ()

from __future__ import annotations

from desktop.documents.blocks import (
    LETTER,
    Closing,
    Column,
    Document,
    Fact,
    Facts,
    Paragraph,
    Table,
)
from desktop.documents.wording import reworded, undrawable_phrases

GONE, OTHER = "\ue0aa", "\ue0ab"
LONG = "一二三四五六七八九十" * 3


def paper(*texts: str) -> Document:
    table = Table((Column("姓名", 10),), tuple((text,) for text in texts), total=(GONE + "合计",))
    blocks = (
        Paragraph(f"兹证明：王{GONE}同学，参加活动。"),
        table,
        Facts(((Fact("备注", "", foot=f"（{OTHER}）"),),)),
        Closing(f"{LONG}{OTHER}{LONG}", "某日"),
    )
    return Document(f"证明_王{GONE}", "青工委", LETTER, blocks, f"{OTHER}街道")


def test_every_text_that_is_printed_is_looked_at() -> None:
    assert undrawable_phrases(paper("李雷", f"韩{OTHER}")) == (
        f"证明_王{GONE}",
        f"王{GONE}同学",
        f"韩{OTHER}",
        f"{GONE}合计",
        OTHER,
        f"{LONG[-12:]}{OTHER}{LONG[:12]}",
        f"{OTHER}街道",
    )


def test_what_was_asked_before_is_not_asked_again() -> None:
    assert not [one for one in undrawable_phrases(paper(), f"张{OTHER}") if OTHER in one]
    assert undrawable_phrases(paper(), GONE + OTHER) == ()


def test_phrases_are_written_otherwise_everywhere() -> None:
    before = paper(f"韩{OTHER}", "李雷")
    changes = {one: one.replace(GONE, "㛃") for one in undrawable_phrases(before) if GONE in one}
    after = reworded(before, changes)
    assert not [one for one in undrawable_phrases(after) if GONE in one]
    assert after.blocks[0] == Paragraph("兹证明：王㛃同学，参加活动。")
    assert after.title == "证明_王㛃"
    assert after.style == before.style
    assert after.blocks[3] == before.blocks[3]
    assert undrawable_phrases(after) == tuple(
        one for one in undrawable_phrases(before) if GONE not in one
    )

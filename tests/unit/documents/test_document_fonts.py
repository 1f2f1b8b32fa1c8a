from __future__ import annotations

import random
from pathlib import Path
from typing import get_args

import pytest
from reportlab.pdfbase import ttfonts

from desktop.documents import fonts
from desktop.documents.font_face import Font
from desktop.foundation.paths import resources

# The hanzi of GB 18030-2022 level 3: the unified ideographs up to extension F of that date.
LEVEL_3 = (
    (0x3400, 0x4DB5),
    (0x4E00, 0x9FEF),
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)
COMPATIBLE = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
SHIPPED = sorted((resources() / "fonts").glob("*.ttf"))


def test_level_3_is_counted_right() -> None:
    assert sum(last - first + 1 for first, last in LEVEL_3) + len(COMPATIBLE) == 87887


@pytest.mark.parametrize("role", ["sans", "kai"])
def test_hanzi_of_level_3_are_drawn(role: fonts.Role) -> None:
    pick = random.Random(3)
    sample = COMPATIBLE + "".join(
        chr(code)
        for first, last in LEVEL_3
        for code in {first, last, *pick.choices(range(first, last + 1), k=400)}
    )
    assert fonts.undrawable(sample) == ""
    assert fonts.GETA not in "".join(part for _, part in fonts.runs(sample, role))


def test_every_role_writes_rare_names() -> None:
    for role in get_args(fonts.Role):
        drawn = "".join(part for _, part in fonts.runs("张䶮李𬭎陈𫖯王㛃赵𠅤", role))
        assert drawn == "张䶮李𬭎陈𫖯王㛃赵𠅤"


def test_fallback_goes_character_by_character() -> None:
    assert fonts.runs("王𠅤", "sans")[0][0] == "NotoSansSC-Regular"
    rare = chr(0x2A6D6)
    assert fonts.runs(f"赵{rare}明", "serif-bold") == (
        ("NotoSerifSC-Bold", "赵"),
        ("QingqiaoRare", rare),
        ("NotoSerifSC-Bold", "明"),
    )


def test_what_no_font_draws_is_found_and_shown() -> None:
    private, future = "\ue000", "\U000323af"
    assert fonts.undrawable(f"王{private}a{future}{private} \u3000") == private + future
    assert fonts.runs(f"王{private}", "sans") == (("NotoSansSC-Regular", "王〓"),)


def test_a_private_character_is_never_drawn_as_the_font_pleases() -> None:
    private = "\ue500"
    wenkai = Font("wenkai", resources() / "fonts" / "LXGWWenKai-Regular.ttf")
    assert wenkai.draws(ord(private))
    assert fonts.runs(f"王{private}", "kai") == (("LXGWWenKai-Regular", "王〓"),)


def test_three_thousand_names_of_level_3_print_and_twenty_beyond_are_told() -> None:
    pick = random.Random(30)
    hanzi = [chr(code) for first, last in LEVEL_3 for code in range(first, last + 1)]
    names = ["".join(pick.choices(hanzi, k=pick.choice((2, 3, 4)))) for _ in range(3000)]
    beyond = [chr(code) for code in (*range(0x2EBF0, 0x2EBFA), *range(0x323B0, 0x323BA))]
    odd = [f"{pick.choice(hanzi)}{one}" for one in beyond]
    assert [name for name in names if fonts.undrawable(name)] == []
    assert [fonts.undrawable(name) for name in odd] == beyond
    drawn = "".join(part for name in names for _, part in fonts.runs(name, "kai"))
    assert drawn == "".join(names)


def test_steering_characters_vanish() -> None:
    text = "葛\ufe00\u200b城\U000e0100\ufeff"
    assert fonts.undrawable(text) == ""
    assert "".join(part for _, part in fonts.runs(text, "sans")) == "葛城"


def test_white_space_keeps_its_width() -> None:
    assert fonts.runs("姓\u3000名\t", "sans")[0][1] == "姓\u3000名 "
    assert fonts.width("姓\u3000\u3000名", "sans", 10) == pytest.approx(40)
    assert fonts.width("姓名", "sans", 10, spacing=3) == pytest.approx(23)


def test_text_map_is_utf_16() -> None:
    lines = ttfonts.makeToUnicodeCMap("Font", [0x4E00, 0x20164, 0x10FFFF]).splitlines()
    assert "<00> <4E00>" in lines
    assert "<01> <D840DD64>" in lines
    assert "<02> <DBFFDFFF>" in lines


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_own_reader_agrees_with_the_library(path: Path) -> None:
    ours, theirs = Font("ours", path).face, ttfonts.TTFont("theirs", str(path)).face
    assert ours.name == theirs.name
    assert ours.glyphPos == theirs.glyphPos
    assert ours.defaultWidth == theirs.defaultWidth
    # Where two groups of the table name one code point, no-break space, either will do.
    codes = theirs.charToGlyph.keys() - {0xA0}
    assert codes == set(ours.charToGlyph) - {0xA0}
    assert {code: ours.charToGlyph[code] for code in codes} == {
        code: theirs.charToGlyph[code] for code in codes
    }
    assert {code: ours.getCharWidth(code) for code in codes} == {
        code: theirs.charWidths[code] for code in codes
    }
    beyond = [code for code in (0x3, 0xE123, 0x10FFFF) if code not in codes]
    assert beyond
    assert not any(code in ours.charToGlyph for code in beyond)
    if ours.unitsPerEm == 1000:  # of other ems the library scales some and not others
        glyphs = range(0, len(theirs.hmetrics), 997)
        assert [ours.hmetrics[at][0] for at in glyphs] == [theirs.hmetrics[at][0] for at in glyphs]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_own_reader_embeds_the_same_font(path: Path) -> None:
    ours, theirs = Font("ours", path).face, ttfonts.TTFont("theirs", str(path)).face
    codes = [0, *list(theirs.charToGlyph)[1000:1100]]
    if ours.unitsPerEm == 1000:
        assert ours.makeSubset(codes) == theirs.makeSubset(codes)
    else:  # there the library writes scaled widths where the font's own are due
        assert {ours.hmetrics[ours.charToGlyph[code]][0] for code in codes[1:]} == {1024}

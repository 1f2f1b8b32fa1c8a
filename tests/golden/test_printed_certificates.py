"""What certificates promise: whole text, codes that are read, words in their places."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from PIL import ImageChops

from desktop.bundle.credential import CredentialFacts, sign_credential
from desktop.bundle.identity import Identity
from desktop.documents.certificate import Overlay, hours, render_certificates
from desktop.documents.fonts import undrawable
from desktop.documents.marks import MODULE, qr_rows
from desktop.documents.overlay_test import render_overlay_test
from desktop.documents.page import MM
from desktop.documents.preview import page_count, page_image, page_text
from desktop.documents.qr_reading import read_qr
from desktop.domain.certificate_design import Design
from desktop.usecases.roster.check_names import troubles
from tests.golden.document_samples import (
    DESIGNS,
    LONG_NAME,
    LONG_TITLE,
    RARE_NAMES,
    certificate,
)
from tests.golden.test_printed_documents import photocopied
from tests.golden.test_verifier_page import FACTS
from tests.unit.documents.test_document_fonts import LEVEL_3

ISSUER = Identity(b"\x07" * 32, "")
DPI = 150


def text_of(pdf: bytes) -> str:
    (page,) = pypdf.PdfReader(BytesIO(pdf)).pages
    return page.extract_text().replace("\n", "")


def signed(number: int, name: str = "欧阳若兰", activity: str = "社区四点半课堂") -> str:
    facts = CredentialFacts(
        name=name,
        serial=f"370102001-MFR00-{number:05d}",
        activity=activity,
        minutes=FACTS.minutes,
        first_day=FACTS.first_day,
        last_day=FACTS.last_day,
        township=FACTS.township,
        issued_on=FACTS.issued_on,
    )
    return sign_credential(facts, ISSUER)


@pytest.mark.parametrize("design", DESIGNS, ids=[design.heading for design in DESIGNS])
def test_a_certificate_says_everything(design: Design) -> None:
    one = certificate(1, design=design)
    text = text_of(render_certificates([one]))
    for part in (
        design.caption,
        design.heading,
        "李𬭎",
        "同学：",
        "编号：370102001-MFR00-00001",
        "36小时30分钟",
        "栖霞街道青年工作委员会",
        "2026年6月28日",
        "盖章处",
        "扫码内容经数字签名，可用青桥离线核验",
    ):
        assert part in text
    assert LONG_TITLE.replace("“", "‘").replace("”", "’") in text


@pytest.mark.parametrize(
    "name", ["欧阳司马诸", *RARE_NAMES, LONG_NAME, "努尔艾力·阿卜杜克热木·买买提", "李"]
)
def test_names_of_any_length_fit_beside_the_salutation(name: str) -> None:
    text = text_of(render_certificates([certificate(0, name=name)]))
    assert f"{name} 同学：" in text
    assert "…" not in text


def test_titles_of_60_characters_fit_on_a_page() -> None:
    title = "青" * 60
    for design in DESIGNS:
        one = certificate(0, design=design, activity=title)
        assert title in text_of(render_certificates([one]))


def test_no_paragraph_ends_with_a_lonely_character() -> None:
    body = "一" * 19 + "，" + "二" * 19 + "，" + "三" * 20
    for more in range(12):
        one = replace(certificate(0), body=body + "四" * more + "。")
        (page,) = pypdf.PdfReader(BytesIO(render_certificates([one]))).pages
        lines = page.extract_text().split("\n")
        assert not [line for line in lines if line.strip("四三。") == "" and 0 < len(line) < 3]


def test_backgrounds_are_stored_once() -> None:
    pages = [certificate(number, design=DESIGNS[number % 2]) for number in range(6)]
    assert render_certificates(pages).count(b"/Subtype /Form") == 2


def test_a_batch_is_small() -> None:
    pages = [certificate(number, qr_text=signed(number)) for number in range(100)]
    assert len(render_certificates(pages)) < 5_000 * 100


@pytest.mark.parametrize("design", DESIGNS, ids=[design.heading for design in DESIGNS])
def test_codes_are_read_from_the_page_and_from_a_photocopy(design: Design) -> None:
    texts = [signed(number, name) for number, name in enumerate((*RARE_NAMES, "陈雨"))]
    texts.append(signed(9, LONG_NAME, LONG_TITLE))
    pages = [certificate(number, design=design, qr_text=text) for number, text in enumerate(texts)]
    pdf = render_certificates(pages)
    pictures = [page_image(pdf, page, DPI) for page in range(len(pages))]
    assert [read_qr(picture) for picture in pictures] == [[text] for text in texts]
    copies = [photocopied(picture, seed) for seed, picture in enumerate(pictures)]
    assert [read_qr(copy) for copy in copies] == [[text] for text in texts]


@pytest.mark.parametrize(
    ("text", "modules"), [(signed(1), 49), (signed(1, "张䶮", "作业辅导"), 45)]
)
def test_common_codes_are_of_version_7_or_8(text: str, modules: int) -> None:
    assert len(qr_rows(text)) == modules


def test_modules_are_never_narrower_than_0_45_mm() -> None:
    text = signed(1, LONG_NAME, LONG_TITLE)
    side = len(qr_rows(text)) * MODULE
    assert side > 25 * MM
    picture = page_image(render_certificates([certificate(0, qr_text=text)]), 0, 300).convert("L")
    dots = 300 / 72
    foot = picture.height - int(24 * MM * dots)
    around = (int(38 * MM * dots), foot - int(33 * MM * dots), int(70 * MM * dots), foot)
    inked = ImageChops.invert(picture.crop(around)).getbbox()
    assert inked is not None
    assert (inked[2] - inked[0]) / dots == pytest.approx(side, abs=0.5)


def _inked(pdf: bytes) -> tuple[int, int, int, int]:
    box = ImageChops.invert(page_image(pdf, 0, DPI).convert("L")).getbbox()
    assert box is not None
    return box


def test_onto_blanks_only_the_words_are_printed_moved_by_millimetres() -> None:
    one = certificate(1)
    text = text_of(render_certificates([one], Overlay()))
    for part in (one.heading, one.caption, "盖章处", "扫码内容"):
        assert part not in text
    for part in ("李𬭎 同学：", one.serial, hours(one.minutes), one.issuer, "2026年6月28日"):
        assert part in text
    still, moved = (_inked(render_certificates([one], overlay)) for overlay in _MOVES)
    dots = DPI / 25.4
    assert (moved[0] - still[0]) / dots == pytest.approx(3, abs=0.2)
    assert (moved[3] - still[3]) / dots == pytest.approx(-7.5, abs=0.2)


_MOVES = (Overlay(), Overlay(right=3, down=-7.5))


def test_the_test_page_tells_how_far_the_words_are_moved() -> None:
    one = certificate(1)
    pdf = render_overlay_test(one, Overlay(3, -7.5))
    text = text_of(pdf)
    assert "向右 3 毫米，向下 -7.5 毫米" in text
    assert "李𬭎 同学：" in text
    picture = page_image(pdf, 0, 300).convert("L")
    row = picture.crop((0, int(95 * 300 / 25.4), picture.width, int(95 * 300 / 25.4) + 1))
    assert row.getpixel((int(100 * 300 / 25.4), 0)) < 245  # type: ignore[operator]
    assert row.getpixel((int(105 * 300 / 25.4), 0)) == 255


def test_3000_names_of_all_level_3_print_whole_and_20_beyond_are_reported() -> None:
    pick = random.Random(18030)
    hanzi = [code for first, last in LEVEL_3 for code in range(first, last + 1)]
    names = ["".join(map(chr, pick.sample(hanzi, 2 + number % 2))) for number in range(3000)]
    assert troubles(names) == ()
    pdf = render_certificates([certificate(n, name=name) for n, name in enumerate(names)])
    assert page_count(pdf) == len(names)
    for number in pick.sample(range(len(names)), 40):
        assert f"{names[number]} 同学：" in page_text(pdf, number)
    beyond = [f"张{chr(code)}" for code in (*range(0x2EBF0, 0x2EBFA), *range(0xE5E5, 0xE5EF))]
    assert [one.name for one in troubles(beyond)] == beyond


def test_every_name_of_the_samples_can_be_drawn() -> None:
    assert [name for name in (*RARE_NAMES, LONG_NAME) if undrawable(name)] == []

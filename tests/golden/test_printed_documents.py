"""What every printed document promises, read back from its bytes and from its picture."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageFilter

from desktop.documents.certificate import Overlay, render_certificates
from desktop.documents.preview import page_count, page_image
from desktop.documents.qr_reading import read_qr
from desktop.documents.sign_in_sheet import Column, qr_text, render_sheet, render_sheets
from tests.golden.document_samples import (
    DESIGNS,
    LONG_NAME,
    LONG_TITLE,
    RARE_NAMES,
    certificate,
    sheet,
)

# ids 0 to 3 of the dictionary that readers know as DICT_4X4_50, row by row
MARKS = (0xB532, 0x0F9A, 0x332D, 0x9946)
PORTRAIT, LANDSCAPE = (595.28, 841.89), (841.89, 595.28)
DOCUMENTS: dict[str, tuple[Callable[[], bytes], tuple[float, float], int]] = {
    "sheet": (lambda: render_sheet(sheet(50)), PORTRAIT, 3),
    "wide sheet": (lambda: render_sheet(sheet(30, landscape=True)), LANDSCAPE, 3),
    "short sheet": (lambda: render_sheet(sheet(9)), PORTRAIT, 1),
    "certificates": (
        lambda: render_certificates(
            [certificate(number, design=DESIGNS[number % 3]) for number in range(9)]
        ),
        LANDSCAPE,
        9,
    ),
    "certificates onto blanks": (
        lambda: render_certificates([certificate(number) for number in range(9)], Overlay(1, -2)),
        LANDSCAPE,
        9,
    ),
}


@pytest.fixture(scope="module", params=DOCUMENTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pdf(name: str) -> bytes:
    return DOCUMENTS[name][0]()


def fonts_of(resources: Any) -> Iterator[Any]:  # noqa: ANN401 - PDF objects nest at will
    """Yield the font dictionaries of a page or form and of the forms it shows."""
    for font in resources.get("/Font", {}).values():
        yield font.get_object()
    for form in resources.get("/XObject", {}).values():
        yield from fonts_of(form.get_object().get("/Resources", {}))


def test_same_bytes_twice(name: str, pdf: bytes) -> None:
    assert DOCUMENTS[name][0]() == pdf


def test_pages_are_a4(name: str, pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    _, size, pages = DOCUMENTS[name]
    assert len(reader.pages) == page_count(pdf) == pages
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            size, abs=0.01
        )


def test_every_font_is_embedded(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    fonts = [font for page in reader.pages for font in fonts_of(page["/Resources"])]
    assert fonts
    assert not [font for font in fonts if "Helvetica" in font["/BaseFont"]]
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in fonts)
    assert b"/Helvetica" not in pdf


def test_title_and_language(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert reader.metadata
    assert reader.metadata.title
    assert reader.metadata.producer == "青桥"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]
    assert b"/JavaScript" not in pdf


def test_names_read_back_with_pypdf(pdf: bytes) -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    assert [name for name in RARE_NAMES if name not in text] == []
    assert LONG_NAME in text.replace("\n", "")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_names_read_back_with_pdftotext(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    assert [name for name in RARE_NAMES if name not in text] == []


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_structure_is_sound(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_sheet_codes_read_at_150_dpi() -> None:
    pdf = render_sheet(sheet(50))
    codes = [read_qr(page_image(pdf, page, 150)) for page in range(3)]
    assert codes == [
        ["QQS1:Q7K2M9XA:1/3:1-20:2"],
        ["QQS1:Q7K2M9XA:2/3:21-44:2"],
        ["QQS1:Q7K2M9XA:3/3:45-54:2"],
    ]


def photocopied(page: Image.Image, seed: int) -> Image.Image:
    """Return a page as a careless copier gives it: grey, turned by 2°, blurred, speckled."""
    copy = page.convert("L").point(lambda grey: 40 + grey * 180 // 255)
    copy = copy.rotate(2, Image.Resampling.BICUBIC, fillcolor=220)
    copy = copy.filter(ImageFilter.GaussianBlur(1))
    pick = random.Random(seed)
    for _ in range(3000):
        at = (pick.randrange(copy.width), pick.randrange(copy.height))
        copy.putpixel(at, pick.randrange(256))
    return copy


@pytest.mark.parametrize("landscape", [False, True])
def test_sheet_codes_read_from_a_photocopy(landscape: bool) -> None:
    given = sheet(50, landscape=landscape)
    pdf = render_sheet(given)
    for page in range(page_count(pdf)):
        copy = photocopied(page_image(pdf, page, 150), page)
        assert read_qr(copy) == [qr_text(given, page)]


def test_sheets_of_several_activities_share_their_fonts() -> None:
    batch = [(sheet(50 - n, landscape=n % 4 == 0), None) for n in range(20)]
    pdf = render_sheets(batch)
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    assert len(pdf) <= 5000 * len(pages)
    wide = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert 0 < len(wide) < len(pages)
    (second,) = pypdf.PdfReader(BytesIO(render_sheets([(sheet(50), 1)]))).pages
    assert "第 2 页" in second.extract_text()
    with pytest.raises(IndexError):
        render_sheets([(sheet(50), 7)])
    with pytest.raises(ValueError, match="no sheets"):
        render_sheets([])


def cells(picture: Image.Image, left: float, top: float) -> int:
    """Read the 4x4 inner cells of an 8 mm mark, placed in millimetres, as bits."""
    cell, dots = 8 / 6, picture.width / 210
    bits = 0
    for row in range(6):
        for column in range(6):
            at = ((left + (column + 0.5) * cell) * dots, (top + (row + 0.5) * cell) * dots)
            white = picture.getpixel((int(at[0]), int(at[1]))) == 255
            if 0 < row < 5 and 0 < column < 5:
                bits = bits << 1 | white
            else:
                assert not white
    return bits


@pytest.mark.parametrize("page", range(3))
def test_corner_marks_stand_10_mm_from_the_edges(page: int) -> None:
    picture = page_image(render_sheet(sheet(50)), page, 150).convert("L")
    corners = ((10, 10), (192, 10), (192, 279), (10, 279))
    assert tuple(cells(picture, x, y) for x, y in corners) == MARKS
    edge = picture.crop((0, 0, picture.width, int(9.5 / 25.4 * 150)))
    assert edge.getextrema() == (255, 255)


def test_sheet_prints_only_the_columns_chosen() -> None:
    columns = (Column.NUMBER, Column.NAME, Column.CHECK_IN)
    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(BytesIO(render_sheet(sheet(9, columns=columns)))).pages
    )
    assert "199000" not in text
    assert "20230000" not in text
    assert "手机号" not in text
    assert "签到" in text


def test_sheet_states_facts_once_and_pages_always() -> None:
    reader = pypdf.PdfReader(BytesIO(render_sheet(sheet(50))))
    texts = [page.extract_text().replace("\n", "") for page in reader.pages]
    assert ["安全提示" in text for text in texts] == [True, False, False]
    assert ["盖章处" in text for text in texts] == [False, False, True]
    assert all(f"第 {page} 页　共 3 页" in text for page, text in enumerate(texts, 1))
    assert all("序号" in text and "请假" in text for text in texts)
    assert LONG_TITLE in texts[0].replace(" ", "")

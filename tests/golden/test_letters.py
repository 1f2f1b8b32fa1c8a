"""Documents set from templates, and printed lists: what each promises, read back from its bytes."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from desktop.documents.blocks import LETTER, Block, Closing, Document, Paragraph, Table, Title
from desktop.documents.letter import render_document
from desktop.documents.preview import page_count, page_image
from desktop.documents.template import TemplateError, blocks_of, standard_text
from tests.golden.document_samples import LONG_NAME, LONG_TITLE, RARE_NAMES
from tests.golden.letter_samples import DOCUMENTS, VALUES
from tests.golden.test_printed_documents import fonts_of

PAGES = {
    "结对确认书": 1,
    "结对协议": 2,
    "活动通知": 2,
    "实践证明": 2,
    "聘书": 1,
    "参保名单": 4,
    "补贴表": 3,
    "列表": 3,
    "横向列表": 4,
}
PORTRAIT, LANDSCAPE = (595.28, 841.89), (841.89, 595.28)
WIDE = {"聘书", "横向列表"}
WITHOUT_PEOPLE = {"结对协议", "聘书"}
"""Their people are written by hand, or they are on one person."""


@pytest.fixture(scope="module", params=DOCUMENTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pdf(name: str) -> bytes:
    return render_document(DOCUMENTS[name]())


def texts(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return [re.sub(r"\s", "", page.extract_text()) for page in pages]


def test_same_bytes_twice(name: str, pdf: bytes) -> None:
    assert render_document(DOCUMENTS[name]()) == pdf


def test_pages_are_a4_and_as_many_as_looked_at(name: str, pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert len(reader.pages) == page_count(pdf) == PAGES[name]
    for page in reader.pages:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx(LANDSCAPE if name in WIDE else PORTRAIT, abs=0.01)


def test_every_font_is_embedded(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    fonts = [font for page in reader.pages for font in fonts_of(page["/Resources"])]
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in fonts)
    assert b"/Helvetica" not in pdf
    assert b"/JavaScript" not in pdf
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]
    assert reader.metadata
    assert reader.metadata.title


def test_names_and_titles_read_back_whole(name: str, pdf: bytes) -> None:
    text = "".join(texts(pdf))
    assert LONG_NAME in text or name == "结对协议"
    if name not in WITHOUT_PEOPLE | {"实践证明"}:
        assert [one for one in RARE_NAMES if one not in text] == []
    if name not in {"聘书", "列表", "横向列表"}:
        assert LONG_TITLE.translate(str.maketrans("“”", "‘’")) in text or LONG_TITLE in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_rare_names_read_back_with_pdftotext(name: str, pdf: bytes, tmp_path: Path) -> None:
    if name in WITHOUT_PEOPLE | {"实践证明"}:
        pytest.skip("no rare names on it")
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    assert [one for one in RARE_NAMES if one not in done.stdout.decode()] == []


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_structure_is_sound(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_is_printed_outside_the_margins(name: str, pdf: bytes) -> None:
    """Office printers leave out the outer 5 mm."""
    for page in range(PAGES[name]):
        picture = page_image(pdf, page, 72).convert("L").point(lambda grey: 255 * (grey < 250))
        left, top, right, bottom = picture.getbbox() or (0, 0, 0, 0)
        assert min(left, top, picture.width - right, picture.height - bottom) >= 14


def test_pages_are_numbered_as_official_documents_are() -> None:
    notice = texts(render_document(DOCUMENTS["活动通知"]()))
    assert ["—1—" in notice[0], "—2—" in notice[1]] == [True, True]
    assert "—1—" not in texts(render_document(DOCUMENTS["聘书"]()))[0]
    listed = texts(render_document(DOCUMENTS["列表"]()))
    assert [f"第{n}页共3页" in page for n, page in enumerate(listed, 1)] == [True] * 3


def test_tables_repeat_their_heading_on_each_page() -> None:
    listed = texts(render_document(DOCUMENTS["参保名单"]()))
    assert ["身份证号" in page for page in listed] == [True] * 4
    numbers = re.findall(r"37010220050101\d{4}", "".join(listed))
    assert len(numbers) == len(set(numbers)) == 60


def test_a_closing_never_stands_on_a_page_alone() -> None:
    for lines in range(1, 30):
        body = [Paragraph("情况属实。")] * lines
        blocks: tuple[Block, ...] = (Title("证明"), *body, Closing("青工委", "某日"))
        pages = texts(render_document(Document("证明", "青工委", LETTER, blocks)))
        assert pages[-1].count("情况属实") >= 1


def test_a_proof_is_sealed_on_the_page_of_its_last_activities() -> None:
    proof = DOCUMENTS["实践证明"]()
    (table,) = (block for block in proof.blocks if isinstance(block, Table))
    split = 0
    for many in range(1, 32):
        rows = tuple((f"第{n}次", "周末课堂", "某日", "1小时") for n in range(1, many + 1))
        blocks = [
            replace(table, rows=rows) if isinstance(one, Table) else one for one in proof.blocks
        ]
        pages = texts(render_document(replace(proof, blocks=tuple(blocks))))
        split += len(pages) > 1
        last = range(max(1, many - 1), many + 1)
        assert [n for n in last if f"第{n}次" not in pages[-1]] == []
        assert "特此证明" in pages[-1]
        assert [page for page in pages if "周末课堂" not in page] == []
    assert split > 10


def test_a_heading_never_ends_a_page() -> None:
    for lines in range(1, 30):
        blocks = (
            *[Paragraph("情况属实。")] * lines,
            Paragraph("一、要求"),
            Paragraph("按时到场。"),
        )
        pages = texts(render_document(Document("通知", "青工委", LETTER, blocks)))
        assert not any(page.removesuffix("—1—").endswith("一、要求") for page in pages)


def test_a_table_without_rows_and_a_cell_without_end_are_set() -> None:
    notice = DOCUMENTS["列表"]()
    (table,) = (block for block in notice.blocks if isinstance(block, Table))
    empty = replace(notice, blocks=(replace(table, rows=()),))
    assert "活动次数" in texts(render_document(empty))[0]
    endless = replace(table, rows=(("字" * 900, *[""] * 4),))
    (page,) = texts(render_document(replace(notice, blocks=(endless,))))
    assert page.count("字") == 900


def test_templates_say_what_they_do_not_know() -> None:
    with pytest.raises(TemplateError, match="表 花名册"):
        blocks_of("[表 花名册]", VALUES, {})
    for name in PAGES.keys() - {"列表", "横向列表"}:
        assert standard_text(name).startswith("# ")


def test_a_line_whose_values_are_all_empty_is_left_out() -> None:
    blocks = blocks_of("当前以“{需求}”为重点。\n自{起}起", {"需求": "", "起": "今日"}, {})
    assert blocks == (Paragraph("自今日起"),)

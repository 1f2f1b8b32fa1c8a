from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from desktop.documents.certificate import render_certificates
from desktop.documents.marks import draw_qr
from desktop.documents.page import A4, MM, open_canvas
from desktop.documents.preview import UnreadablePdfError, opened, page_count, page_image
from desktop.documents.qr_reading import UnreadableImageError, read_qr, read_qr_from_file
from desktop.documents.sign_in_sheet import render_sheet
from tests.golden.document_samples import certificate, sheet


def pdf(*texts: str) -> bytes:
    target = BytesIO()
    canvas = open_canvas(target, "码", "青桥", A4)
    for text in texts:
        draw_qr(canvas, 30 * MM, 200 * MM, 20 * MM, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_pages_become_pictures() -> None:
    made = pdf("A", "B")
    assert page_count(made) == 2
    picture = page_image(made, 1, 72)
    assert picture.mode == "RGB"
    assert picture.size == (596, 842)
    with pytest.raises(IndexError):
        page_image(made, 2, 72)


@pytest.mark.parametrize("damaged", [b"", b"not a pdf", b"%PDF-1.7\nbroken"])
def test_damaged_pdf_is_explained(damaged: bytes) -> None:
    with pytest.raises(UnreadablePdfError, match="没有改动"):
        page_count(damaged)


def test_codes_of_all_pages_of_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(pdf("第一页", "QQS1:ABC"))
    assert read_qr_from_file(file) == ["第一页", "QQS1:ABC"]


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_codes_of_pictures(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"photo.{suffix}"
    page_image(pdf("青桥"), 0, 150).rotate(90, expand=True).save(file)
    assert read_qr_from_file(file) == ["青桥"]


def test_only_qr_codes_are_read() -> None:
    code = zxingcpp.create_barcode("12345678", zxingcpp.BarcodeFormat.Code128)
    assert read_qr(Image.fromarray(code.to_image(scale=4))) == []
    assert read_qr(Image.new("RGB", (200, 200), "white")) == []


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_explained(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "文件.png"
    file.write_bytes(content)
    with pytest.raises(UnreadableImageError, match=r"打不开“文件\.png”") as caught:
        read_qr_from_file(file)
    assert caught.value.hint


def test_truncated_picture_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    page_image(pdf("青桥"), 0, 150).save(file)
    file.write_bytes(file.read_bytes()[:-20000])
    with pytest.raises(UnreadableImageError):
        read_qr_from_file(file)


def test_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "huge.png"
    Image.new("L", (100, 100)).save(file)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 6000)
    with pytest.raises(UnreadableImageError):
        read_qr_from_file(file)


def test_words_are_found_where_they_stand() -> None:
    made = render_sheet(sheet(50))
    with opened(made) as pages:
        assert len(list(pages.find("李𬭎"))) == 6
        assert len(list(pages.find("王㛃"))) == 6
        assert list(pages.find("查无此人")) == []
        first, *_ = pages.find("赵𠅤")
        picture = pages.image(first.page, 150)
    ((left, top, right, bottom),) = first.boxes
    wide, high = picture.size
    place = (int(left * wide), int(top * high), int(right * wide), int(bottom * high))
    ink = picture.crop(place).convert("L").point(lambda grey: 255 * (grey < 100))
    assert ink.getbbox() is not None


def test_bands_make_up_the_whole_page() -> None:
    made = render_sheet(sheet(9))
    with opened(made) as pages:
        assert pages.is_grey(0)
        whole = b"".join(band.pixels for band in pages.bands(0, (620, 877), 1000))
        parts = list(pages.bands(0, (620, 877), 100))
        joined = b"".join(band.pixels for band in parts)
        assert len(joined) == len(whole)
        assert max(abs(one - other) for one, other in zip(joined, whole, strict=True)) <= 16
        assert [band.height for band in parts] == [100] * 8 + [77]
    with opened(render_certificates([certificate(1)])) as pages:
        assert not pages.is_grey(0)
        (band,) = pages.bands(0, (877, 620), 1000)
        assert len(band.pixels) == 877 * 620 * 4

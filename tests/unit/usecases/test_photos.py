"""Photos of an activity: small, upright, silent about their maker."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop.domain.terms import Side
from desktop.foundation.errors import QingqiaoError
from desktop.store import contents
from desktop.store.queries import attachments
from desktop.store.queries.attachments import PhotoRow, photos
from desktop.store.store import MissingRowError
from desktop.store.tables import Consent
from desktop.usecases.activity.photo_image import LONGEST_SIDE, NotAPhotoError, read_photo
from desktop.usecases.activity.photos import (
    CAPTION_LENGTH,
    add_papers,
    add_photos,
    describe_photo,
    put_photo_back,
    remove_photo,
    replace_photo,
)
from desktop.usecases.undo import noting_changes, take_back
from desktop.usecases.workspace import Workspace
from tests.unit.photo_files import noise, picture
from tests.unit.township_sample import Sample

GPS, ORIENTATION = 0x8825, 0x0112


def rows(workspace: Workspace, activity: bytes) -> list[PhotoRow]:
    with workspace.store.read() as reader:
        return photos(reader, activity)


def planned(sample: Sample) -> bytes:
    pairing = sample.active()
    return sample.activity(sample.project(pairing), pairing)


def test_a_large_photo_is_made_small(tmp_path: Path) -> None:
    path = tmp_path / "大.jpg"
    picture(4000, 3000).save(path, quality=95)
    photo = read_photo(path)
    assert (photo.width, photo.height) == (LONGEST_SIDE, 1200)
    with Image.open(io.BytesIO(photo.content)) as made:
        assert made.format == "JPEG"
        assert made.size == (LONGEST_SIDE, 1200)


def test_even_pure_noise_is_kept_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "噪.png"
    noise(1600, 1600, 1).save(path)
    assert len(read_photo(path).content) <= 1_500_000


def test_place_device_and_notes_are_left_behind_and_the_photo_stands_upright(
    tmp_path: Path,
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was held upright
    exif[0x010F] = "SecretPhone"
    exif[GPS] = {1: "N", 2: (36.0, 40.0, 1.0)}
    path = tmp_path / "手机.jpg"
    picture(400, 200).save(path, exif=exif, comment=b"SecretNote")
    path.write_bytes(path.read_bytes() + b"SecretTail")
    photo = read_photo(path)
    assert (photo.width, photo.height) == (200, 400)
    assert b"Secret" not in photo.content
    with Image.open(io.BytesIO(photo.content)) as made:
        assert not made.getexif()
        assert "comment" not in made.info


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "CMYK"])
def test_every_kind_of_colour_is_read(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("图.jpg" if mode == "CMYK" else "图.png")
    picture(60, 40).convert(mode).save(path)
    assert read_photo(path).width == 60


def test_of_several_pictures_in_one_file_the_first_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "双摄.jpg"
    picture(60, 40).save(path, "MPO", save_all=True, append_images=[picture(30, 20)])
    assert read_photo(path).width == 60


def test_what_is_see_through_becomes_white(tmp_path: Path) -> None:
    path = tmp_path / "透.png"
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(path)
    with Image.open(io.BytesIO(read_photo(path).content)) as made:
        assert min(made.convert("L").tobytes()) > 250


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0 cut", b"%PDF-1.7"])
def test_what_is_no_photo_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "文件.jpg"
    path.write_bytes(content)
    with pytest.raises(NotAPhotoError, match="没有添加"):
        read_photo(path)


def test_a_photo_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "断.jpg"
    noise(400, 300, 1).save(path)
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(NotAPhotoError):
        read_photo(path)


@pytest.mark.parametrize("side", [9_500, 40_000])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, side: int) -> None:
    path = tmp_path / "弹.png"
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x"))
    with pytest.raises(NotAPhotoError, match="像素太多"):
        read_photo(path)


def chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def test_a_clerk_adds_describes_removes_and_takes_back(sample: Sample, tmp_path: Path) -> None:
    workspace, activity = sample.workspace, planned(sample)
    for number in (1, 2):
        noise(80, 60, number).save(tmp_path / f"{number}.jpg")
    (tmp_path / "坏.jpg").write_bytes(b"no")
    files = [tmp_path / name for name in ("1.jpg", "坏.jpg", "2.jpg", "1.jpg")]
    added = add_photos(workspace, activity, files)
    assert (added.added, added.repeated) == (2, 1)
    assert [error.message[:8] for error in added.problems] == ["“坏.jpg”不"]
    assert all(isinstance(problem, QingqiaoError) for problem in added.problems)
    first, second = rows(workspace, activity)
    assert (first.file_name, second.file_name) == ("1.jpg", "2.jpg")
    assert first.content is not None
    assert not first.delivered

    describe_photo(workspace, first.id, " 课堂\x07 e\u0301" + "长" * 200)
    said = rows(workspace, activity)[0].caption
    assert said.startswith("课堂 \u00e9")
    assert len(said) == CAPTION_LENGTH

    remove_photo(workspace, first.id)
    assert [row.id for row in rows(workspace, activity)] == [second.id]
    put_photo_back(workspace, first.id)
    assert {row.id for row in rows(workspace, activity)} == {first.id, second.id}


def test_the_bytes_lie_encrypted_on_the_disk(sample: Sample, tmp_path: Path) -> None:
    workspace, activity = sample.workspace, planned(sample)
    path = tmp_path / "1.jpg"
    noise(300, 200, 1).save(path)
    add_photos(workspace, activity, [path])
    (row,) = rows(workspace, activity)
    assert row.content is not None
    part = row.content[1000:1032]
    for file in workspace.folder.root.iterdir():
        assert part not in file.read_bytes()


def test_the_same_picture_in_two_activities_is_kept_once(sample: Sample, tmp_path: Path) -> None:
    workspace = sample.workspace
    path = tmp_path / "1.jpg"
    noise(80, 60, 1).save(path)
    pairing = sample.active()
    project = sample.project(pairing)
    one, other = (sample.activity(project, pairing, title=title) for title in ("甲", "乙"))
    for activity in (one, other):
        assert add_photos(workspace, activity, [path]).added == 1
    with workspace.store.read() as reader:
        assert len(contents.hashes(reader.connection, reader.replica.township)) == 1
    (row,) = rows(workspace, one)
    remove_photo(workspace, row.id)
    with workspace.store.write() as writer:
        code, lsn = writer.replica.township, writer.replica.lsn
        assert contents.forget_deleted(writer.connection, code, lsn) == 0, "the other needs it"


def test_a_signed_paper_is_kept_page_by_page_and_replaced(sample: Sample, tmp_path: Path) -> None:
    workspace = sample.workspace
    pairing = sample.active()
    with workspace.store.read() as reader:
        consent = reader.find(Consent, pairing_id=pairing, side=Side.CAMPUS)[0].id
    scan, thick, photo = tmp_path / "协议.pdf", tmp_path / "厚.pdf", tmp_path / "手机.jpg"
    pages = [noise(420, 594, number) for number in range(11)]
    pages[0].save(scan, save_all=True, append_images=pages[1:2])
    pages[0].save(thick, save_all=True, append_images=pages[1:])
    noise(80, 60, 20).save(photo)
    added = add_papers(workspace, consent, [scan, thick])
    assert (added.added, [error.message for error in added.problems]) == (
        2,
        ["“厚.pdf”有 11 页，没有添加。"],
    )
    first, second = signed(workspace, consent)
    assert first.content is not None
    assert Image.open(io.BytesIO(first.content)).height == LONGEST_SIDE
    describe_photo(workspace, first.id, "第一页")
    outcome, act = noting_changes(lambda: replace_photo(workspace, first.id, photo))
    assert outcome.added == 1
    assert {(row.file_name, row.caption) for row in signed(workspace, consent)} == {
        ("手机.jpg", "第一页"),
        ("协议.pdf", ""),
    }
    with pytest.raises(NotAPhotoError):
        replace_photo(workspace, second.id, thick)
    take_back(workspace, act)
    assert {row.id for row in signed(workspace, consent)} == {first.id, second.id}
    with workspace.store.read() as reader:
        kept = attachments.signed_papers(reader)
    assert [(one.partners, one.side) for one in kept] == [("东社区 1班", Side.CAMPUS)] * 2
    with pytest.raises(MissingRowError):
        add_papers(workspace, bytes(16), [photo])


def signed(workspace: Workspace, consent: bytes) -> list[PhotoRow]:
    with workspace.store.read() as reader:
        return attachments.papers(reader, consent)


def test_an_activity_that_is_gone_takes_none(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "1.jpg"
    noise(80, 60, 1).save(path)
    with pytest.raises(MissingRowError):
        add_photos(sample.workspace, bytes(16), [path])
    with sample.workspace.store.read() as reader:
        assert contents.hashes(reader.connection, reader.replica.township) == []

"""照片 of an activity or of a signed paper: add, describe, replace, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Progress
from desktop.store import contents
from desktop.store.store import Writer
from desktop.store.tables import Activity, Attachment, Consent
from desktop.usecases.activity.photo_image import MEDIA_TYPE, Photo, read_photo, read_scan
from desktop.usecases.workspace import Workspace
from desktop.workbooks.cells import clean

CAPTION_LENGTH = 100
"""Characters."""

_NAME_LENGTH = 100


@dataclass(frozen=True)
class _Of:
    """What a photo is of: one of these."""

    activity_id: bytes | None
    consent_id: bytes | None = None


@dataclass(frozen=True)
class PhotosAdded:
    """How many were added, how many were there already, and why others were not added."""

    added: int
    repeated: int
    problems: tuple[QingqiaoError, ...]


def add_photos(
    workspace: Workspace, activity_id: bytes, paths: Sequence[Path], progress: Progress = SILENT
) -> PhotosAdded:
    """Add picture files to an activity, each made small; a bad one leaves the others alone.

    Raises `MissingRowError`, `Cancelled`; then none was added.
    """
    photos, problems = _read(paths, lambda path: (read_photo(path),), progress)
    with workspace.store.write() as writer:
        writer.get(Activity, activity_id)
        added = sum(_add(writer, path, photo, _Of(activity_id)) for path, photo in photos)
    return PhotosAdded(added, len(photos) - added, problems)


def add_papers(
    workspace: Workspace, consent_id: bytes, paths: Sequence[Path], progress: Progress = SILENT
) -> PhotosAdded:
    """Add pictures or scans of the paper that a side signed; a bad one leaves the others alone.

    Raises `MissingRowError`, `Cancelled`; then none was added.
    """
    photos, problems = _read(paths, read_scan, progress)
    with workspace.store.write() as writer:
        writer.get(Consent, consent_id)
        added = sum(_add(writer, path, photo, _Of(None, consent_id)) for path, photo in photos)
    return PhotosAdded(added, len(photos) - added, problems)


def replace_photo(workspace: Workspace, photo_id: bytes, path: Path) -> PhotosAdded:
    """Put other pictures in the place of one, with its caption.

    Raises `MissingRowError`, or `QingqiaoError` for a file that cannot be used; then the old one
    stays.
    """
    with workspace.store.read() as reader:
        old = reader.get(Attachment, photo_id)
    photos = [read_photo(path)] if old.consent_id is None else read_scan(path)
    with workspace.store.write() as writer:
        row = writer.get(Attachment, photo_id)
        writer.delete(row)
        of = _Of(row.activity_id, row.consent_id)
        added = sum(_add(writer, path, photo, of, row.caption) for photo in photos)
    return PhotosAdded(added, len(photos) - added, ())


def _read(
    paths: Sequence[Path],
    read: Callable[[Path], Sequence[Photo]],
    progress: Progress,
) -> tuple[list[tuple[Path, Photo]], tuple[QingqiaoError, ...]]:
    """Read the pictures of some files, and why others cannot be used; raises `Cancelled`."""
    problems: list[QingqiaoError] = []
    photos: list[tuple[Path, Photo]] = []
    for done, path in enumerate(paths):
        progress.step(done, len(paths), f"正在整理照片 {path.name}")
        try:
            photos += [(path, photo) for photo in read(path)]
        except QingqiaoError as error:
            problems.append(error)
    return photos, tuple(problems)


def _add(writer: Writer, path: Path, photo: Photo, of: _Of, caption: str = "") -> bool:
    """Add one photo `of` something unless that has the same picture."""
    if writer.find(
        Attachment, sha256=photo.sha256, activity_id=of.activity_id, consent_id=of.consent_id
    ):
        return False
    contents.put(writer.connection, writer.replica.township, photo.sha256, photo.content)
    writer.add(
        Attachment(
            file_name=clean(path.name)[:_NAME_LENGTH],
            media_type=MEDIA_TYPE,
            size=len(photo.content),
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            caption=caption,
            activity_id=of.activity_id,
            consent_id=of.consent_id,
        )
    )
    return True


def describe_photo(workspace: Workspace, photo_id: bytes, caption: str) -> None:
    """Keep what a photo shows, at most 100 characters; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.get(Attachment, photo_id).caption = clean(caption)[:CAPTION_LENGTH]


def remove_photo(workspace: Workspace, photo_id: bytes) -> None:
    """Take a photo off what it is of; its bytes go when the province knows of it."""
    with workspace.store.write() as writer:
        writer.delete(writer.get(Attachment, photo_id))


def put_photo_back(workspace: Workspace, photo_id: bytes) -> None:
    """Undo `remove_photo`."""
    with workspace.store.write() as writer:
        for row in writer.local(Attachment, id=photo_id):
            row.deleted = False
            writer.session.add(row)

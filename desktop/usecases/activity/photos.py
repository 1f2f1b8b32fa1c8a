"""照片 of an activity: add, describe, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Progress
from desktop.store import contents
from desktop.store.store import Writer
from desktop.store.tables import Activity, Attachment
from desktop.usecases.activity.photo_image import MEDIA_TYPE, Photo, read_photo
from desktop.usecases.workspace import Workspace
from desktop.workbooks.cells import clean

CAPTION_LENGTH = 100
"""Characters."""

_NAME_LENGTH = 100


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
    problems: list[QingqiaoError] = []
    photos: list[tuple[Path, Photo]] = []
    for done, path in enumerate(paths):
        progress.step(done, len(paths), f"正在整理照片 {path.name}")
        try:
            photos.append((path, read_photo(path)))
        except QingqiaoError as error:
            problems.append(error)
    with workspace.store.write() as writer:
        writer.get(Activity, activity_id)
        added = sum(_add(writer, activity_id, path, photo) for path, photo in photos)
    return PhotosAdded(added, len(photos) - added, tuple(problems))


def _add(writer: Writer, activity_id: bytes, path: Path, photo: Photo) -> bool:
    """Add one photo unless the activity has the same picture."""
    if writer.find(Attachment, activity_id=activity_id, sha256=photo.sha256):
        return False
    contents.put(writer.connection, writer.replica.township, photo.sha256, photo.content)
    writer.add(
        Attachment(
            activity_id=activity_id,
            file_name=clean(path.name)[:_NAME_LENGTH],
            media_type=MEDIA_TYPE,
            size=len(photo.content),
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
        )
    )
    return True


def describe_photo(workspace: Workspace, photo_id: bytes, caption: str) -> None:
    """Keep what a photo shows, at most 100 characters; raises `MissingRowError`."""
    with workspace.store.write() as writer:
        writer.get(Attachment, photo_id).caption = clean(caption)[:CAPTION_LENGTH]


def remove_photo(workspace: Workspace, photo_id: bytes) -> None:
    """Take a photo off its activity; its bytes go when the province knows of it."""
    with workspace.store.write() as writer:
        writer.delete(writer.get(Attachment, photo_id))


def put_photo_back(workspace: Workspace, photo_id: bytes) -> None:
    """Undo `remove_photo`."""
    with workspace.store.write() as writer:
        for row in writer.local(Attachment, id=photo_id):
            row.deleted = False
            writer.session.add(row)

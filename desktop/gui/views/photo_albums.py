"""What photos on a pane are of: an activity, or the paper that a side signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.foundation.progress import Progress
from desktop.store.queries.attachments import PhotoRow, papers, photos
from desktop.store.store import Reader
from desktop.usecases.activity.photos import PhotosAdded, add_papers, add_photos
from desktop.usecases.workspace import Workspace

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic")


@dataclass(frozen=True)
class Album:
    """What photos are of: how they are found and added, and what they are called.

    `compact`: little room, so the place to drop them on is one low line; `topics` besides 上报接收.
    """

    noun: str
    call: str
    hint: str
    suffixes: tuple[str, ...]
    topic: str
    rows: Callable[[Reader], list[PhotoRow]]
    add: Callable[[Sequence[Path], Progress], PhotosAdded]
    compact: bool = False

    @property
    def topics(self) -> tuple[str, ...]:
        """What has changed when a photo has."""
        return (self.topic, "exchange")


def activity_album(workspace: Workspace, activity_id: bytes) -> Album:
    """Return the photos of an activity."""
    return Album(
        "照片",
        "添加照片",
        "把照片拖到这里，或点这里选择；会自动缩小，并去掉拍摄地点等信息",
        _SUFFIXES,
        "activity",
        partial(photos, activity_id=activity_id),
        partial(add_photos, workspace, activity_id),
    )


def paper_album(workspace: Workspace, consent_id: bytes) -> Album:
    """Return the photos or scans of the paper that a side signed."""
    return Album(
        "签字件",
        "附上签字件的照片或扫描件",
        "把照片或 PDF 拖到这里，或点这里选择；PDF 每页存成一张",
        (*_SUFFIXES, ".pdf"),
        "pairing",
        partial(papers, consent_id=consent_id),
        partial(add_papers, workspace, consent_id),
        compact=True,
    )

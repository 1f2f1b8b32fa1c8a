"""Damaged files are copied aside byte by byte, and stay until a person removes them."""

from __future__ import annotations

from pathlib import Path

from desktop.foundation.clock import BEIJING, Clock
from desktop.foundation.files import copy_file, replacing_folder
from desktop.foundation.progress import Progress
from desktop.usecases.workspace import Folder

_DAMAGED = "damaged"


def set_aside(folder: Folder, clock: Clock, progress: Progress) -> Path | None:
    """Return the folder that now holds copies of the files; None where there is no database.

    Raises `WriteError`.
    """
    if not folder.database.exists():
        return None
    progress.step(0, 0, "正在保存损坏的文件")
    others = (Path(f"{folder.database}-wal"), folder.keyring)
    target = folder.root / _DAMAGED / f"{clock().astimezone(BEIJING):%Y-%m-%d-%H%M%S}"
    with replacing_folder(target) as aside:
        for file in (folder.database, *(other for other in others if other.exists())):
            copy_file(file, aside / file.name)
    return target

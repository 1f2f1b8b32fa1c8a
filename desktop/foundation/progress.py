"""Progress of long work, without Qt: the window, the command line and tests watch it alike."""

from __future__ import annotations

from typing import Protocol

from desktop.foundation.errors import QingqiaoError


class Cancelled(QingqiaoError):  # noqa: N818 - not a failure
    """The user asked to stop; raised by `Progress.step`, always before anything is committed."""

    def __init__(self) -> None:
        super().__init__("已取消，没有改动任何数据。")


class Progress(Protocol):
    """Told about each step of a long piece of work."""

    def step(self, done: int, total: int, message: str) -> None:
        """Report `done` of `total` (0 when unknown); raises `Cancelled` when asked to stop."""


class _Silent:
    def step(self, done: int, total: int, message: str) -> None:
        """Nobody is watching."""


SILENT: Progress = _Silent()

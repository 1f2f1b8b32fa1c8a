"""The start of everything: a window without a command, else the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from desktop.foundation.program import PROBE, keep_files

FILE_KINDS = (".qqb", ".qqe")
"""Files that the desktop opens with this program: bundles and enrolments."""

_PAIR = 2


class WindowRequest(NamedTuple):
    """Open the window on a data folder (None: this user's own), with files to begin with."""

    data: Path | None = None
    files: tuple[Path, ...] = ()


def window_request(arguments: list[str]) -> WindowRequest | None:
    """Return how the window is asked for; None when it is a command that is asked for.

    The folder is that of `--data DIR`, else that of QINGQIAO_DATA.
    """
    rest = list(arguments)
    given = os.environ.get("QINGQIAO_DATA", "")
    if len(rest) >= _PAIR and rest[0] == "--data":
        given, rest = rest[1], rest[_PAIR:]
    data = Path(given) if given else None
    if not rest:
        return WindowRequest(data)
    if all(one.lower().endswith(FILE_KINDS) for one in rest):
        return WindowRequest(data, tuple(Path(one) for one in rest))
    return None


def main() -> None:
    """Open the window, or run a command."""
    keep_files()
    if sys.argv[1:] == [PROBE]:
        from desktop.gui.probe import run as probe  # noqa: PLC0415 - a command needs no Qt

        sys.exit(probe())
    request = window_request(sys.argv[1:])
    if request is None:
        from desktop.cli.app import main as run_command  # noqa: PLC0415 - the window needs none of it

        run_command()
        return
    from desktop.gui.app import run  # noqa: PLC0415 - a command needs no Qt

    sys.exit(run(request.data, request.files))


if __name__ == "__main__":
    main()

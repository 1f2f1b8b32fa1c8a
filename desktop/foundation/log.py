"""The log of this user's PC: what went wrong and where in the code, never whose data."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

LOG = logging.getLogger("qingqiao")
"""Write only fixed words, kinds of errors, counts and places in the code: messages of exceptions
and names of files quote people."""

_SIZE = 1 << 20
_OLDER = 3
_FORMAT = "%(asctime)s %(levelname)s %(message)s"


class _Turning(logging.FileHandler):
    """A file that begins anew when it is full; the standard one imports all of the network."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, and turn the page after it."""
        super().emit(record)
        if self.stream is not None and self.stream.tell() > _SIZE:
            self.close()
            for older in range(_OLDER, 0, -1):
                # not there yet; or another window has it open (Windows) and it grows a little more
                with suppress(OSError):
                    self._numbered(older - 1).replace(self._numbered(older))

    def _numbered(self, number: int) -> Path:
        return Path(f"{self.baseFilename}.{number}" if number else self.baseFilename)


def start_log(folder: Path) -> None:
    """Write `LOG` to `folder`, at most 4 MB in all; without a log where that is not possible."""
    stop_log()
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _Turning(folder / "qingqiao.log", encoding="utf-8")
    except OSError:  # a read-only home must not keep anyone from working
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    LOG.addHandler(handler)


def stop_log() -> None:
    """Close the file; `LOG` writes nowhere until it is started again."""
    for handler in list(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()

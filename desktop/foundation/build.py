"""Which build of the program this is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop import __version__
from desktop.foundation.paths import resources

NOTE = "build.json"
"""In the resources of a package: {"revision": "1a2b3c4", "made": "2026-03-05T08:00:00+00:00"}."""

_SOURCES = "源码"
_CHECKOUT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Build:
    """Version, revision of the sources, and the instant (UTC) they were last changed."""

    version: str
    revision: str
    made: datetime

    @property
    def frozen(self) -> bool:
        """Whether this is a package, not a checkout."""
        return self.revision != _SOURCES


def _read() -> Build:
    note = resources() / NOTE
    if not note.exists():
        return Build(__version__, _SOURCES, _CHECKOUT)
    said = json.loads(note.read_text(encoding="utf-8"))
    return Build(__version__, said["revision"], datetime.fromisoformat(said["made"]))


BUILD = _read()

"""Steps that bring a database of an older version to this one, in order.

A step is plain SQL on one connection, frozen when its version is released: it never imports the
tables, which go on changing. Databases on servers begin with version 2; from the step to 3 on,
statements are run by `wording.run`, which says them in the words of either kind. All the steps run
in one transaction, with the capture triggers taken away, so nothing that they write counts as an
edit that travels; see `store.schema`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.store.migrations import to_2

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEPS: tuple[Callable[[Connection], None], ...] = (to_2.step,)
"""The first of them leads from version 1 to 2."""

SCHEMA_VERSION = 1 + len(STEPS)
"""What this program reads and writes."""


def run_steps(connection: Connection, version: int) -> None:
    """Bring a database of an older `version` up to `SCHEMA_VERSION`."""
    for step in STEPS[version - 1 :]:
        step(connection)

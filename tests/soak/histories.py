"""Random histories of the whole exchange."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.property.exchange_machine import run, template
from tests.soak.part import Outcome

STEPS = 30


def histories(many: int) -> Outcome:
    """Play so many histories; an assertion tells of the first bad one."""
    with tempfile.TemporaryDirectory() as folder, template(Path(folder)):
        run(many, STEPS, derandomize=False)
    return Outcome({"histories": many})

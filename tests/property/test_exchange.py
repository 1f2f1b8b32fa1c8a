"""No silent loss, and all ends agree: a few random histories of the whole exchange."""

from __future__ import annotations

from pathlib import Path

from tests.property.exchange_machine import run, template


def test_no_silent_loss(tmp_path: Path) -> None:
    with template(tmp_path):
        run(15, 30)

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.township_sample import Sample, make_sample


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    made = make_sample(tmp_path)
    yield made
    made.workspace.close()

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cheap_keys import cheap_keys
from tests.hostile.stage import Stage, staged


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with cheap_keys(), staged(Path(tmp_path_factory.mktemp("stage"))) as made:
        yield made

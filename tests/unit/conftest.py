from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.township_sample import Sample, make_database, open_sample


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sample") / "qingqiao.db"
    make_database(made)
    return made


@pytest.fixture
def sample(tmp_path: Path, sample_database: Path) -> Iterator[Sample]:
    made = open_sample(tmp_path, sample_database)
    yield made
    made.workspace.close()

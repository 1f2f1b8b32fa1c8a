"""The engine on real files, under the same scripts and the same eyes as the model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.histories.prepared import Template, template
from tests.histories.remembered import ALL
from tests.histories.script import history, parse
from tests.histories.side_by_side import play_both

HISTORIES = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    with template(tmp_path_factory.mktemp("prepared")) as prepared:
        yield prepared


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_engine_does_as_the_model(made: Template, tmp_path: Path, seed: int) -> None:
    both = play_both(made, tmp_path, history(seed, longest=30), seed)
    assert both.engine.faults == []
    assert both.differences == []


@pytest.mark.parametrize("name", ALL)
def test_the_engine_passes_what_went_wrong_once(made: Template, tmp_path: Path, name: str) -> None:
    script, seed = ALL[name]
    both = play_both(made, tmp_path, parse(script), seed)
    assert both.engine.faults == []
    assert both.differences == []

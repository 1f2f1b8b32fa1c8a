from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cheap_keys import cheap_keys
from tests.postgresql import Server
from tests.unit.exchange_world import Clock, Peer, World, new_province


@pytest.fixture(scope="session")
def kept_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "province"
    with cheap_keys():
        new_province(folder, Clock()).close()
    return folder


@pytest.fixture
def world(tmp_path: Path, kept_province: Path, on_server: Server | None) -> Iterator[World]:
    made = World(tmp_path, server=on_server, kept=kept_province)
    yield made
    made.close()


@pytest.fixture
def peer(world: World) -> Peer:
    return world.join()

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cheap_keys import cheap_keys as at_no_cost
from tests.postgresql import Server
from tests.unit.exchange_world import Peer, World


@pytest.fixture
def cheap_keys() -> Iterator[None]:
    with at_no_cost():
        yield


@pytest.fixture
def world(tmp_path: Path, cheap_keys: None, on_server: Server | None) -> Iterator[World]:  # noqa: ARG001 - a fixture used for what it does
    made = World(tmp_path, server=on_server)
    yield made
    made.close()


@pytest.fixture
def peer(world: World) -> Peer:
    return world.join()

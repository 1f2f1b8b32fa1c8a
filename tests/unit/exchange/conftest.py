from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.bundle.keyring import seal_keyring
from tests.postgresql import Server
from tests.unit.exchange_world import CHEAP, Peer, World


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seal_keyring.__kwdefaults__ is not None
    monkeypatch.setitem(seal_keyring.__kwdefaults__, "cost", CHEAP)


@pytest.fixture
def world(tmp_path: Path, cheap_keys: None, on_server: Server | None) -> Iterator[World]:  # noqa: ARG001 - a fixture used for what it does
    made = World(tmp_path, server=on_server)
    yield made
    made.close()


@pytest.fixture
def peer(world: World) -> Peer:
    return world.join()

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.crash.tracing import can_trace


@pytest.fixture(scope="module")
def aside() -> Iterator[ProcessPoolExecutor]:
    """A process of its own: one with threads and windows must not fork."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        if not pool.submit(can_trace).result():
            pytest.skip("no process can be followed on this machine")
        yield pool

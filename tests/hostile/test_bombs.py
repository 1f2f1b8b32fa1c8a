from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.hostile import bombs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on address space")


@pytest.mark.parametrize("group", bombs.GROUPS)
def test_what_is_enormous_inside_is_refused_soon_in_little_memory(group: str) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(bombs.defuse, group).result() == {}

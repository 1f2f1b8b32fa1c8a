from __future__ import annotations

import gc
import weakref

import pytest

from desktop.foundation.errors import QingqiaoError, at_rest


class Large:
    """Something that is too large to be held on to."""


def fail(held: list[weakref.ref[Large]]) -> None:
    large = Large()
    held.append(weakref.ref(large))
    first, second = ValueError("first"), QingqiaoError("没有接收。")
    first.__context__ = second  # as when an error passes through the block that it is from
    raise second from first


def test_an_error_that_is_kept_keeps_nothing_of_where_it_was_raised() -> None:
    held: list[weakref.ref[Large]] = []
    gc.disable()
    try:
        with pytest.raises(QingqiaoError) as caught:
            fail(held)
        assert held[0]() is not None
        at_rest(caught.value)
        assert held[0]() is None
        assert caught.value.__traceback__ is not None
    finally:
        gc.enable()

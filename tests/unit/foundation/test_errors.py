from __future__ import annotations

import gc
import weakref

from desktop.foundation.errors import QingqiaoError, at_rest


class Large:
    """Something that is too large to be held on to."""


def fail(held: list[weakref.ref[Large]]) -> None:
    large = Large()
    held.append(weakref.ref(large))
    try:
        raise ValueError("first")
    except ValueError as first:
        second = QingqiaoError("没有接收。")
        first.__context__ = second  # as when an error passes through the block that it is from
        raise second from first


def test_an_error_that_is_kept_keeps_nothing_of_where_it_was_raised() -> None:
    held: list[weakref.ref[Large]] = []
    gc.disable()
    try:
        fail(held)
    except QingqiaoError as error:
        assert held[0]() is not None
        kept = at_rest(error)
        assert held[0]() is None
        assert kept is error
        assert kept.__traceback__ is not None
    finally:
        gc.enable()

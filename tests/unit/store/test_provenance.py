"""The columns that say which writes a row is made of."""

from __future__ import annotations

import pytest

from desktop.store.provenance import (
    MOST_LIVES,
    Renaming,
    read_dots,
    read_past,
    renamed,
    write_dots,
    write_past,
)

BIG = 2**63 - 1


def test_what_is_written_is_read() -> None:
    writes = {(BIG, 1), (7, BIG)}
    assert read_past(write_past(writes)) == writes
    dots = {"*": (7, 1), "name": (BIG, BIG)}
    assert read_dots(write_dots(dots, (7, 1)), (7, 1)) == dots


def test_a_row_of_one_write_needs_no_columns() -> None:
    assert write_past(()) is None
    assert write_dots({"*": (7, 1), "name": (7, 1)}, (7, 1)) is None
    assert read_dots(None, (7, 1)) == {"*": (7, 1)}
    assert write_dots({"*": (6, 1), "name": (6, 1)}, (7, 1)) == '{"*":"6.1"}'


MANY = "{" + ",".join(f'"{n}":1' for n in range(1, MOST_LIVES + 2)) + "}"


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "{}", "[]", '{"0":1}', '{"1":0}', '{"1":-1}', '{"1":1.5}', '{"x":1}'),
        *("[" * 9999, MANY, f'{{"{BIG + 1}":1}}'),
    ],
)
def test_a_past_that_no_program_writes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="版本不合格式"):
        read_past(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", '{"name":"1.1"}', '{"*":"1"}', '{"*":"1.0"}', '{"*":"01.1"}'),
        *('{"*":1}', '{"*":"1.1","name":"1.1 "}', '{"*":"1.99999999999999999999"}'),
    ],
)
def test_dots_that_no_program_writes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="版本不合格式"):
        read_dots(text, (1, 1))


RENAMING = Renaming(old=5, new=8, after=3)


def test_a_new_name_is_given_after_the_fork_alone() -> None:
    past, dots = '{"5":9,"6":2}', '{"*":"5.3","name":"5.9","phone":"6.9"}'
    moved = '{"6":2,"8":9}', '{"*":"5.3","name":"8.9","phone":"6.9"}'
    assert renamed((6, 10), past, dots, RENAMING, keep_made=False) == (6, *moved)
    later = Renaming(old=5, new=8, after=9)
    assert renamed((6, 10), past, dots, later, keep_made=False) == (6, past, dots)
    assert renamed((5, 4), None, None, RENAMING, keep_made=False) == (8, None, None)
    assert renamed((5, 3), None, None, RENAMING, keep_made=False) == (5, None, None)


def test_what_gets_no_new_name_is_left_as_it_is_written() -> None:
    """The triggers name fields by the order of the columns."""
    past, dots = '{"6":2,"4":7}', '{"*":"5.2","student_number":"5.3","phone":"5.3"}'
    for keep_made in (False, True):
        assert renamed((5, 3), past, dots, RENAMING, keep_made=keep_made) == (5, past, dots)


def test_the_write_that_made_a_row_keeps_its_name_and_counts_as_seen() -> None:
    assert renamed((5, 4), None, None, RENAMING, keep_made=True) == (5, None, None)
    edited = '{"*":"5.4","name":"5.9"}'
    assert renamed((5, 9), None, edited, RENAMING, keep_made=True) == (
        8,
        '{"5":4}',
        '{"*":"5.4","name":"8.9"}',
    )

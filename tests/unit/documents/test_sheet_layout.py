from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.page import MM
from desktop.documents.sheet_layout import (
    BOTTOM,
    CLOSING,
    GAP,
    HEAD,
    MARGIN,
    column_edges,
    page_slots,
    table_top,
)
from desktop.documents.sign_in_sheet import Column, SheetRow, SignInSheet, paginate, qr_text


def sheet(
    people: int, blank: int, *, landscape: bool, columns: tuple[Column, ...] = tuple(Column)
) -> SignInSheet:
    return SignInSheet(
        title="活动",
        committee="青工委",
        township="镇",
        theme="主题",
        mode="方式",
        when="时间",
        place="地点",
        leader="老师",
        safety_note="安全",
        rows=tuple(SheetRow(f"学生{number}", "团支部") for number in range(people)),
        columns=columns,
        walk_in_rows=blank,
        landscape=landscape,
        activity_code="ABC",
        version=3,
        printed_on=date(2026, 3, 1),
        reference="1",
    )


@given(st.integers(0, 200), st.integers(0, 30), st.booleans())
def test_every_row_is_on_exactly_one_page(people: int, blank: int, landscape: bool) -> None:
    made = sheet(people, blank, landscape=landscape)
    assert [row for page in paginate(made) for row in page] == list(range(people))
    assert [slot for page in page_slots(made) for slot in page] == list(range(people + blank))


@given(st.integers(1, 200), st.integers(0, 30), st.booleans())
def test_no_page_overflows_or_is_empty(people: int, blank: int, landscape: bool) -> None:
    made = sheet(people, blank, landscape=landscape)
    pages = page_slots(made)
    for page, slots in enumerate(pages):
        assert len(slots) > 0
        end = table_top(made, page) - HEAD - len(slots) * made.row
        assert end >= BOTTOM + (CLOSING + GAP if page == len(pages) - 1 else 0)


@given(st.integers(12, 200), st.booleans())
def test_blank_rows_have_company(people: int, landscape: bool) -> None:
    assert len(paginate(sheet(people, 4, landscape=landscape))[-1]) >= 3


@pytest.mark.parametrize("landscape", [False, True])
def test_rows_are_high_enough_to_sign(landscape: bool) -> None:
    assert 9 * MM <= sheet(1, 0, landscape=landscape).row <= 10 * MM


@given(st.sets(st.sampled_from(list(Column)), min_size=1), st.booleans())
def test_columns_fill_the_width(chosen: set[Column], landscape: bool) -> None:
    columns = tuple(column for column in Column if column in chosen)
    made = sheet(1, 0, landscape=landscape, columns=columns)
    edges = column_edges(made)
    assert edges[0] == MARGIN
    assert edges[-1] == pytest.approx(made.size[0] - MARGIN)
    assert all(right - left >= 10 * MM - 0.01 for left, right in pairwise(edges))


def test_code_names_activity_page_rows_and_version() -> None:
    made = sheet(30, 4, landscape=False)
    assert [qr_text(made, page) for page in range(2)] == [
        "QQS1:ABC:1/2:1-20:3",
        "QQS1:ABC:2/2:21-34:3",
    ]

from __future__ import annotations

import pytest

from desktop.foundation import ids


@pytest.mark.parametrize("clock", [0, -5_000_000_000, 1_790_000_000_123_456_789, 2**62])
def test_rows_of_one_sitting_have_ids_side_by_side_whatever_the_clock(
    clock: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ids.time, "time_ns", lambda: clock)  # type: ignore[attr-defined]
    made = {ids.new_id() for _ in range(100)}
    assert len(made) == 100
    assert {len(one) for one in made} == {16}
    assert len({one[:6] for one in made}) == 1
    monkeypatch.setattr(ids.time, "time_ns", lambda: clock + 1_000_000)  # type: ignore[attr-defined]
    assert ids.new_id() > max(made)

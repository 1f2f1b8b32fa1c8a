from __future__ import annotations

import pytest

from tests.hostile import mutations


@pytest.mark.usefixtures("cheap")
def test_five_hundred_mutations_are_refused_by_name_and_leave_no_trace() -> None:
    figures = mutations.run(500, seed=20261124)
    assert figures.pop("mutations") == sum(figures.values()) == 500
    assert {"DamagedBundleError", "DamagedEnrolmentError", "DamagedKeyringError"} <= set(figures)

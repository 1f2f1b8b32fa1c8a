from __future__ import annotations

from collections import Counter

from tests.hostile import mutations
from tests.hostile.regions import REGIONS


def test_five_hundred_mutations_are_refused_by_name_and_leave_no_trace() -> None:
    figures = mutations.run(500, seed=20261124)
    assert figures.pop("mutations") == sum(figures.values()) == 500
    shares = Counter[str]()
    for what, figure in figures.items():
        shares[what.partition(": ")[0]] += figure
    assert max(shares.values()) - min(shares.values()) <= 1, "every region alike"
    assert len(shares) == 2 * len(REGIONS) + 5
    errors = {what.partition(": ")[2] for what in figures}
    assert {"DamagedBundleError", "DamagedEnrolmentError", "DamagedKeyringError"} <= errors

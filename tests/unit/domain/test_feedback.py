from __future__ import annotations

import pytest

from desktop.domain.feedback import FeedbackError, averages, overall, scores_typed
from desktop.domain.terms import FeedbackGiver

STUDENT, RESIDENT = FeedbackGiver.STUDENT, FeedbackGiver.RESIDENT


def test_a_form_is_a_digit_for_each_question() -> None:
    assert scores_typed(STUDENT, "54 3５1") == "54351"
    assert scores_typed(RESIDENT, "5040") == "5040"


@pytest.mark.parametrize("typed", ["", "5555", "555555", "55556", "5555a", "00000"])
def test_what_cannot_be_a_form_is_refused(typed: str) -> None:
    with pytest.raises(FeedbackError):
        scores_typed(STUDENT, typed)


def test_averages_leave_out_what_was_not_answered() -> None:
    forms = ["5040", "3020"]
    assert averages(RESIDENT, forms) == (4.0, None, 3.0, None)
    assert overall(forms) == 3.5
    assert averages(RESIDENT, []) == (None,) * 4
    assert overall([]) is None

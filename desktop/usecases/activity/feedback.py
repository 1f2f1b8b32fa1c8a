"""获得感: feedback forms keyed one after the other, and what they say on average."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.activity import ActivityRuleError
from desktop.domain.feedback import averages, overall, scores_typed
from desktop.domain.terms import ActivityState, FeedbackGiver
from desktop.store.store import Reader
from desktop.store.tables import Activity, Feedback
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class FeedbackSummary:
    """The forms of one kind of people; averages of 1 to 5, None where nobody answered."""

    giver: FeedbackGiver
    forms: int
    averages: tuple[float | None, ...]
    overall: float | None
    words: tuple[str, ...]


def key_feedback(
    workspace: Workspace, activity_id: bytes, giver: FeedbackGiver, typed: str, words: str = ""
) -> bytes:
    """Keep one form; `typed` are its scores, a digit each.

    Raises `FeedbackError`, `ActivityRuleError` before the activity has started, `MissingRowError`.
    """
    scores = scores_typed(giver, typed)
    with workspace.store.write() as writer:
        if writer.get(Activity, activity_id).state in {
            ActivityState.PLANNED,
            ActivityState.CANCELLED,
        }:
            raise ActivityRuleError(
                "活动还没有开始或已经取消，不能录入反馈。", "请选择实际开展的活动。"
            )
        values = {"activity_id": activity_id, "giver": giver, "scores": scores, "words": words}
        return keep_row(writer, Feedback, values)


def forms_of(reader: Reader, activity_id: bytes) -> list[Feedback]:
    """Return the forms of an activity, the newest first."""
    rows = reader.find(Feedback, activity_id=activity_id)
    return sorted(rows, key=lambda row: row.id, reverse=True)


def summaries(forms: list[Feedback]) -> tuple[FeedbackSummary, ...]:
    """Return what the forms say, of students and of residents."""
    return tuple(
        _summary(giver, [form for form in forms if form.giver is giver]) for giver in FeedbackGiver
    )


def _summary(giver: FeedbackGiver, forms: list[Feedback]) -> FeedbackSummary:
    scores = [form.scores for form in forms]
    words = tuple(form.words for form in forms if form.words)
    return FeedbackSummary(giver, len(forms), averages(giver, scores), overall(scores), words)

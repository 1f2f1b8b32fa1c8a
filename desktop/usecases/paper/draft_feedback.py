"""反馈表: a short form for students or residents, two on a sheet to be cut apart."""

from __future__ import annotations

from desktop.documents.blocks import Column, Fact, Facts, Table
from desktop.documents.page import MM
from desktop.domain.feedback import BEST, QUESTIONS, SCALE
from desktop.domain.paper_code import feedback_number
from desktop.domain.terms import FeedbackGiver
from desktop.usecases.attendance.make_sheet import period
from desktop.usecases.paper.draft_notice import activity_row
from desktop.usecases.paper.print_draft import Draft, PaperKind, common
from desktop.usecases.workspace import Workspace

_KINDS = {
    FeedbackGiver.STUDENT: PaperKind.STUDENT_FEEDBACK,
    FeedbackGiver.RESIDENT: PaperKind.RESIDENT_FEEDBACK,
}
_COLUMNS = (
    Column("题号", 11, "centre"),
    Column("请在合适的方框里打勾", 62),
    *(Column(words, 21, "centre") for words in reversed(SCALE)),
)


def draft_feedback(workspace: Workspace, activity_id: bytes, giver: FeedbackGiver) -> Draft:
    """Return the form of an activity, with the number under which it is keyed.

    Raises `MissingRowError`.
    """
    with workspace.store.read() as reader:
        row = activity_row(reader, activity_id)
        values = common(workspace, reader)
    number = feedback_number(row.number, giver)
    facts = Facts(
        (
            (Fact("活动", row.title, 8 * MM), Fact("录入编号", number, 8 * MM)),
            (
                Fact("时间", period(row.starts_at, row.ends_at), 8 * MM),
                Fact("地点", row.place, 8 * MM),
            ),
        )
    )
    scores = tuple(f"□ {score}" for score in range(BEST, 0, -1))
    rows = tuple((str(at), words, *scores) for at, words in enumerate(QUESTIONS[giver], start=1))
    return Draft(
        _KINDS[giver],
        values,
        about=f"{row.title} · {number}，一张纸两份",
        file_name=f"{_KINDS[giver]}_{row.number}",
        attached={"活动": facts, "题目": Table(_COLUMNS, rows, 9 * MM)},
    )

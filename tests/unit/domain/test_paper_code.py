from __future__ import annotations

import pytest

from desktop.domain.paper_code import PaperCode, PaperCodeError, read_paper_code, sheet_text
from desktop.domain.terms import FeedbackGiver

NUMBER = "HD2026-3F7A-0001"


def test_what_a_scanner_reads_off_a_sheet_names_page_and_version() -> None:
    text = sheet_text(NUMBER, 2, 3, "21-40", 4)
    assert text == "QQS1:HD2026-3F7A-0001:2/3:21-40:4"
    assert read_paper_code(text + "\n") == PaperCode(NUMBER, 2, 3, 4)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hd2026-3f7a-0001", PaperCode(NUMBER)),
        ("ＨＤ2026－3Ｆ7Ａ－0001", PaperCode(NUMBER)),
        (f" {NUMBER} 2", PaperCode(NUMBER, 2)),
        (f"{NUMBER}/2", PaperCode(NUMBER, 2)),
        (f"{NUMBER}第2页", PaperCode(NUMBER, 2)),
        ("0001", PaperCode("0001")),
        (f"{NUMBER}-X", PaperCode(NUMBER, giver=FeedbackGiver.STUDENT)),
        ("0001-j", PaperCode("0001", giver=FeedbackGiver.RESIDENT)),
        ("作业辅导", PaperCode("作业辅导")),
    ],
)
def test_what_a_clerk_types_is_understood(typed: str, code: PaperCode) -> None:
    assert read_paper_code(typed) == code


@pytest.mark.parametrize("typed", ["", "  ", "QQ1:ABC"])
def test_what_is_no_paper_of_an_activity_is_said(typed: str) -> None:
    with pytest.raises(PaperCodeError):
        read_paper_code(typed)

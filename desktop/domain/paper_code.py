"""The numbers on paper that comes back: what is typed or scanned to find it again."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desktop.domain.terms import FeedbackGiver
from desktop.foundation.errors import QingqiaoError

_SHEET_MARK = "QQS1"

_LETTERS = {"X": FeedbackGiver.STUDENT, "J": FeedbackGiver.RESIDENT}
_SHEET = re.compile(rf"{_SHEET_MARK}:([^:]+):(\d{{1,3}})/(\d{{1,3}}):[\d-]+:(\d{{1,5}})")
_TYPED = re.compile(r"(.*?)(?:[-\s]([XJ])|[\s/#第]+(\d{1,3})页?)?")


class PaperCodeError(QingqiaoError):
    """What was typed is no number of a paper."""


@dataclass(frozen=True)
class PaperCode:
    """A paper: the activity's number or its end; a sheet's page, version and what it says.

    `giver` is given for a feedback form. `page`, from 1, and `version` are 0 where not said.
    """

    activity: str
    page: int = 0
    pages: int = 0
    version: int = 0
    giver: FeedbackGiver | None = None


def sheet_text(activity: str, page: int, pages: int, rows: str, version: int) -> str:
    """Return what the QR code of a sheet's page, from 1, says; `rows` as in 1-20."""
    return f"{_SHEET_MARK}:{activity}:{page}/{pages}:{rows}:{version}"


def feedback_number(activity: str, giver: FeedbackGiver) -> str:
    """Return the number on a feedback form that a clerk types."""
    letter = next(letter for letter, one in _LETTERS.items() if one is giver)
    return f"{activity}-{letter}"


def read_paper_code(text: str) -> PaperCode:
    """Return what a scanner read or a clerk typed, e.g. `HD2026-3F7A-0001`, `0001 2`, `0001-X`.

    Full width and small letters are taken too, as input methods leave them. Raises
    `PaperCodeError`.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if found := _SHEET.fullmatch(plain):
        page, pages, version = int(found[2]), int(found[3]), int(found[4])
        return PaperCode(found[1], page, pages, version)
    if plain.startswith("QQ1:"):
        raise PaperCodeError("这是证书上的二维码。", "核验证书请到“证书”页的“核验”。")
    typed = _TYPED.fullmatch(plain)
    if typed is None or not typed[1]:
        raise PaperCodeError(
            "还没有输入编号。", "请扫描表上的二维码，或输入表头的编号，例如 HD2026-3F7A-0001。"
        )
    return PaperCode(typed[1].strip(), int(typed[3] or 0), giver=_LETTERS.get(typed[2] or ""))

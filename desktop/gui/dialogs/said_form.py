"""登记一方的确认 of a project or of an activity's results: who, when, how, by which paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ConsentMeans, Side
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.tables import Consent
from desktop.usecases.pairing.record_consent import Said

_MEANS = (ConsentMeans.PAPER, ConsentMeans.MEETING, ConsentMeans.PHONE, ConsentMeans.MESSAGE)


def said_dialog(
    desk: Desk,
    side: Side,
    keep: Callable[[Said], object],
    *,
    what: str,
    owner: str = "",
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form for a side's word on `what`; `keep` keeps it, `owner` speaks mostly."""

    def save(filled: Values, finish: Finish) -> None:
        said = Said(side, **filled)
        desk.act(
            lambda _: keep(said),
            lambda _: f"已登记{side.label}确认",
            done=lambda _: finish(None),
            failed=finish,
            topics=("activity",),
        )

    today = desk.workspace.today()
    return FormDialog(
        f"登记{side.label}确认",
        Form(_fields(today), {"person": owner, "given_on": today, "means": ConsentMeans.PAPER}),
        save,
        note=what,
        save="登记确认",
        parent=parent,
    )


def said_words(word: Consent | None) -> str:
    """Return what a side said in a line: who, when, how, by which paper."""
    if word is None:
        return "还没有确认"
    given = f"{word.given_on:%Y-%m-%d}" if word.given_on else ""
    parts = (word.person, given, word.means.label, word.document, word.note)
    return "　".join(part for part in parts if part)


def _fields(today: date) -> tuple[Field, ...]:
    def not_in_future(day: date) -> str:
        return "日期在今天之后，请填写实际确认的日期。" if day > today else ""

    return (
        Field("person", "确认人", required=True, hint="代表该方确认的是哪一位", max_length=50),
        DateField("given_on", "确认日期", required=True, check=not_in_future),
        ChoiceField(
            "means", "确认方式", required=True, options=[(one, one.label) for one in _MEANS]
        ),
        Field("document", "文号或凭据", placeholder="例如：项目确认书、会议纪要", max_length=100),
        ParagraphField("note", "备注", max_length=200),
    )

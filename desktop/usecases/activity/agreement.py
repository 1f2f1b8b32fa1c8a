"""双方确认: what each side said to a project, or to the results of an activity."""

from __future__ import annotations

from datetime import date

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import Side
from desktop.store.store import Reader, Writer
from desktop.store.tables import Consent
from desktop.usecases.pairing.record_consent import Said


def check_said(said: Said, today: date) -> None:
    """Raise `ActivityRuleError` unless a person and a day up to today are named."""
    if not said.person.strip():
        raise ActivityRuleError("还没有填写确认人。", "请填写是哪一位代表该方确认的。")
    if said.given_on > today:
        raise ActivityRuleError("确认日期在今天之后。", "请填写实际确认的日期。")


def keep_said(writer: Writer, said: Said, fresh: Consent) -> None:
    """Keep a side's word, in place of what it said before; `fresh` names what it is about."""
    before = words_on(writer, project_id=fresh.project_id, activity_id=fresh.activity_id)
    consent = before.get(said.side, fresh)
    consent.side, consent.agreed = said.side, said.agreed
    consent.person, consent.given_on = said.person.strip(), said.given_on
    consent.means, consent.document, consent.note = said.means, said.document, said.note
    writer.add(consent)


def words_on(
    reader: Reader, *, project_id: bytes | None = None, activity_id: bytes | None = None
) -> dict[Side, Consent]:
    """Return what each side said to a project or to an activity's results."""
    found = reader.find(Consent, project_id=project_id, activity_id=activity_id, pairing_id=None)
    return {one.side: one for one in found}

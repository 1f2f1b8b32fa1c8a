"""导入结对联络人: whom to call on campus, for pairings that are here; none is made."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store.queries.pairings import OPEN_STATES, PairingRow
from desktop.store.store import Reader
from desktop.store.tables import Pairing
from desktop.usecases.importing.importing import Fields, Importing, Resolve
from desktop.usecases.pairing.known_pairings import CAMPUS, KnownPairings, known_pairings
from desktop.workbooks.contacts import CONTACTS
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow

_SAID = ("campus_contact", "campus_phone")


def _resolver(reader: Reader, _: Sequence[FormRow]) -> Resolve:
    known = known_pairings(reader)
    by_id = {row.id: row for row in known.rows}
    open_ones = {row.id for row in known.rows if row.state in OPEN_STATES}

    def resolve(row: FormRow) -> Fields:
        exported = by_id.get(row.id or b"")
        sides = row.values.get("community", ""), row.values["campus"]
        found = exported or known.find(*sides, (open_ones,))
        if exported is not None and not _is_about(known, exported, sides):
            raise FieldError(CAMPUS, f"结对的双方不在这里改；导出时是：{known.words(exported)}")
        return {"id": found.id, **{one: row.values[one] for one in _SAID if one in row.values}}

    return resolve


def _is_about(known: KnownPairings, row: PairingRow, sides: tuple[str, str]) -> bool:
    return sides == known.both_sides([row]) or known.find(*sides, ({row.id},)).id == row.id


CONTACT_IMPORT = Importing(
    form=CONTACTS,
    table=Pairing,
    key=("id",),
    resolver=_resolver,
    labels={"campus_contact": "联络人", "campus_phone": "电话"},
    topics=("pairing",),
    unit="个",
    note=(
        "只填写已有结对的高校联络人；结对要双方确认，不能由表格导入。"
        "空着的格子不改动原来的内容。"
        "社区一方的责任人在“聘任”里导入。"
    ),
    named=lambda row: f"{row.values.get('community', '')} — {row.values['campus']}".strip(" —"),
    people="campus_contact",
)

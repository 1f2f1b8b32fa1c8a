"""The reason of a pairing's change, and whom to call on campus."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import PairingState
from desktop.gui.desk import Desk
from desktop.gui.fields import Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.pairings import PairingRow
from desktop.usecases.pairing.change_pairing_state import change_pairing_state
from desktop.usecases.pairing.edit_pairing import edit_pairing

_TITLES = {
    PairingState.SUSPENDED: "中止结对",
    PairingState.ENDED: "结束结对",
    PairingState.DECLINED: "记为未同意",
}
_NOTES = {
    PairingState.SUSPENDED: "中止期间不安排活动，以后可以恢复。",
    PairingState.DECLINED: "记下以后这个结对即告未成，以后可以重新提出。",
    PairingState.ENDED: "结束后不能恢复，已有的活动和台账都保留；需要时可以重新提出结对。",
}


def reason_dialog(
    desk: Desk,
    pairing_id: bytes,
    then: PairingState,
    parent: QWidget | None = None,
    *,
    reason: str = "",
) -> FormDialog:
    """Return the form that asks why a pairing is suspended, ended or declined, then does it.

    `reason` is what is known of it already.
    """
    title = _TITLES[then]

    def save(filled: Values, finish: Finish) -> None:
        desk.act(
            lambda _: change_pairing_state(desk.workspace, pairing_id, then, filled["reason"]),
            lambda _: f"已{title}",
            done=lambda _: finish(None),
            failed=finish,
            topics=("pairing",),
        )

    field = ParagraphField("reason", "原因", required=True, max_length=200)
    form = Form((field,), {"reason": reason})
    return FormDialog(title, form, save, note=_NOTES[then], save=title, parent=parent)


def contact_dialog(desk: Desk, row: PairingRow, parent: QWidget | None = None) -> FormDialog:
    """Return the form for the contact on campus."""

    def save(filled: Values, finish: Finish) -> None:
        desk.act(
            lambda _: edit_pairing(desk.workspace, row.id, **filled),
            lambda _: "已修改高校联络人",
            done=lambda _: finish(None),
            failed=finish,
            topics=("pairing",),
        )

    fields = (
        Field("campus_contact", "高校联络人", max_length=50),
        Field("campus_phone", "联络电话", max_length=30),
    )
    values = {"campus_contact": row.campus_contact, "campus_phone": row.campus_phone}
    return FormDialog("修改高校联络人", Form(fields, values), save, parent=parent)

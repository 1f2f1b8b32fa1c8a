"""登记一方的意见: who agreed or declined, when and how."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ConsentMeans, PairingState, Side
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.usecases.pairing.record_consent import ConsentRecorded, Said, record_consent


def consent_dialog(
    desk: Desk,
    pairing_id: bytes,
    side: Side,
    *,
    agreed: bool,
    partners: str,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form for one side's word; `partners` names the pairing in the note."""

    def save(filled: Values, finish: Finish) -> None:
        said = Said(side, agreed=agreed, **filled)

        desk.act(
            lambda _: record_consent(desk.workspace, pairing_id, said),
            lambda recorded: _told(side, recorded),
            done=lambda _: finish(None),
            failed=finish,
            topics=("pairing",),
        )

    today = desk.workspace.today()
    form = Form(_fields(today, agreed=agreed), {"given_on": today, "means": ConsentMeans.PAPER})
    return FormDialog(
        f"登记{side.label}{'同意' if agreed else '不同意'}",
        form,
        save,
        note=partners if agreed else f"{partners}。登记后这个结对即告未成，以后可以重新提出。",
        save="登记同意" if agreed else "登记不同意",
        parent=parent,
    )


def _told(side: Side, recorded: ConsentRecorded) -> str:
    if recorded.state is PairingState.DECLINED:
        return f"已登记{side.label}不同意"
    if recorded.missing:
        return f"已登记{side.label}同意，还等{recorded.missing[0].label}"
    return "双方都已同意，可以生效了"


def _fields(today: date, *, agreed: bool) -> tuple[Field, ...]:
    def not_in_future(day: date) -> str:
        return "日期在今天之后，请填写实际确认的日期。" if day > today else ""

    if agreed:
        note = ParagraphField("note", "备注", placeholder="可不填", max_length=200)
    else:
        note = ParagraphField("note", "不同意的原因", required=True, max_length=200)
    return (
        Field("person", "确认人", required=True, hint="代表该方确认的是哪一位", max_length=50),
        DateField("given_on", "确认日期", required=True, check=not_in_future),
        ChoiceField(
            "means",
            "确认方式",
            required=True,
            options=[
                (means, means.label) for means in ConsentMeans if means is not ConsentMeans.PROVINCE
            ],
        ),
        Field(
            "document",
            "文号或凭据",
            hint="例如：确认书编号、会议纪要、群聊截图存放处",
            max_length=100,
        ),
        note,
    )

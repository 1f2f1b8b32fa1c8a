"""导入聘任人员: what its rows mean."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store.store import Reader
from desktop.store.tables import Appointment
from desktop.usecases.importing.importing import Fields, Importing, Resolve
from desktop.workbooks.appointments import APPOINTMENTS
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow


def _resolver(_: Reader, __: Sequence[FormRow]) -> Resolve:
    def resolve(row: FormRow) -> Fields:
        if row.values["ends_on"] < row.values["starts_on"]:
            raise FieldError("聘期结束", "早于聘期开始")
        return row.values

    return resolve


APPOINTMENT_IMPORT = Importing(
    form=APPOINTMENTS,
    table=Appointment,
    key=("kind", "serves", "starts_on", "person"),
    resolver=_resolver,
    labels={column.key: column.name for column in APPOINTMENTS.columns},
    topics=("pairing",),
    unit="人",
    note=(
        "文件里没有的聘任不会被删除；姓名、职务、任职单位和聘期开始都相同的，算同一项聘任。"
        "空着的格子不改动原来的内容。"
    ),
    named=lambda row: f"{row.values['person']}：{row.values['serves']}",
    people="person",
)

"""Papers of an activity: the notice, and the sheet of subsidies, which asks for the rate."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from PySide6.QtWidgets import QWidget

from desktop.documents.template import standard_text
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.dialogs.drafts import open_draft
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.purpose import personal_in
from desktop.gui.fields import ChoiceField, DecimalField, Field, Values
from desktop.gui.form import Form
from desktop.gui.recalling import recall, remember
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.attendance.make_sheet import listed
from desktop.usecases.paper.draft_notice import draft_notice
from desktop.usecases.paper.draft_subsidy import Per, Rate, draft_subsidy
from desktop.usecases.paper.print_draft import compose_draft
from desktop.usecases.roster.check_names import check_names

_RATE = "print/rate"


def open_notice(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Let the notice of an activity be looked at and printed."""
    open_draft(desk, lambda: draft_notice(desk.workspace, activity.id), parent)


class _Rate(msgspec.Struct, frozen=True):
    """The rate paid last; also the form's values by their keys."""

    what: str = "交通补贴"
    yuan: float | None = None
    per: str = Per.TIME.value


def open_subsidy(desk: Desk, activity: ActivityRow, parent: QWidget) -> None:
    """Ask for the rate once the names have been looked at, then print the sheet to sign."""
    preflight(
        desk,
        lambda: listed(desk.workspace, [activity.id]),
        lambda: subsidy_dialog(desk, activity, parent).open(),
        parent,
    )


def subsidy_dialog(desk: Desk, activity: ActivityRow, parent: QWidget | None) -> FormDialog:
    """Return the form of the rate, which is remembered; it leads to the paper."""

    def save(filled: Values, finish: Finish) -> None:
        kept = _Rate(**filled)
        remember(desk.memory, _RATE, kept)
        fen = int(Decimal(str(kept.yuan)) * 100)
        rate = Rate(kept.what, fen, Per(kept.per))

        def compose(_: object) -> Composed:
            draft = draft_subsidy(desk.workspace, activity.id, rate)
            document = compose_draft(draft, standard_text(draft.kind), {})
            asked = check_names(desk.workspace, listed(desk.workspace, [activity.id]))
            names = "".join(one.name for one in asked)
            return Composed(document, draft.file_name, draft.about, names, personal_in(draft))

        show_document(desk, compose, finish, parent, "正在生成补贴表")

    fields = (
        Field("what", "补贴项目", required=True, hint="例如：交通补贴、用餐补贴", max_length=20),
        DecimalField("yuan", "标准（元）", required=True, low=0.01, high=10_000),
        ChoiceField(
            "per", "按什么发", required=True, options=[(one.value, one.value) for one in Per]
        ),
    )
    return FormDialog(
        "打印补贴表",
        Form(fields, msgspec.structs.asdict(recall(desk.memory, _RATE, _Rate))),
        save,
        note=f"{activity.title}：发给到场的 {activity.present} 人，每人签字领取",
        save="预览",
        parent=parent,
    )

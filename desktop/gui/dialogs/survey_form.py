"""录入调研摸排表: as fast as it is read from the paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.domain.survey import jotted_needs
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.communities import CommunityRow
from desktop.store.queries.grounds import SurveyRow
from desktop.usecases.ground.record_survey import SurveyFields, SurveyRecorded, record_survey
from desktop.usecases.pairing.need_fields import NeedFields

TOPIC = "need"

_NOTE = "照着纸上的填；需求一行一个，保存后成为“征集中”的需求，主题按字面先选好，可以再改。"


def survey_dialog(
    desk: Desk,
    communities: Sequence[CommunityRow],
    survey: SurveyRow | None = None,
    community_id: bytes | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form of a new survey, or of one to be changed."""

    def save(filled: Values, finish: Finish) -> None:
        text = str(filled.pop("needs"))
        fields = SurveyFields(**filled)
        needs = [
            NeedFields(
                fields.community_id,
                one.title,
                theme=one.theme,
                headcount=one.headcount,
                valid_from=fields.surveyed_on,
            )
            for one in jotted_needs(text)
        ]

        def told(recorded: SurveyRecorded) -> str:
            count = len(recorded.need_ids)
            return f"已录入摸排表，登记了 {count} 个需求" if count else "已录入摸排表"

        desk.act(
            lambda _: record_survey(desk.workspace, fields, needs, survey.id if survey else None),
            told,
            done=lambda _: finish(None),
            failed=finish,
            topics=(TOPIC,),
        )

    fields = _fields(communities, more=survey is not None)
    values: dict[str, object] = {
        "surveyed_on": desk.workspace.today(),
        "community_id": community_id,
    }
    if survey is not None:
        values = {field.key: getattr(survey, field.key) for field in fields if field.key != "needs"}
    title = "修改摸排表" if survey else "录入摸排表"
    return FormDialog(title, Form(fields, values), save, note=_NOTE, parent=parent)


def _fields(communities: Sequence[CommunityRow], *, more: bool) -> Sequence[Field]:
    return (
        ChoiceField(
            "community_id",
            "社区（村）",
            required=True,
            options=[(one.id, one.name) for one in communities],
        ),
        DateField("surveyed_on", "摸排日期", required=True),
        ParagraphField(
            "needs",
            "再补几个需求" if more else "工作需求",
            placeholder="四点半课堂辅导，10人\n反诈普法入户宣传，20人",
            hint="一行一个，后面可以写人数",
            height=3,
        ),
        ParagraphField("scenes", "实践场景", placeholder="可以安排大学生的地方"),
        ParagraphField("resources", "资源保障", placeholder="场地、午餐、交通、专人对接等"),
        ParagraphField("intents", "结对意愿", placeholder="愿意与哪所高校、哪类团支部结对"),
        Field("told_by", "受访人", max_length=50),
        Field("surveyor", "摸排人", max_length=50),
    )

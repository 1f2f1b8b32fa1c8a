"""登记需求 and 修改需求."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ReportMode, Theme
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, DateField, Field, IntegerField, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.communities import CommunityRow
from desktop.store.queries.needs import NeedRow
from desktop.usecases.pairing.edit_need import edit_need
from desktop.usecases.pairing.need_fields import NeedFields
from desktop.usecases.pairing.record_need import record_need

_KEYS = (
    "community_id",
    "title",
    "theme",
    "mode",
    "headcount",
    "detail",
    "skills",
    "support",
    "valid_from",
    "valid_until",
    "priorities",
)


def need_dialog(
    desk: Desk,
    communities: Sequence[CommunityRow],
    priorities: Sequence[str] = (),
    *,
    community_id: bytes | None = None,
    need: NeedRow | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form, empty for `community_id` or filled with `need`; `open()` it."""
    if need is not None:
        values = {key: getattr(need, key) for key in _KEYS} | {"headcount": need.headcount or None}
    else:
        values = {
            "community_id": community_id,
            "mode": ReportMode.REGULAR,
            "valid_from": desk.workspace.today(),
        }

    def save(filled: Values, finish: Finish) -> None:
        serves = filled["priorities"] or ""
        headcount = filled["headcount"] or 0
        fields = NeedFields(**{**filled, "headcount": headcount, "priorities": serves})

        def work(_: object) -> Any:  # noqa: ANN401 - what either verb returns is not looked at
            if need is None:
                return record_need(desk.workspace, fields)
            return edit_need(desk.workspace, need.id, fields)

        desk.act(
            work,
            lambda _: f"已{'登记' if need is None else '修改'}需求“{fields.title}”",
            done=lambda _: finish(None),
            failed=finish,
            topics=("need",),
        )

    title = "登记需求" if need is None else "修改需求"
    note = "写清社区缺什么人手、做什么事；有征集中的需求，才能为社区提出结对。"
    known = dict.fromkeys((*priorities, *filter(None, [need.priorities if need else ""])))
    form = Form(_fields(communities, list(known)), values)
    return FormDialog(title, form, save, note=note, parent=parent)


def _fields(communities: Sequence[CommunityRow], priorities: Sequence[str]) -> Sequence[Field]:
    return (
        ChoiceField(
            "community_id",
            "社区（村）",
            required=True,
            options=[(one.id, one.name) for one in communities],
        ),
        Field("title", "标题", required=True, placeholder="例如：暑期缺课后辅导", max_length=60),
        ChoiceField(
            "theme", "主题", required=True, options=[(theme, theme.label) for theme in Theme]
        ),
        ChoiceField(
            "mode", "报到方式", required=True, options=[(mode, mode.label) for mode in ReportMode]
        ),
        IntegerField("headcount", "需要人数", hint="不填表示不限", low=0, high=10_000),
        DateField("valid_from", "开始日期"),
        DateField("valid_until", "截止日期", hint="不填表示长期有效"),
        ChoiceField(
            "priorities",
            "服务的中心工作",
            hint="镇街的中心工作在“设置”里写，推荐结对时排在前面",
            options=[("", "不限"), *((one, one) for one in priorities)],
        ),
        ParagraphField("detail", "具体说明", placeholder="做什么、在哪里、什么时间"),
        ParagraphField("skills", "希望的专长", placeholder="例如：数学、英语；会方言更好"),
        ParagraphField("support", "社区能提供的保障", placeholder="例如：场地、午餐、交通"),
    )

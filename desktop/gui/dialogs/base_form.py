"""登记阵地 and 修改阵地."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import BaseKind
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, Field, IntegerField, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries.grounds import BaseRow
from desktop.usecases.ground.keep_base import BaseFields, keep_base
from desktop.usecases.ground.known_communities import KnownCommunities, community_names
from desktop.workbooks.fields import FieldError

TOPIC = "need"


def base_dialog(
    desk: Desk,
    communities: Mapping[bytes, str],
    base: BaseRow | None = None,
    parent: QWidget | None = None,
) -> FormDialog:
    """Return the form of a new base, or of one to be changed; `communities` are their names."""
    known = KnownCommunities(communities)

    def check(named: str) -> str:
        try:
            known.find_all("所属社区", named)
        except FieldError as error:
            return error.message
        return ""

    def save(filled: Values, finish: Finish) -> None:
        named = known.find_all("所属社区", filled["communities"])
        capacity = filled["capacity"] or 0
        fields = BaseFields(**{**filled, "communities": named, "capacity": capacity})
        desk.act(
            lambda _: keep_base(desk.workspace, fields, base.id if base else None),
            lambda _: f"已{'修改' if base else '登记'}阵地“{fields.name}”",
            done=lambda _: finish(None),
            failed=finish,
            topics=(TOPIC,),
        )

    fields = (
        Field("name", "名称", required=True, max_length=60),
        ChoiceField("kind", "类别", required=True, options=[(k, k.label) for k in BaseKind]),
        Field(
            "communities",
            "所属社区（村）",
            hint="几个社区之间用顿号隔开；不填表示全镇街都可用",
            check=check,
            suggestions=tuple(communities.values()),
        ),
        Field("address", "地址"),
        IntegerField("capacity", "同时容纳人数", hint="不清楚的可以不填", low=0, high=100_000),
        Field("contact", "联系人", max_length=50),
        Field("phone", "电话", max_length=30),
        ParagraphField("note", "备注", placeholder="例如：开放时间、设施、能做什么"),
    )
    values: dict[str, object] = {}
    if base is not None:
        values = {field.key: getattr(base, field.key) for field in fields}
        values["communities"] = community_names(communities, base.communities)
        values["capacity"] = base.capacity or None
    return FormDialog("修改阵地" if base else "登记阵地", Form(fields, values), save, parent=parent)

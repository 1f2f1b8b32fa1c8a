"""导入社区需求: what its rows mean."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store.store import Reader
from desktop.store.tables import Community, Need
from desktop.usecases.ground.known_communities import known_communities
from desktop.usecases.importing.importing import Fields, Importing, Resolve, Show, plainly
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow
from desktop.workbooks.grounds import NEEDS


def _resolver(reader: Reader, _: Sequence[FormRow]) -> Resolve:
    communities = known_communities(reader)

    def resolve(row: FormRow) -> Fields:
        fields = dict(row.values)
        fields["community_id"] = communities.find("社区（村）", str(fields.pop("community")))
        first, last = fields.get("valid_from"), fields.get("valid_until")
        if first is not None and last is not None and last < first:
            raise FieldError("截止日期", "早于开始日期")
        return fields

    return resolve


def _shower(reader: Reader, _: Sequence[FormRow]) -> Show:
    names: dict[object, str] = {row.id: row.name for row in reader.find(Community)}

    def show(field: str, value: object) -> str:
        if field == "community_id":
            return names.get(value, "（名录里已没有）")
        return plainly(field, value)

    return show


NEED_IMPORT = Importing(
    form=NEEDS,
    table=Need,
    key=("community_id", "title"),
    resolver=_resolver,
    labels={
        "community_id": "社区（村）",
        **{column.key: column.name for column in NEEDS.columns if column.key != "community"},
    },
    topics=("need",),
    note="文件里没有的需求不会被删除；同一社区里标题相同的，算同一个需求。空着的格子不改动原来的内容。",
    named=lambda row: f"{row.values['community']}：{row.values['title']}",
    shower=_shower,
)

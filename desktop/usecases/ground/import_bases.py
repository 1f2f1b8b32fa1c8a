"""导入实践阵地: what its rows mean."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store.store import Reader
from desktop.store.tables import Base, Community
from desktop.usecases.ground.known_communities import community_names, known_communities
from desktop.usecases.importing.importing import Fields, Importing, Resolve, Show, plainly
from desktop.workbooks.form import FormRow
from desktop.workbooks.grounds import BASES


def _resolver(reader: Reader, _: Sequence[FormRow]) -> Resolve:
    communities = known_communities(reader)

    def resolve(row: FormRow) -> Fields:
        fields = dict(row.values)
        if "communities" in fields:
            named = str(fields["communities"])
            fields["communities"] = communities.find_all("所属社区", named)
        return fields

    return resolve


def _shower(reader: Reader, _: Sequence[FormRow]) -> Show:
    names = {row.id: row.name for row in reader.find(Community)}

    def show(field: str, value: object) -> str:
        words = plainly(field, value)
        return community_names(names, words) if field == "communities" else words

    return show


BASE_IMPORT = Importing(
    form=BASES,
    table=Base,
    key=("name",),
    resolver=_resolver,
    labels={column.key: column.name for column in BASES.columns},
    topics=("need",),
    unit="处",
    note="文件里没有的阵地不会被删除；名称相同的算同一处。空着的格子不改动原来的内容。",
    shower=_shower,
)

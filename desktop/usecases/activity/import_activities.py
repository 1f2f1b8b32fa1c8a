"""导入学期活动计划: what its rows mean; new ones are planned as in the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from desktop.domain.activity import is_over
from desktop.domain.terms import PairingState
from desktop.foundation.clock import BEIJING, local_day
from desktop.store.queries import activities
from desktop.store.queries.bulk import fields_of
from desktop.store.store import Reader, Writer
from desktop.store.tables import Activity as ActivityTable
from desktop.store.tables import Project, Synced
from desktop.usecases.activity.load_guard import LoadGuard, Slot
from desktop.usecases.activity.plan_activity import PLAIN, ActivityFields, plan, revise
from desktop.usecases.importing.importing import (
    Advise,
    Fields,
    Importing,
    Records,
    Resolve,
    Show,
    plainly,
)
from desktop.usecases.pairing.known_pairings import CAMPUS, KnownPairings, known_pairings
from desktop.workbooks.activities import ACTIVITY_PLAN
from desktop.workbooks.cells import clean
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow

_NO_PLAN = activities.Plan(None, ())


def _resolver(reader: Reader, _: Sequence[FormRow]) -> Resolve:
    return _Resolver(reader).resolve


class _Resolver:
    """Finds the project and the pairings of rows; what an export says still means the same."""

    def __init__(self, reader: Reader) -> None:
        self._pairings = known_pairings(reader)
        self._active = {row.id for row in self._pairings.rows if row.state is PairingState.ACTIVE}
        self._projects = {row.id: row for row in reader.find(Project)}
        self._plans = activities.plans(reader)
        self._here = {row.id: row for row in reader.find(ActivityTable)}
        self._by_key = {
            (row.project_id, clean(row.title), row.starts_at): row for row in self._here.values()
        }

    def resolve(self, row: FormRow) -> Fields:
        """Return the fields of a row; raises `FieldError`."""
        before = self._plans.get(row.id or b"", _NO_PLAN)
        fields = {name: row.values[name] for name in PLAIN if name in row.values}
        linked = self._linked(row.values, before)
        if linked:
            fields["pairing_ids"] = linked
        project = self._project(row.values, before, linked)
        starts = _moment(row.values["day"], row.values["starts"])
        here = self._here.get(row.id or b"") or self._by_key.get((project, fields["title"], starts))
        ends = _end(row.values, starts, here)
        return {**fields, "project_id": project, "starts_at": starts, "ends_at": ends}

    def _linked(self, said: Mapping[str, Any], before: activities.Plan) -> tuple[bytes, ...]:
        """Return the pairings that a row names, () for none."""
        sides = said.get("communities", ""), said.get("campuses", "")
        if not any(sides):
            return ()
        if sides == sides_of(self._pairings, before.pairing_ids):
            return before.pairing_ids
        found = self._pairings.find_all(*sides, (before.pairing_ids, self._active))
        for one in found:
            if one.id not in {*before.pairing_ids, *self._active}:
                raise FieldError(
                    CAMPUS, f"“{one.state.label}”的结对不能开展活动：{self._pairings.words(one)}"
                )
        return tuple(sorted({one.id for one in found}))

    def _project(
        self, said: Mapping[str, Any], before: activities.Plan, linked: Sequence[bytes]
    ) -> bytes | None:
        name = said.get("project")
        own = self._projects.get(before.project_id or b"")
        if before is not _NO_PLAN and (not name or (own is not None and clean(own.name) == name)):
            return before.project_id
        if not name and not linked:
            raise FieldError("项目", "没有填写；不填项目就要填社区和团支部")
        named = [one for one in self._projects.values() if name in {None, clean(one.name)}]
        own_pairing = [one for one in named if one.pairing_id in linked]
        found = named if name and not own_pairing else own_pairing
        if len(found) == 1:
            return found[0].id
        if name:
            why = f"没有叫“{name}”的项目，请先立项或核对名称"
            several = f"有 {len(found)} 个同名的项目，请再填社区和团支部"
        else:
            why = "这个结对还没有项目，请先立项"
            several = f"这个结对有 {len(found)} 个项目，请填写是哪一个"
        raise FieldError("项目", several if found else why)


def sides_of(known: KnownPairings, pairing_ids: Iterable[bytes]) -> tuple[str, str]:
    """Return both sides of an activity's pairings, as its workbook names them."""
    wanted = set(pairing_ids)
    return known.both_sides([row for row in known.rows if row.id in wanted])


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(), BEIJING) + timedelta(minutes=minutes)


def _end(said: Mapping[str, Any], starts: datetime, here: ActivityTable | None) -> datetime:
    """Return when a row's activity ends; without a last day it takes as many days as before."""
    first: date = said["day"]
    days = timedelta()
    if here and here.starts_at and here.ends_at:
        days = local_day(here.ends_at) - local_day(here.starts_at)
    last: date = said.get("last_day", first + days)
    ends = _moment(last, said["ends"])
    if ends <= starts:
        raise FieldError("结束日期" if last != first else "结束时间", "要晚于开始时间")
    return ends


def _known(reader: Reader, table: type[Synced], only: Fields) -> Mapping[bytes, Fields]:
    plans = activities.plans(reader)
    return {
        row_id: {**fields, "pairing_ids": plans[row_id].pairing_ids}
        for row_id, fields in fields_of(reader, table, only).items()
    }


def _add(writer: Writer, _: type[Synced], rows: Iterable[Fields]) -> None:
    for one in rows:
        theme = writer.get(Project, one["project_id"]).theme
        plan(writer, ActivityFields(**{"theme": theme, **one}))


def _edit(writer: Writer, _: type[Synced], edits: Iterable[tuple[bytes, Fields]]) -> None:
    for activity_id, said in edits:
        revise(writer, activity_id, said)


def _closed(fields: Fields) -> str:
    state = fields["state"]
    return f"“{state.label}”的活动不再修改计划" if is_over(state) else ""


def _shower(reader: Reader, _: Sequence[FormRow]) -> Show:
    projects: dict[object, str] = {row.id: row.name for row in reader.find(Project)}
    pairings = known_pairings(reader)
    by_id = {row.id: row for row in pairings.rows}

    def show(field: str, value: object) -> str:
        if field == "project_id":
            return projects.get(value, "")
        if isinstance(value, tuple):
            return "、".join(pairings.words(by_id[one]) for one in value if one in by_id)
        if isinstance(value, datetime):
            return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        return plainly(field, value)

    return show


def _adviser(reader: Reader) -> Advise:
    guard = LoadGuard(reader)

    def advise(row: FormRow, fields: Fields, activity_id: bytes | None) -> Sequence[str]:
        slot = Slot(
            fields["project_id"],
            fields["starts_at"],
            fields["ends_at"],
            fields.get("pairing_ids", ()),
            activity_id,
        )
        found = guard.look(slot)
        guard.take(slot, f"第 {row.row} 行")
        return (*found.clashes, *found.overload())

    return advise


ACTIVITY_IMPORT = Importing(
    form=ACTIVITY_PLAN,
    table=ActivityTable,
    key=("project_id", "title", "starts_at"),
    resolver=_resolver,
    labels={
        "title": "活动名称",
        "starts_at": "开始",
        "ends_at": "结束",
        "project_id": "项目",
        "pairing_ids": "参加的结对",
        "place": "地点",
        "theme": "主题",
        "mode": "报到方式",
        "capacity": "人数上限",
        "leader": "随队负责人",
        "leader_phone": "负责人电话",
    },
    topics=("activity",),
    unit="个",
    note=(
        "文件里没有的活动不会被删除；同一项目里名称和开始时间都相同的，算同一个活动。"
        "要改时间：先导出可以再导入的表格，在里面改，再导入。空着的格子不改动原来的内容。"
    ),
    shower=_shower,
    people="leader",
    records=Records(_known, _add, _edit, _closed),
    adviser=_adviser,
)

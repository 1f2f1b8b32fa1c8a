"""Two PCs changed one record: a clerk sees both and chooses, and the choice travels."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from desktop.domain.labels import RECORDS, field_label
from desktop.domain.terms import Term
from desktop.foundation.clock import BEIJING
from desktop.foundation.errors import QingqiaoError
from desktop.store.capture import field_names
from desktop.store.store import Reader
from desktop.store.tables import Conflict, Synced, synced_tables
from desktop.store.types import from_json
from desktop.usecases.exchange.record_titles import LINKED, title_of
from desktop.usecases.workspace import Workspace

_LONG_AGO = datetime.fromtimestamp(0, UTC)


class SettledConflictError(QingqiaoError):
    """There is nothing left to choose."""


@dataclass(frozen=True)
class FieldChoice:
    """A field as the record has it now, and as the other version has it; both in words."""

    name: str
    label: str
    now: str
    other: str


@dataclass(frozen=True)
class ConflictView:
    """A record of which another version is kept; times are aware, None when unknown.

    With `unreadable`, what was kept of the other version says nothing that a record can hold: only
    the present one can be chosen.
    """

    id: bytes
    record: str
    title: str
    now_by: str
    now_at: datetime | None
    other_by: str
    other_at: datetime | None
    fields: tuple[FieldChoice, ...]
    unreadable: bool = False


def list_conflicts(workspace: Workspace) -> list[ConflictView]:
    """Return what waits for a choice, the newest other version first.

    What is recorded field by field is one choice where one version of one record lost.
    """
    with workspace.store.read() as reader:
        together = _versions(reader.find(Conflict, settled=False))
        views = [_view(reader, conflicts) for conflicts in together]
    return sorted(views, key=lambda view: (view.other_at or _LONG_AGO, view.id), reverse=True)


def count_conflicts(reader: Reader) -> int:
    """Return how many choices wait, as `list_conflicts` counts them."""
    return len(_versions(reader.find(Conflict, settled=False)))


def settle_conflict(
    workspace: Workspace, conflict_id: bytes, take_other: Collection[str] = ()
) -> None:
    """Give the fields named in `take_other` the other version's values, and keep all else.

    The record and the settled conflicts are ordinary edits in one transaction, so the choice goes
    to the province and to the colleagues. Raises `SettledConflictError` when it was made already.
    """
    with workspace.store.write() as writer:
        for named in writer.find(Conflict, id=conflict_id, settled=False):
            of_record = writer.find(Conflict, row_id=named.row_id, settled=False)
            (conflicts,) = (one for one in _versions(of_record) if named in one)
            row, other = _record(writer, named), _fields(conflicts, "other")
            for name in other.keys() & set(take_other):
                setattr(row, name, other[name])
            for conflict in conflicts:
                conflict.settled = True
            writer.session.add_all([row, *conflicts] if row else conflicts)
            return
    raise SettledConflictError(
        "这一处已经选定过了，数据没有改动。", "选定的结果会随下次上报和下发送到其他电脑。"
    )


def _versions(conflicts: Sequence[Conflict]) -> list[list[Conflict]]:
    """Put together what one version of a record lost.

    Who wrote it and when does not tell two PCs apart that are used under one name in one second;
    but no version loses a field twice.
    """
    together: dict[object, list[tuple[set[str], list[Conflict]]]] = {}
    for one in sorted(conflicts, key=lambda conflict: conflict.id):
        whose = one.table_name, one.row_id, one.other_by, one.other_at
        lost = set(_decoded(one.other))
        versions = together.setdefault(whose, [])
        fields, found = next(
            (v for v in versions if not v[0] & lost), (set[str](), list[Conflict]())
        )
        if not found:
            versions.append((fields, found))
        fields |= lost
        found.append(one)
    return [found for versions in together.values() for _, found in versions]


def _view(reader: Reader, conflicts: Sequence[Conflict]) -> ConflictView:
    conflict = conflicts[0]
    table, row, other = conflict.table_name, _record(reader, conflict), _fields(conflicts, "other")
    fields = tuple(
        FieldChoice(
            name,
            field_label(table, name),
            _words(reader, name, getattr(row, name)),
            _words(reader, name, other[name]),
        )
        for name in other
        if row is not None and getattr(row, name) != other[name]
    )
    kept = _fields(conflicts, "kept")
    as_kept = fields and all(getattr(row, one.name) == kept.get(one.name) for one in fields)
    by, at = (row.edited_by, row.edited_at) if row else ("", 0)
    if as_kept:  # nobody has touched it since; a merged row says who wrote last, be it elsewhere
        by, at = conflict.kept_by, conflict.kept_at
    return ConflictView(
        id=conflict.id,
        record=RECORDS.get(table, "记录"),
        title=title_of(reader, row),
        now_by=by,
        now_at=_moment(at),
        other_by=conflict.other_by,
        other_at=_moment(conflict.other_at),
        fields=fields,
        unreadable=not other,
    )


def _record(reader: Reader, conflict: Conflict) -> Synced | None:
    """Return the record as it is now, deleted or not; None when it has not arrived yet."""
    kind = synced_tables().get(conflict.table_name)
    return None if kind is None else reader.session.get(kind, conflict.row_id)


def _fields(conflicts: Sequence[Conflict], side: Literal["kept", "other"]) -> Mapping[str, Any]:
    """Return a side's fields as a row holds them, in the order of the table."""
    kind = synced_tables().get(conflicts[0].table_name)
    if kind is None:
        return {}
    said: dict[str, Any] = {}
    for conflict in conflicts:
        said |= _decoded(getattr(conflict, side))
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    fields = {}
    for name in field_names(kind):
        if name in said:
            with suppress(ValueError, TypeError, OverflowError):  # of no kind that this field holds
                fields[name] = from_json(columns[name].type, said[name])
    return fields


def _decoded(version: str) -> dict[str, Any]:
    """Return a version's fields, none where it is unreadable; a sender may write anything."""
    try:
        return msgspec.json.decode(version, type=dict[str, Any])
    except (ValueError, RecursionError):
        return {}


def _words(reader: Reader, name: str, value: object) -> str:  # noqa: PLR0911 - a kind each
    if name == "deleted":
        return "删除" if value else "保留"
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Term):
        return value.label
    if isinstance(value, bytes):
        table = LINKED.get(name)
        linked = reader.session.get(synced_tables()[table], value) if table else None
        return title_of(reader, linked) if table else "（名单）"
    if isinstance(value, datetime):
        return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None

"""活动模板: what activities of a sort have in common, shared by the PCs of the committee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec

from desktop.domain.activity import ActivityRuleError
from desktop.domain.terms import ReportMode, SafeguardKind, Theme
from desktop.foundation.clock import BEIJING
from desktop.store.store import Reader
from desktop.store.tables import Activity, ActivityTemplate, Safeguard
from desktop.usecases.activity.staff import StaffFields, staff_of
from desktop.usecases.keep_row import keep_row
from desktop.usecases.workspace import Workspace

_HOUR = 60


@dataclass(frozen=True)
class Pattern:
    """What a new activity takes over, from a template or from another activity."""

    title: str
    theme: Theme
    mode: ReportMode
    clock: tuple[int, int]
    """Hour and minute at which it starts."""
    length: timedelta
    place: str
    capacity: int
    safeguard_notes: dict[SafeguardKind, str]
    staff: tuple[StaffFields, ...] = ()


def templates(workspace: Workspace) -> list[ActivityTemplate]:
    """Return the templates by name."""
    with workspace.store.read() as reader:
        return sorted(reader.find(ActivityTemplate), key=lambda one: (one.name, one.id))


def save_template(workspace: Workspace, activity_id: bytes, name: str) -> bytes:
    """Keep what is common to activities like this one; an equal name replaces the template.

    Raises `ActivityRuleError` without a name, `MissingRowError`.
    """
    if not name.strip():
        raise ActivityRuleError("模板还没有名称。", "请填写模板名称，例如：周末课业辅导。")
    with workspace.store.write() as writer:
        activity = writer.get(Activity, activity_id)
        pattern = _of_activity(writer, activity)
        before = writer.find(ActivityTemplate, name=name.strip())
        hour, minute = pattern.clock
        notes = {kind.value: note for kind, note in pattern.safeguard_notes.items()}
        values = {
            "name": name,
            "title": pattern.title,
            "theme": pattern.theme,
            "mode": pattern.mode,
            "starts_at": hour * _HOUR + minute,
            "minutes": int(pattern.length.total_seconds()) // 60,
            "place": pattern.place,
            "capacity": pattern.capacity,
            "safeguards": msgspec.json.encode(notes).decode(),
        }
        return keep_row(writer, ActivityTemplate, values, before[0].id if before else None)


def pattern_of_template(template: ActivityTemplate) -> Pattern:
    """Return what a template gives to a new activity."""
    try:
        notes = msgspec.json.decode(template.safeguards or "{}", type=dict[str, str])
    except msgspec.DecodeError:  # written by a version that kept them otherwise
        notes = {}
    return Pattern(
        template.title,
        template.theme,
        template.mode,
        divmod(template.starts_at, _HOUR),
        timedelta(minutes=template.minutes),
        template.place,
        template.capacity,
        {kind: notes[kind.value] for kind in SafeguardKind if kind.value in notes},
    )


def pattern_of_activity(workspace: Workspace, activity_id: bytes) -> Pattern:
    """复制: return what a new activity takes over from this one; raises `MissingRowError`."""
    with workspace.store.read() as reader:
        return _of_activity(reader, reader.get(Activity, activity_id))


def _of_activity(reader: Reader, activity: Activity) -> Pattern:
    notes = {one.kind: one.note for one in reader.find(Safeguard, activity_id=activity.id)}
    staff = tuple(
        StaffFields(one.kind, one.person, one.unit, one.phone)
        for one in staff_of(reader, activity.id)
    )
    starts = activity.starts_at.astimezone(BEIJING) if activity.starts_at else None
    length = timedelta(hours=2)
    if activity.starts_at and activity.ends_at:
        length = activity.ends_at - activity.starts_at
    return Pattern(
        activity.title,
        activity.theme,
        activity.mode,
        (starts.hour, starts.minute) if starts else (9, 0),
        length,
        activity.place,
        activity.capacity,
        {kind: note for kind, note in notes.items() if note},
        staff,
    )

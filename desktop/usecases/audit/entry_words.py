"""An entry of the audit log in a clerk's words."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.domain.audit import Act, Fault, Touched, read_touched
from desktop.domain.labels import RECORDS, field_label
from desktop.foundation.clock import BEIJING
from desktop.store.queries.audit import AuditRow

_FIELDS = 6
"""Fields that are named; of more, how many."""


def act_words(act: str) -> str:
    """Return what was done; the stored word for an act of another version."""
    return next((one.label for one in Act if one.value == act), act)


def when_words(row: AuditRow) -> str:
    """Return the moment in Beijing."""
    return f"{datetime.fromtimestamp(row.at, UTC).astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def about_words(row: AuditRow) -> str:
    """Return which records were touched, or what the act says of itself."""
    touched = "；".join(_touched_words(one) for one in read_touched(row.touched))
    people = f"{row.people} 人" if row.people else ""
    return "，".join(word for word in (row.note, touched, people) if word)


def fault_words(fault: Fault) -> str:
    """Return what is wrong with a log, without a full stop."""
    if fault.gone:
        return f"缺第 {fault.first} 条至第 {fault.last} 条"
    return f"第 {fault.first} 条与它的校验码或前一条对不上，被改动过"


def _touched_words(one: Touched) -> str:
    fields = [field_label(one.table, name) for name in one.fields if name != "deleted"]
    named = "、".join(fields[:_FIELDS]) + (f"等 {len(fields)} 项" if len(fields) > _FIELDS else "")
    said = (
        ("新增", one.new, ""),
        ("修改" if fields else "恢复", one.changed, f"（{named}）" if named else ""),
        ("删除", one.deleted, ""),
    )
    parts = [f"{word} {count} 条{more}" for word, count, more in said if count]
    return f"{RECORDS.get(one.table, one.table)}{'、'.join(parts)}"

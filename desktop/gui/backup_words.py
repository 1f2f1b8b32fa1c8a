"""Backups in words."""

from __future__ import annotations

from desktop.domain.labels import RECORDS
from desktop.foundation.clock import BEIJING
from desktop.usecases.backup.kept import Backup
from desktop.usecases.backup.restore import Preview

_MEGA = 1e6
_MOST = 6


def backup_words(backup: Backup) -> str:
    """Return a backup in a line, e.g. “11 月 25 日 22:10　关闭时　0.6 MB”."""
    note = backup.note
    at = note.instant.astimezone(BEIJING)
    people = note.counts.get("student", 0)
    return (
        f"{at.year} 年 {at.month} 月 {at.day} 日 {at:%H:%M}　{note.reason.label}　"
        f"{note.size / _MEGA:.1f} MB　学生 {people} 人"
    )


def state_words(found: list[Backup]) -> str:
    """Return how things stand: the last backup, how many there are."""
    if not found:
        return "还没有备份。点“立即备份”做第一份。"
    note = found[0].note
    total = sum(one.note.size for one in found)
    return (
        f"上次备份：{backup_words(found[0])}，用时 {note.milliseconds / 1000:.1f} 秒，已打开核对。"
        f"本机共 {len(found)} 份，{total / _MEGA:.1f} MB，较早的按日、周、月保留。"
    )


def preview_words(seen: Preview) -> list[str]:
    """Return what restoring would change, a line each."""
    if seen.damaged:
        return ["现有数据有一部分已经读不出来，无法逐项比较；恢复前会原样保存一份。"]
    changed = [
        f"{RECORDS.get(one.table, '基础数据')}：现在 {one.here} 条，备份里 {one.there} 条"
        + (f"（备份以后新增或改过 {one.newer} 条）" if one.newer else "")
        for one in seen.differences
        if one.table in RECORDS and (one.newer or one.only_there or one.here != one.there)
    ]
    lines = changed[:_MOST] or ["本镇街的记录与现在的相同。"]
    if len(changed) > _MOST:
        lines.append(f"另有 {len(changed) - _MOST} 类记录也不同。")
    if sent := seen.newer - seen.unsent:
        lines.append(f"其中省里已有的 {sent} 条会在下次上报、接收之后回来。")
    return lines


def loss_words(seen: Preview) -> str:
    """Return what restoring would lose from sight for good, "" for nothing."""
    if seen.damaged or not seen.unsent:
        return ""
    return (
        f"还没有上报的 {seen.unsent} 条不会回来，只留在“恢复前”的备份里。"
        "要保留它们，请先取消，上报一次再恢复。"
    )

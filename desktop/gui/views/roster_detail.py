"""What is known of one student: facts, what they did by semester, certificates, changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtWidgets import QWidget

from desktop.domain.terms import CertificateState, Leaving, StudentEventKind
from desktop.foundation.clock import local_day
from desktop.gui.desk import Desk
from desktop.gui.views.roster_rows import gender, hours, leaving
from desktop.gui.widgets.detail_pane import DetailPane
from desktop.gui.widgets.table_view import MenuItem
from desktop.store.queries.history import Event, History, history
from desktop.store.queries.students import StudentRow
from desktop.usecases.paper.draft_record import semester_name
from desktop.usecases.workspace import Workspace

_SHOWN = 12
"""Activities of a semester that are listed; more than that is no practice any more."""


def student_pane(desk: Desk, row: StudentRow, actions: Sequence[MenuItem]) -> QWidget:
    """Return the pane of a student; the past is read behind it and added when it is there."""
    here = row.leaving is Leaving.NONE
    pane = DetailPane(
        row.name,
        caption=f"{row.university} {row.department}".strip(),
        state="" if here else leaving(row),
    )
    pane.add_facts(
        (
            ("学号", row.student_number),
            ("性别", gender(row)),
            ("团支部", row.branch),
            ("年级", row.grade),
            ("手机号", row.phone),
            ("来源", row.source),
            ("本学期", f"{row.term_activities} 次，{hours(row.term_minutes)}"),
            ("累计", f"{row.activities} 次，{hours(row.minutes)}"),
        )
    )
    pane.add_actions(actions)
    workspace = desk.workspace
    desk.jobs.run(
        lambda _: _past(workspace, row.id), done=lambda past: _add(pane, past), owner=pane
    )
    return pane


def _past(workspace: Workspace, student_id: bytes) -> History:
    with workspace.store.read() as reader:
        return history(reader, student_id)


def _add(pane: DetailPane, past: History) -> None:
    for name, group in groupby(past.attended, key=semester_name):
        done = list(group)
        pane.add_section(name or "没有日期的活动")
        pane.add_text(f"{len(done)} 次，{hours(sum(one.minutes for one in done))}", "muted")
        pane.add_facts(
            [
                (f"{local_day(one.starts_at):%m-%d}" if one.starts_at else "—", one.title)
                for one in done[:_SHOWN]
            ]
        )
    if past.given:
        pane.add_section("证书")
        pane.add_facts(
            [
                (
                    str(one.on or ""),
                    one.serial
                    + ("" if one.state is CertificateState.ISSUED else f"（{one.state.label}）"),
                )
                for one in past.given
            ]
        )
    if past.events:
        pane.add_section("变动")
        pane.add_facts([(str(one.on or ""), _words(one)) for one in past.events])


def _words(event: Event) -> str:
    if event.kind is StudentEventKind.TRANSFERRED:
        return f"{event.before or '（未知）'} → {event.after or '（未知）'}"
    return "：".join(part for part in (event.kind.label, event.note) if part)

"""What can be done with an activity, from its menu, its pane and the keyboard alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.terms import ActivityState, FeedbackGiver, SafeguardKind, Side
from desktop.gui.desk import Desk
from desktop.gui.dialogs.activity_budget import budget_dialog
from desktop.gui.dialogs.activity_insured import open_insured
from desktop.gui.dialogs.activity_papers import open_notice, open_subsidy
from desktop.gui.dialogs.activity_results import (
    cancel_dialog,
    results_dialog,
    sign_off_dialog,
    template_dialog,
)
from desktop.gui.dialogs.activity_staff import incidents_dialog, staff_dialog
from desktop.gui.dialogs.attendance_entry import open_attendance
from desktop.gui.dialogs.enrol_dialog import EnrolDialog
from desktop.gui.dialogs.feedback_entry import FeedbackDialog
from desktop.gui.dialogs.issue import open_issue
from desktop.gui.dialogs.sheet_options import open_sheet_options
from desktop.gui.dialogs.sheet_reprint import open_reprint
from desktop.gui.views.activities_planning import Planning
from desktop.gui.views.activities_rows import ActivityLine
from desktop.gui.views.activities_steps import SIGNING, Deed, moved_words, start_blocked
from desktop.gui.widgets.table_view import MenuItem
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.set_safeguard import set_safeguard

_OVER = "活动已经结束或取消"
_NOBODY = "还没有人报名"


class ActivityActions(QObject):
    """Runs deeds for the page `view`."""

    def __init__(self, desk: Desk, view: QWidget, planning: Planning) -> None:
        super().__init__(view)
        self._desk = desk
        self._view = view
        self._planning = planning

    def do(self, line: ActivityLine, deed: Deed) -> None:
        """Do the deed, or open the dialog that does it."""
        desk, window = self._desk, self._view.window()
        deeds: dict[Deed, Callable[[], object]] = {
            "enrol": lambda: EnrolDialog(desk, line.row, line.pairings, window).open(),
            "sheet": lambda: open_sheet_options(desk, line.row, window),
            "reprint": lambda: open_reprint(desk, line.row, window),
            "start": lambda: self._move(line, ActivityState.ONGOING),
            "attendance": lambda: open_attendance(desk, line.row.id, window),
            "close": lambda: self._move(line, ActivityState.CLOSED),
            "results": lambda: results_dialog(desk, line.row, window).open(),
            "certificates": lambda: open_issue(desk, line.row.id, window),
            "notice": lambda: open_notice(desk, line.row, window),
            "insured": lambda: open_insured(desk, line.row, window),
            "subsidy": lambda: open_subsidy(desk, line.row, window),
            "staff": lambda: staff_dialog(desk, line.row, window).open(),
            "budget": lambda: budget_dialog(
                desk, line.row.title, window, activity_id=line.row.id
            ).open(),
            "incidents": lambda: incidents_dialog(desk, line.row, window).open(),
            "feedback": lambda: FeedbackDialog(
                desk, line.row, FeedbackGiver.STUDENT, window
            ).open(),
            "sign-community": lambda: sign_off_dialog(
                desk, line.row, Side.COMMUNITY, window
            ).open(),
            "sign-campus": lambda: sign_off_dialog(desk, line.row, Side.CAMPUS, window).open(),
            "template": lambda: template_dialog(desk, line.row, window).open(),
        }
        deeds[deed]()

    def secure(self, line: ActivityLine, kind: SafeguardKind, done: bool, note: str) -> None:
        """Keep one line of the checklist."""
        workspace, activity_id = self._desk.workspace, line.row.id
        self._desk.jobs.run(
            lambda _: set_safeguard(workspace, activity_id, kind, done=done, note=note),
            topics=("activity",),
            owner=self,
        )

    def menu(self, line: ActivityLine) -> Sequence[MenuItem]:
        """Return what can be done with an activity, and why not what cannot."""
        state, row = line.row.state, line.row
        running = not line.is_over
        items = [
            MenuItem(
                "修改…",
                partial(self._planning.edit_activity, line),
                "pencil",
                running,
                "" if running else _OVER,
            ),
            self._item(line, "报名…", "enrol", "users", "" if running else _OVER),
        ]
        if state is not ActivityState.CANCELLED:
            why = "" if row.enrolled else _NOBODY
            items.append(self._item(line, "打印签到表…", "sheet", "printer", why))
            if row.sheet_version:
                items.append(self._item(line, "重印签到表…", "reprint", "refresh"))
            items.append(self._item(line, "参保名单…", "insured", "printer", why))
        if state is ActivityState.PLANNED:
            items.append(self._item(line, "活动通知…", "notice", "printer"))
            items.append(self._item(line, "开始活动", "start", "check", start_blocked(line)))
        if state in {ActivityState.ONGOING, ActivityState.CLOSED}:
            items.append(self._item(line, "录入签到…", "attendance", "signature"))
            why = "" if row.present else "还没有到场记录"
            items.append(self._item(line, "补贴表…", "subsidy", "printer", why))
        if state is ActivityState.ONGOING:
            items.append(self._item(line, "结束活动", "close", "circle-check"))
        if state is ActivityState.CLOSED:
            items.append(self._item(line, "活动总结…", "results", "chart-bar"))
            why = "" if row.summary else "先填写活动总结"
            items += [
                self._item(line, f"登记{side.label}确认…", SIGNING[side], "signature", why)
                for side in line.unsigned
            ]
            items.append(self._item(line, "颁发证书…", "certificates", "certificate"))
        if state is not ActivityState.CANCELLED:  # the forms are printed beforehand
            items.append(self._item(line, "反馈表…", "feedback", "chart-bar"))
        items.append(MenuItem("复制…", partial(self._planning.copy_activity, line), "copy"))
        items.append(self._item(line, "存为模板…", "template", "device-floppy"))
        if running:
            items.append(MenuItem("取消活动…", partial(self._cancel, line), "ban"))
        return items

    def _item(
        self, line: ActivityLine, words: str, deed: Deed, icon_name: str, why_not: str = ""
    ) -> MenuItem:
        return MenuItem(words, partial(self.do, line, deed), icon_name, not why_not, why_not)

    def _move(self, line: ActivityLine, then: ActivityState) -> None:
        workspace, activity_id = self._desk.workspace, line.row.id
        self._desk.act(
            lambda _: change_activity_state(workspace, activity_id, then),
            moved_words,
            topics=("activity",),
        )

    def _cancel(self, line: ActivityLine) -> None:
        cancel_dialog(self._desk, line.row, self._view.window()).open()

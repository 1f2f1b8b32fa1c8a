"""The dialogs about projects, activities, attendance and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.domain.terms import FeedbackGiver, Side
from desktop.gui.dialogs.activity_budget import budget_dialog
from desktop.gui.dialogs.activity_form import activity_dialog
from desktop.gui.dialogs.activity_insured import open_insured
from desktop.gui.dialogs.activity_papers import open_notice, subsidy_dialog
from desktop.gui.dialogs.activity_results import (
    cancel_dialog,
    results_dialog,
    sign_off_dialog,
    template_dialog,
)
from desktop.gui.dialogs.activity_staff import incidents_dialog, staff_dialog
from desktop.gui.dialogs.attendance_entry import open_attendance
from desktop.gui.dialogs.attendance_exceptions import open_exceptions
from desktop.gui.dialogs.attendance_walk_in import WalkInDialog, new_student_dialog
from desktop.gui.dialogs.certificate_template import TemplateDialog, open_templates
from desktop.gui.dialogs.enrol_dialog import EnrolDialog
from desktop.gui.dialogs.feedback_entry import FeedbackDialog
from desktop.gui.dialogs.issue import open_issue
from desktop.gui.dialogs.picture import PictureDialog
from desktop.gui.dialogs.printing_certificates import show_certificates
from desktop.gui.dialogs.project_clubs import open_clubs
from desktop.gui.dialogs.project_form import project_dialog, project_results_dialog
from desktop.gui.dialogs.quiet_spans import open_quiet_spans
from desktop.gui.dialogs.said_form import said_dialog
from desktop.gui.dialogs.series import SeriesDialog
from desktop.gui.dialogs.sheet_batch import open_sheet_batch
from desktop.gui.dialogs.sheet_options import sheet_dialog
from desktop.gui.dialogs.sheet_reprint import open_reprint
from desktop.gui.dialogs.verify import VerifyDialog
from desktop.gui.views.activities import ActivitiesView
from desktop.gui.views.attendances_rows import PICK
from desktop.gui.views.certificates import CertificatesView
from desktop.usecases.activity.plan_activity import ActivityFields
from tests.dialogs.opening import Opening
from tests.dialogs.scene import Scene


def _budget(at: Scene) -> QWidget:
    row = at.held.row
    return budget_dialog(at.desk, row.title, at.window, activity_id=row.id)


def _activity(at: Scene) -> QWidget:
    project = at.projects[0].id
    return activity_dialog(at.desk, at.projects, at.pairings, project_id=project, parent=at.window)


def _planned(at: Scene) -> QWidget:
    return activity_dialog(
        at.desk, at.projects, at.pairings, activity=at.planned.row,
        linked=[one.id for one in at.planned.pairings], parent=at.window,
    )  # fmt: skip


def _picture(at: Scene) -> QWidget:
    photo = QImage(1600, 1200, QImage.Format.Format_RGB32)
    photo.fill(0x557799)
    return PictureDialog("四点半课堂：孩子们在社区党群服务中心二楼做作业", photo, at.window)


def _series(at: Scene) -> QWidget:
    starts = at.desk.workspace.now().replace(minute=0) + timedelta(days=3)
    fields = ActivityFields(at.projects[0].id, "课后辅导", starts, starts + timedelta(hours=2))
    return SeriesDialog(at.desk, fields, lambda: None, at.window)


def _said(at: Scene) -> QWidget:
    return said_dialog(
        at.desk, Side.COMMUNITY, lambda _: None, what=f"项目“{at.projects[0].name}”：共同策划。",
        owner="社区书记", parent=at.window,
    )  # fmt: skip


def _walk_in(at: Scene) -> QWidget:
    return WalkInDialog(at.desk, at.running.row.id, lambda _: None, at.window)


def _new_student(at: Scene) -> QWidget:
    return new_student_dialog(
        at.desk, at.running.row.id, at.branches, typed="欧阳若兰", added=lambda _: None,
        parent=at.window,
    )  # fmt: skip


def _certificates(at: Scene) -> QWidget:
    return at.window.show_page("certificates")


def _certificate(deed: str) -> Opening:
    def run(at: Scene) -> None:
        page = at.window.show_page("certificates")
        assert isinstance(page, CertificatesView)
        next(item for item in page.verbs.menu(at.certificate) if item.text == deed).run()

    return Opening(run)


def _dates(at: Scene) -> None:
    page = at.window.show_page("activities")
    assert isinstance(page, ActivitiesView)
    page.show_section("attendances")
    page.attendances.choose("when", PICK)
    page.attendances.chosen.emit("when", PICK)


OF_ACTIVITIES: Mapping[str, Opening] = {
    "project_form.project_dialog": Opening(
        lambda at: project_dialog(at.desk, at.pairings, project=at.projects[0], parent=at.window)
    ),
    "project_form.project_results_dialog": Opening(
        lambda at: project_results_dialog(at.desk, at.projects[0], at.window)
    ),
    "said_form.said_dialog": Opening(_said),
    "project_clubs._dialog": Opening(lambda at: open_clubs(at.desk, at.projects[0], at.window)),
    "project_clubs._form": Opening(
        lambda at: open_clubs(at.desk, at.projects[0], at.window), "添加社团"
    ),
    "activity_form.activity_dialog": Opening(_activity),
    "activity_form.activity_dialog planned": Opening(_planned),
    "series.SeriesDialog": Opening(_series),
    "quiet_spans.quiet_spans_dialog": Opening(lambda at: open_quiet_spans(at.desk, at.window)),
    "quiet_spans._form": Opening(lambda at: open_quiet_spans(at.desk, at.window), "登记日期"),
    "enrol_dialog.EnrolDialog": Opening(
        lambda at: EnrolDialog(at.desk, at.planned.row, at.planned.pairings, at.window)
    ),
    "activity_staff.staff_dialog": Opening(
        lambda at: staff_dialog(at.desk, at.running.row, at.window)
    ),
    "activity_staff._staff_form": Opening(
        lambda at: staff_dialog(at.desk, at.running.row, at.window), "登记随队人员"
    ),
    "activity_staff.incidents_dialog": Opening(
        lambda at: incidents_dialog(at.desk, at.running.row, at.window)
    ),
    "activity_staff._incident_form": Opening(
        lambda at: incidents_dialog(at.desk, at.running.row, at.window), "记录突发情况"
    ),
    "activity_budget.budget_dialog": Opening(_budget),
    "activity_budget._form": Opening(_budget, "记一笔"),
    "activity_insured.InsuredDialog": Opening(
        lambda at: open_insured(at.desk, at.running.row, at.window)
    ),
    "activity_papers.open_notice": Opening(
        lambda at: open_notice(at.desk, at.planned.row, at.window)
    ),
    "activity_papers.subsidy_dialog": Opening(
        lambda at: subsidy_dialog(at.desk, at.held.row, at.window)
    ),
    "sheet_options.sheet_dialog": Opening(
        lambda at: sheet_dialog(at.desk, at.planned.row, at.window)
    ),
    "sheet_batch.batch_dialog": Opening(lambda at: open_sheet_batch(at.desk, at.window)),
    "sheet_reprint._dialog": Opening(lambda at: open_reprint(at.desk, at.running.row, at.window)),
    "attendance_entry.AttendanceDialog": Opening(
        lambda at: open_attendance(at.desk, at.running.row.id, at.window)
    ),
    "attendance_walk_in.WalkInDialog": Opening(_walk_in),
    "attendance_walk_in.new_student_dialog": Opening(_new_student),
    "attendance_exceptions.ExceptionsDialog": Opening(
        lambda at: open_exceptions(at.desk, at.window)
    ),
    "feedback_entry.FeedbackDialog": Opening(
        lambda at: FeedbackDialog(at.desk, at.held.row, FeedbackGiver.STUDENT, at.window)
    ),
    "feedback_entry.FeedbackDialog residents": Opening(
        lambda at: FeedbackDialog(at.desk, at.planned.row, FeedbackGiver.RESIDENT, at.window)
    ),
    "activity_results.results_dialog": Opening(
        lambda at: results_dialog(at.desk, at.held.row, at.window)
    ),
    "activity_results.cancel_dialog": Opening(
        lambda at: cancel_dialog(at.desk, at.planned.row, at.window)
    ),
    "activity_results.sign_off_dialog": Opening(
        lambda at: sign_off_dialog(at.desk, at.held.row, Side.CAMPUS, at.window)
    ),
    "activity_results.template_dialog": Opening(
        lambda at: template_dialog(at.desk, at.held.row, at.window)
    ),
    "picture.PictureDialog": Opening(_picture),
    "attendances.dates": Opening(_dates),
    "certificates.choose": Opening(_certificates, "颁发证书"),
    "issue.IssueDialog": Opening(lambda at: open_issue(at.desk, at.held.row.id, at.window)),
    "certificates_actions.reissue": _certificate("补发换发…"),
    "certificates_actions.revoke": _certificate("作废…"),
    "certificate_template.open_templates": Opening(lambda at: open_templates(at.desk, at.window)),
    "certificate_template.TemplateDialog": Opening(
        lambda at: TemplateDialog(at.desk, None, at.window)
    ),
    "printing_certificates.CertificatePaperDialog": Opening(
        lambda at: show_certificates(at.desk, [at.certificate.id], "证书", at.window)
    ),
    "verify.VerifyDialog": Opening(lambda at: VerifyDialog(at.desk, at.window)),
}

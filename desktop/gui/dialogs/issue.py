"""颁发证书: who gets one, how the first will look; then all of them to look at and print."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.domain.certificate_design import Design, body_problem
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.certificate_template import BODY_HINT, last_template, remember_template
from desktop.gui.dialogs.issue_people import COLUMNS, PersonLine, lines, page
from desktop.gui.dialogs.preflight import preflight
from desktop.gui.dialogs.printing_certificates import show_certificates
from desktop.gui.fields import ChoiceField, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.rows_model import RowsModel
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.specimen_pane import Render, SpecimenPane
from desktop.gui.widgets.table_view import TableView
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.preview_certificates import (
    CertificatesPreview,
    preview_certificates,
)
from desktop.usecases.certificate.render_certificates import valid_certificates
from desktop.usecases.certificate.render_specimen import render_specimen
from desktop.usecases.certificate.templates import Template, list_templates

_SIZE = QSize(1040, 640)
_LEFT = 430
_NOBODY = "没有等待颁发的学生，所以没有样张。"


@dataclass(frozen=True)
class _Found:
    """What the form shows."""

    activity: ActivityRow
    people: CertificatesPreview
    templates: tuple[Template, ...]


def open_issue(desk: Desk, activity_id: bytes, parent: QWidget) -> None:
    """Open the form for an activity that is over, once the names have been looked at."""
    workspace = desk.workspace

    def earners() -> list[bytes]:
        return [one.student_id for one in preview_certificates(workspace, activity_id).earners]

    def load(_: object) -> _Found:
        with workspace.store.read() as reader:
            (row,) = activities.page(reader, only={"id": activity_id})
        people = preview_certificates(workspace, activity_id)
        return _Found(row, people, tuple(list_templates(workspace)))

    def show(found: _Found) -> None:
        IssueDialog(desk, found.activity, found.people, found.templates, parent).open()

    preflight(desk, earners, lambda: desk.jobs.run(load, done=show, owner=parent), parent)


class IssueDialog(FormDialog):
    """Template, words and people at the left, the first certificate at the right."""

    def __init__(
        self,
        desk: Desk,
        activity: ActivityRow,
        found: CertificatesPreview,
        templates: tuple[Template, ...],
        parent: QWidget | None = None,
    ) -> None:
        self._desk = desk
        self._activity = activity
        self._templates = {one.template_id: one for one in templates}
        self.people: list[PersonLine] = lines(found)
        earners = len(found.earners)
        first = last_template(desk, templates)
        self._chosen = first.template_id
        super().__init__(
            "颁发证书",
            Form(_fields(templates), {"template": self._chosen, "body": first.design.body}),
            self._issue,
            note=_note(activity, found),
            save=f"颁发 {earners} 张" if earners else "没有可颁发的",
            parent=parent,
        )
        self.save_button.setEnabled(bool(earners))
        self.specimen = SpecimenPane(desk.jobs, "第一张的样张", self._ask, _NOBODY)
        self._model = RowsModel(COLUMNS, lambda query: page(self.people, query), parent=self)
        self._table = TableView(self._model, desk.memory, "issue_people")
        self._table.setAccessibleName("名单")
        self.put_beside(self.specimen, _LEFT, _SIZE, self._table)
        self._model.reload()
        self.form.changed.connect(self._typed)
        self.form.control("template").setFocus()
        self.specimen.refresh()

    def _typed(self) -> None:
        """Take a template's own words when another one is chosen."""
        key = self.form.raw("template")
        chosen = self._templates.get(key) if isinstance(key, bytes) else None
        if chosen is not None and key != self._chosen:
            self._chosen = chosen.template_id
            self.form.set_values({"body": chosen.design.body})
            self.form.check("body")
        self.specimen.typed()

    def _design(self, values: Values) -> Design:
        design = self._templates[values["template"]].design
        return replace(design, body=str(values["body"]))

    def _ask(self) -> Render | None:
        if not self.form.is_valid:
            return None
        workspace, activity_id = self._desk.workspace, self._activity.id
        design = self._design(self.form.values())
        return lambda _: render_specimen(workspace, activity_id, design)

    def _issue(self, filled: Values, finish: Finish) -> None:
        desk, activity, parent = self._desk, self._activity, self.parentWidget()
        remember_template(desk, self._templates[filled["template"]])
        design = self._design(filled)

        def work(progress: Progress) -> tuple[int, tuple[bytes, ...]]:
            issued = issue_certificates(
                desk.workspace, activity.id, design=design, progress=progress
            )
            return len(issued.serials), valid_certificates(desk.workspace, activity.id)

        def done(result: tuple[int, tuple[bytes, ...]]) -> None:
            finish(None)
            count, valid = result
            desk.toast(f"已颁发 {count} 张证书")
            show_certificates(desk, valid, f"证书_{activity.number}", parent)

        desk.jobs.run(
            work,
            done=done,
            failed=finish,
            topics=("certificate", "activity"),
            title="正在颁发证书",
            owner=self,
        )


def _fields(templates: tuple[Template, ...]) -> tuple[ChoiceField, ParagraphField]:
    return (
        ChoiceField(
            "template",
            "模板",
            required=True,
            options=[(one.template_id, one.name) for one in templates],
        ),
        ParagraphField(
            "body",
            "正文（只改这一次；要长期改，请用“证书模板”）",
            required=True,
            max_length=500,
            hint=BODY_HINT,
            check=body_problem,
        ),
    )


def _note(activity: ActivityRow, found: CertificatesPreview) -> str:
    parts = [f"{activity.title}：到场且有时长的 {len(found.earners)} 人可以颁发"]
    if found.holders:
        parts.append(f"{len(found.holders)} 人已有证书")
    if found.others:
        parts.append(f"{len(found.others)} 人没有到场或还没有录入")
    return "，".join(parts) + "。"

"""颁发证书: who gets one, how the first will look; then all of them to look at and print."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.certificate import STANDARD_BODY, Template
from desktop.documents.preview import page_image
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.issue_people import COLUMNS, PersonLine, lines, page
from desktop.gui.dialogs.printing_certificates import (
    last_template,
    remember_template,
    show_certificates,
)
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.fields import ChoiceField, Form, ParagraphField, Values
from desktop.gui.rows_model import RowsModel, by_jobs
from desktop.gui.theme import tokens
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.table_view import TableView
from desktop.gui.widgets.text import Text
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.preview_certificates import (
    CertificatesPreview,
    preview_certificates,
)
from desktop.usecases.certificate.render_certificates import valid_certificates
from desktop.usecases.certificate.render_specimen import render_specimen

_SIZE = QSize(1040, 640)
_LEFT = 430
_PAUSE_MS = 300
"""Milliseconds without typing before the specimen is drawn anew."""


def open_issue(desk: Desk, activity_id: bytes, parent: QWidget | None) -> None:
    """Open the form for an activity that is over."""
    workspace = desk.workspace

    def load(_: object) -> tuple[ActivityRow, CertificatesPreview]:
        with workspace.store.read() as reader:
            (row,) = activities.page(reader, only={"id": activity_id})
        return row, preview_certificates(workspace, activity_id)

    def show(loaded: tuple[ActivityRow, CertificatesPreview]) -> None:
        IssueDialog(desk, *loaded, parent).open()

    desk.jobs.run(load, done=show, owner=parent)


class IssueDialog(FormDialog):
    """Template, words and people at the left, the first certificate at the right."""

    def __init__(
        self,
        desk: Desk,
        activity: ActivityRow,
        found: CertificatesPreview,
        parent: QWidget | None = None,
    ) -> None:
        self._desk = desk
        self._activity = activity
        self.people: list[PersonLine] = lines(found)
        earners = len(found.earners)
        super().__init__(
            "颁发证书",
            Form(_fields(), {"template": last_template(desk), "body": STANDARD_BODY}),
            self._issue,
            note=_note(activity, found),
            save=f"颁发 {earners} 张" if earners else "没有可颁发的",
            parent=parent,
        )
        self.save_button.setEnabled(bool(earners))
        self.preview = PdfPreview(execute=by_jobs(desk.jobs))
        self._words = Text("", "error", wrap=True)
        self._model = RowsModel(COLUMNS, lambda query: page(self.people, query), parent=self)
        self._table = TableView(self._model, desk.memory, "issue_people")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._put_beside(undrawable_words(found.undrawable))
        self._model.reload()
        self._pause.timeout.connect(self._show_specimen)
        self.form.changed.connect(self._pause.start)
        self.preview.failed.connect(self._refused)
        self.form.control("template").setFocus()
        self._show_specimen()

    def _put_beside(self, warning: str) -> None:
        """Add the people below the form, and the specimen at its right."""
        space = tokens()
        self._table.setAccessibleName("名单")
        people = QVBoxLayout()
        people.setContentsMargins(space.xl, 0, space.xl, space.m)
        people.setSpacing(space.s)
        named = Text(warning, "error", wrap=True)
        named.setVisible(bool(warning))
        people.addWidget(named)
        people.addWidget(self._table, 1)
        column = self.layout()
        assert isinstance(column, QBoxLayout)  # noqa: S101 - what FormDialog makes
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._area)
        left.addLayout(people, 1)
        side = QWidget()
        side.setFixedWidth(_LEFT)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        right = QVBoxLayout()
        right.setContentsMargins(0, space.xl, space.xl, space.m)
        right.addWidget(Text("第一张的样张", "strong"))
        right.addWidget(self._words)
        right.addWidget(self.preview, 1)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(side)
        both.addLayout(right, 1)
        column.insertLayout(0, both, 1)
        self._area.setMinimumHeight(self._area.widget().sizeHint().height())
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(room - QSize(40, 50)))

    def _show_specimen(self) -> None:
        if not self.form.is_valid:
            return
        workspace, activity_id = self._desk.workspace, self._activity.id
        values = self.form.values()
        template, body = Template(values["template"]), str(values["body"])
        self._desk.jobs.run(
            lambda _: render_specimen(workspace, activity_id, template, body),
            done=self._draw,
            failed=self._refused,
            owner=self,
        )

    def _draw(self, pdf: bytes | None) -> None:
        self._words.setText("" if pdf else "没有等待颁发的学生，所以没有样张。")
        self._words.setVisible(pdf is None)
        if pdf is not None:
            self.preview.show_document(1, lambda at, dpi: page_image(pdf, at, round(dpi)))

    def _refused(self, error: QingqiaoError) -> None:
        self._words.setText(f"{error.message}{error.hint}")
        self._words.show()

    def _issue(self, filled: Values, finish: Finish) -> None:
        desk, activity = self._desk, self._activity
        body, parent = str(filled["body"]), self.parentWidget()
        remember_template(desk, Template(filled["template"]))

        def work(progress: Progress) -> tuple[int, tuple[bytes, ...]]:
            issued = issue_certificates(desk.workspace, activity.id, body=body, progress=progress)
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


def _fields() -> tuple[ChoiceField, ParagraphField]:
    return (
        ChoiceField(
            "template",
            "样式",
            required=True,
            options=[(template, template.value) for template in Template],
        ),
        ParagraphField(
            "body",
            "正文",
            required=True,
            max_length=500,
            hint="{姓名} {学校} {院系} {活动} {日期} {时长} {镇街} 会换成每个人的",
        ),
    )


def _note(activity: ActivityRow, found: CertificatesPreview) -> str:
    parts = [f"{activity.title}：到场且有时长的 {len(found.earners)} 人可以颁发"]
    if found.holders:
        parts.append(f"{len(found.holders)} 人已有证书")
    if found.others:
        parts.append(f"{len(found.others)} 人没有到场或还没有录入")
    return "，".join(parts) + "。"

"""颁发证书: who has earned one, then the certificates to look at and print."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.documents.certificate import STANDARD_BODY, Template
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.fields import ChoiceField, Form, ParagraphField, Values
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.store.queries import activities
from desktop.store.queries.activities import ActivityRow
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.preview_certificates import (
    CertificatesPreview,
    preview_certificates,
)
from desktop.usecases.certificate.render_certificates import (
    CertificatesRendered,
    render_certificates,
    valid_certificates,
)

_NAMED = 5


def open_issue(desk: Desk, activity_id: bytes, parent: QWidget | None) -> None:
    """Open the form for an activity that is over."""
    workspace = desk.workspace

    def load(_: object) -> tuple[ActivityRow, CertificatesPreview]:
        with workspace.store.read() as reader:
            (row,) = activities.page(reader, only={"id": activity_id})
        return row, preview_certificates(workspace, activity_id)

    def show(loaded: tuple[ActivityRow, CertificatesPreview]) -> None:
        _dialog(desk, *loaded, parent).open()

    desk.jobs.run(load, done=show, owner=parent)


def show_certificates(
    desk: Desk,
    certificate_ids: Sequence[bytes],
    name: str,
    template: Template,
    parent: QWidget | None,
) -> None:
    """Show certificates to be printed or saved."""

    def show(rendered: CertificatesRendered) -> None:
        PaperDialog(desk, rendered.pdf, name, parent=parent).open()

    desk.jobs.run(
        lambda progress: render_certificates(desk.workspace, certificate_ids, template, progress),
        done=show,
        title="正在生成证书",
        owner=parent,
    )


def _dialog(
    desk: Desk, activity: ActivityRow, preview: CertificatesPreview, parent: QWidget | None
) -> FormDialog:
    def save(filled: Values, finish: Finish) -> None:
        template = Template(str(filled["template"]))

        def work(_: object) -> tuple[int, tuple[bytes, ...]]:
            issued = issue_certificates(desk.workspace, activity.id, body=str(filled["body"]))
            return len(issued.serials), valid_certificates(desk.workspace, activity.id)

        def done(result: tuple[int, tuple[bytes, ...]]) -> None:
            finish(None)
            count, valid = result
            desk.toast(f"已颁发 {count} 张证书")
            show_certificates(desk, valid, f"证书_{activity.number}", template, parent)

        desk.jobs.run(work, done=done, failed=finish, topics=("certificate",), title="正在颁发证书")

    fields = (
        ChoiceField(
            "template",
            "样式",
            required=True,
            options=[(template.value, template.value) for template in Template],
        ),
        ParagraphField(
            "body",
            "正文",
            required=True,
            max_length=500,
            hint="{姓名} {学校} {院系} {活动} {日期} {时长} {镇街} 会换成每个人的",
        ),
    )
    dialog = FormDialog(
        "颁发证书",
        Form(fields, {"template": Template.RED.value, "body": STANDARD_BODY}),
        save,
        note=_note(activity, preview),
        save=f"颁发 {len(preview.earners)} 张" if preview.earners else "没有可颁发的",
        parent=parent,
    )
    dialog.save_button.setEnabled(bool(preview.earners))
    return dialog


def _note(activity: ActivityRow, preview: CertificatesPreview) -> str:
    parts = [
        f"{activity.title}：到场且有时长的 {len(preview.earners)} 人可以颁发",
        f"{len(preview.holders)} 人已有证书",
        f"{len(preview.others)} 人没有到场或还没有录入",
    ]
    said = "，".join(parts) + "。"
    if preview.undrawable:
        names = "、".join(preview.undrawable[:_NAMED])
        said += f"以下姓名含字库没有的字，会印作〓：{names}。"
    return said

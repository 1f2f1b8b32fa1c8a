"""证书模板: the words and the look, with a specimen that changes while they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.domain.certificate_design import (
    PLACEHOLDERS,
    STANDARD_DESIGN,
    Design,
    body_problem,
)
from desktop.domain.terms import CertificateLook
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, Field, ParagraphField, TextField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.specimen_pane import Render, SpecimenPane
from desktop.usecases.certificate.render_specimen import render_sample
from desktop.usecases.certificate.templates import (
    Template,
    TemplateSaved,
    drop_template,
    list_templates,
    save_template,
)

BODY_HINT = " ".join(f"{{{name}}}" for name in PLACEHOLDERS) + " 会换成每个人的"
_MEMORY = "certificate/template"
_NEW = "new"
_SIZE = QSize(1040, 700)
_LEFT = 400
_UNFINISHED = "填好左边必填的几项，这里就有样张。"


def last_template(desk: Desk, templates: Sequence[Template]) -> Template:
    """Return the template used last, or the first."""
    kept = desk.memory.get(_MEMORY)
    return next((one for one in templates if one.template_id.hex() == kept), templates[0])


def remember_template(desk: Desk, template: Template) -> None:
    """Offer this template first from now on."""
    desk.memory[_MEMORY] = template.template_id.hex()


def open_templates(desk: Desk, parent: QWidget) -> None:
    """Ask which template to change, then open it."""

    def show(templates: list[Template]) -> None:
        known = {one.template_id.hex(): one for one in templates}

        def go_on(filled: Values, finish: Finish) -> None:
            finish(None)
            TemplateDialog(desk, known.get(str(filled["template"])), parent).open()

        options = [(key, f"{one.name}{_mark(one)}") for key, one in known.items()]
        field = ChoiceField(
            "template", "模板", required=True, options=[*options, (_NEW, "新建一个模板…")]
        )
        form = Form((field,), {"template": options[0][0]})
        FormDialog(
            "证书模板",
            form,
            go_on,
            note="模板由本镇街的各台电脑共用；改动只影响以后颁发的证书。",
            save="打开",
            parent=parent,
        ).open()

    desk.jobs.run(lambda _: list_templates(desk.workspace), done=show, owner=parent)


def _mark(template: Template) -> str:
    if not template.standard:
        return "（自建）"
    return "（已改）" if template.changed else ""


class TemplateDialog(FormDialog):
    """The words at the left, a specimen about an invented person at the right."""

    def __init__(
        self, desk: Desk, template: Template | None, parent: QWidget | None = None
    ) -> None:
        self._desk, self._template = desk, template
        name = template.name if template else ""
        super().__init__(
            f"证书模板：{name}" if name else "新建证书模板",
            Form(_fields(), _values(name, template.design if template else STANDARD_DESIGN)),
            self._keep,
            save="保存模板",
            parent=parent,
        )
        if template is not None and (template.changed or not template.standard):
            words = "恢复原样" if template.standard else "删除模板"
            self.footer.insertWidget(0, Button(words, on_click=self._drop))
        self.specimen = SpecimenPane(desk.jobs, "样张", self._ask, _UNFINISHED)
        self.put_beside(self.specimen, _LEFT, _SIZE)
        self.form.changed.connect(self.specimen.typed)
        self.specimen.refresh()

    def _ask(self) -> Render | None:
        if not self.form.is_valid:
            return None
        workspace, design = self._desk.workspace, _design(self.form.values())
        return lambda _: render_sample(workspace, design)

    def _keep(self, filled: Values, finish: Finish) -> None:
        desk, template = self._desk, self._template
        name, design = str(filled["name"]), _design(filled)

        def work(_: object) -> TemplateSaved:
            render_sample(desk.workspace, design)  # words that do not fit are not kept
            known = template.template_id if template else None
            return save_template(desk.workspace, known, name, design)

        def done(_: object) -> None:
            finish(None)
            desk.toast(f"已保存模板“{name}”")

        desk.jobs.run(work, done=done, failed=finish, topics=("certificate",), owner=self)

    def _drop(self) -> None:
        desk, template = self._desk, self._template
        assert template is not None  # noqa: S101 - only then is there a button

        def undo() -> None:
            desk.jobs.run(
                lambda _: save_template(
                    desk.workspace, template.template_id, template.name, template.design
                ),
                topics=("certificate",),
            )

        def done(_: object) -> None:
            self.reject()
            what = "已恢复" if template.standard else "已删除"
            desk.toast(f"{what}模板“{template.name}”", undo)

        desk.jobs.run(
            lambda _: drop_template(desk.workspace, template.template_id),
            done=done,
            failed=self._error.show_error,
            topics=("certificate",),
            owner=self,
        )


def _fields() -> tuple[Field, ...]:
    return (
        TextField("name", "模板名称", required=True, max_length=30),
        ChoiceField(
            "look", "样式", required=True, options=[(look, look.label) for look in CertificateLook]
        ),
        TextField("caption", "题头", max_length=40, check=_no_braces),
        TextField("heading", "标题", required=True, max_length=20, check=_no_braces),
        TextField("salutation", "称呼（写在姓名后面）", max_length=20, check=_no_braces),
        ParagraphField(
            "body", "正文", required=True, max_length=500, hint=BODY_HINT, check=body_problem
        ),
        TextField(
            "issuer",
            "落款单位",
            max_length=60,
            placeholder="不填就用本镇街青工委的名称",
            check=_no_braces,
        ),
    )


def _no_braces(words: str) -> str:
    return "占位符只能用在正文里。" if "{" in words or "}" in words else ""


def _values(name: str, design: Design) -> Values:
    return {
        "name": name,
        "look": design.look,
        "caption": design.caption,
        "heading": design.heading,
        "salutation": design.salutation,
        "body": design.body,
        "issuer": design.issuer,
    }


def _design(values: Values) -> Design:
    return Design(
        CertificateLook(values["look"]),
        str(values["caption"]),
        str(values["heading"]),
        str(values["salutation"]),
        str(values["body"]),
        str(values["issuer"]),
    )

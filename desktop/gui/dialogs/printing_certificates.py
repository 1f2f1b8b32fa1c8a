"""Issued certificates as one PDF to look at; the template can be changed there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.documents.certificate import Template
from desktop.documents.fonts import undrawable
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.store.queries import certificates
from desktop.usecases.certificate.render_certificates import (
    CertificatesRendered,
    render_certificates,
)
from desktop.usecases.workspace import Workspace

_TEMPLATE = "certificate/template"


def last_template(desk: Desk) -> Template:
    """Return the template used last."""
    kept = desk.memory.get(_TEMPLATE)
    return next((template for template in Template if template.value == kept), Template.RED)


def remember_template(desk: Desk, template: Template) -> None:
    """Use this template from now on."""
    desk.memory[_TEMPLATE] = template.value


def show_certificates(
    desk: Desk, certificate_ids: Sequence[bytes], name: str, parent: QWidget | None
) -> None:
    """Show certificates to be printed or saved, in the template used last."""
    workspace, wanted, template = desk.workspace, tuple(certificate_ids), last_template(desk)

    def work(progress: Progress) -> tuple[CertificatesRendered, tuple[str, ...]]:
        made = render_certificates(workspace, wanted, template, progress)
        return made, _undrawable_names(workspace, wanted)

    def show(result: tuple[CertificatesRendered, tuple[str, ...]]) -> None:
        made, names = result
        CertificatePaperDialog(
            desk, made.pdf, wanted, name=name, warning=undrawable_words(names), parent=parent
        ).open()

    desk.jobs.run(work, done=show, title="正在生成证书", owner=parent)


class CertificatePaperDialog(PaperDialog):
    """Has the choice of template above the pages."""

    def __init__(
        self,
        desk: Desk,
        pdf: bytes,
        certificate_ids: tuple[bytes, ...],
        *,
        name: str,
        warning: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, pdf, name, warning=warning, parent=parent)
        self._ids = certificate_ids
        self.template = QComboBox()
        self.template.setAccessibleName("证书样式")
        for template in Template:
            self.template.addItem(template.value, template)
        self.template.setCurrentIndex(list(Template).index(last_template(desk)))
        self.add_control("样式", self.template)
        self.template.currentIndexChanged.connect(self._change)

    def _change(self) -> None:
        template, workspace, ids = (
            Template(self.template.currentData()),
            self._desk.workspace,
            self._ids,
        )
        remember_template(self._desk, template)
        self._desk.jobs.run(
            lambda progress: render_certificates(workspace, ids, template, progress),
            done=self._take,
            failed=self._error.show_error,
            title="正在生成证书",
            owner=self,
        )

    def _take(self, made: CertificatesRendered) -> None:
        self.show_pdf(made.pdf)


def _undrawable_names(workspace: Workspace, certificate_ids: tuple[bytes, ...]) -> tuple[str, ...]:
    with workspace.store.read() as reader:
        rows = certificates.page(reader, only={"id": certificate_ids})
    return tuple(row.name for row in rows if undrawable(row.name))

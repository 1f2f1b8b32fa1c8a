"""Issued certificates as one PDF to look at, print or save; whole or onto blanks, or one by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.documents.certificate import Certificate, Overlay
from desktop.documents.overlay_test import render_overlay_test
from desktop.documents.wording import phrases_in
from desktop.domain.audit import Act
from desktop.foundation.file_names import file_name
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.overlay_bar import OverlayBar
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.dialogs.purpose import Personal
from desktop.gui.widgets.button import Button
from desktop.usecases.certificate.export_certificates import (
    CertificatesExported,
    export_archive,
    export_folder,
    unused,
)
from desktop.usecases.certificate.render_certificates import (
    CertificatesRendered,
    pages_of,
    render_certificates,
)

_FOLDER = "certificate/folder"


@dataclass(frozen=True)
class _Made:
    pdf: bytes
    first: Certificate
    undrawable: tuple[str, ...]


def show_certificates(
    desk: Desk, certificate_ids: Sequence[bytes], name: str, parent: QWidget | None
) -> None:
    """Show certificates to be printed or saved, each as it was issued."""
    workspace, wanted = desk.workspace, tuple(certificate_ids)

    def work(progress: Progress) -> _Made:
        pages = pages_of(workspace, wanted)
        wrong = phrases_in(text for page in pages for text in page.texts)
        made = render_certificates(workspace, wanted, progress=progress)
        return _Made(made.pdf, pages[0], wrong)

    def show(made: _Made) -> None:
        CertificatePaperDialog(
            desk,
            made.pdf,
            wanted,
            made.first,
            name=name,
            warning=undrawable_words(made.undrawable),
            parent=parent,
        ).open()

    desk.jobs.run(work, done=show, title="正在生成证书", owner=parent)


class CertificatePaperDialog(PaperDialog):
    """Has the printing onto blanks above the pages, and saving one by one."""

    def __init__(
        self,
        desk: Desk,
        pdf: bytes,
        certificate_ids: tuple[bytes, ...],
        first: Certificate,
        *,
        name: str,
        warning: str = "",
        parent: QWidget | None = None,
    ) -> None:
        personal = Personal("证书", len(certificate_ids))
        super().__init__(desk, pdf, name, warning=warning, personal=personal, parent=parent)
        self._ids, self._first = certificate_ids, first
        self.bar = OverlayBar(desk.memory, f"{first.look}/{first.heading}")
        for control in (
            self.bar,
            Button(
                "压缩包…",
                icon_name="file-export",
                on_click=lambda: self._use.ask(self._ask_archive),
            ),
            Button(
                "每人一个文件…",
                icon_name="folder-open",
                on_click=lambda: self._use.ask(self._ask_folder),
            ),
        ):
            self.add_control(control)
        self.bar.changed.connect(self._render)
        self.bar.test_clicked.connect(self._show_test)
        if self.bar.overlay is not None:
            self._render()

    def export(self, work: Callable[[Overlay | None, Progress], CertificatesExported]) -> None:
        """Write the certificates one by one as `work` does it, and tell where they are."""
        overlay, desk = self.bar.overlay, self._desk

        def done(made: CertificatesExported) -> None:
            desk.memory[_FOLDER] = os.fspath(made.path.parent)
            desk.toast(f"已生成 {made.files} 个证书文件，在“{made.path.name}”里")

        def write(progress: Progress) -> CertificatesExported:
            self._use.record(Act.EXPORT)
            return work(overlay, progress)

        desk.jobs.run(
            write,
            done=done,
            failed=self._error.show_error,
            title="正在生成证书文件",
            owner=self,
        )

    def export_to_folder(self, parent: Path) -> None:
        """Write a PDF for each person into a new folder of `parent`."""
        workspace, ids, target = self._desk.workspace, self._ids, parent / file_name(self._name)
        self.export(
            lambda overlay, progress: export_folder(workspace, ids, target, overlay, progress)
        )

    def export_to_archive(self, target: Path) -> None:
        """Write a PDF for each person into a ZIP archive."""
        workspace, ids = self._desk.workspace, self._ids
        self.export(
            lambda overlay, progress: export_archive(workspace, ids, target, overlay, progress)
        )

    def _ask_folder(self) -> None:
        start = self._desk.memory.get(_FOLDER) or os.fspath(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, "放到哪个文件夹里（会新建一个）", start)
        if chosen:
            self.export_to_folder(Path(chosen))

    def _ask_archive(self) -> None:
        start = Path(self._desk.memory.get(_FOLDER) or Path.home())
        proposed = unused(start / f"{file_name(self._name)}.zip")
        chosen, _ = QFileDialog.getSaveFileName(
            self, "保存压缩包", os.fspath(proposed), "ZIP 压缩包 (*.zip)"
        )
        if chosen:
            path = Path(chosen)
            self.export_to_archive(path if path.suffix else path.with_suffix(".zip"))

    def _render(self) -> None:
        workspace, ids, overlay = self._desk.workspace, self._ids, self.bar.overlay
        self._desk.jobs.run(
            lambda progress: render_certificates(workspace, ids, overlay, progress),
            done=self._take,
            failed=self._error.show_error,
            title="正在生成证书",
            owner=self,
        )

    def _take(self, made: CertificatesRendered) -> None:
        self.show_pdf(made.pdf)

    def _show_test(self) -> None:
        first, moved, desk = self._first, self.bar.moved, self._desk
        desk.jobs.run(
            lambda _: render_overlay_test(first, moved),
            done=lambda pdf: PaperDialog(desk, pdf, "套打测试页", parent=self).open(),
            failed=self._error.show_error,
            owner=self,
        )

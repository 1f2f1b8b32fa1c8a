"""每人一个文件: certificates as PDFs of their own, in a new folder or a ZIP archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from desktop.documents.certificate import Certificate, Overlay
from desktop.documents.certificate import render_certificates as render
from desktop.foundation.file_names import file_name
from desktop.foundation.files import replacing, replacing_folder, write_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.usecases.certificate.render_certificates import pages_of
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class CertificatesExported:
    """The folder or archive that was made, beside whatever was there, and how many are in it."""

    path: Path
    files: int


def export_folder(
    workspace: Workspace,
    certificate_ids: Sequence[bytes],
    target: Path,
    overlay: Overlay | None = None,
    progress: Progress = SILENT,
) -> CertificatesExported:
    """Write a PDF for each certificate into the new folder `target`; all of them or no folder.

    Nothing is overwritten: a folder whose name is taken gets a number. Raises `WriteError`, and as
    `render_certificates`.
    """
    pages = pages_of(workspace, certificate_ids)
    target = unused(target)
    with replacing_folder(target) as aside:
        _each(pages, overlay, progress, lambda file, pdf: write_bytes(aside / file, pdf))
    return CertificatesExported(target, len(pages))


def export_archive(
    workspace: Workspace,
    certificate_ids: Sequence[bytes],
    target: Path,
    overlay: Overlay | None = None,
    progress: Progress = SILENT,
) -> CertificatesExported:
    """Write a PDF for each certificate into a new ZIP archive; raises as `export_folder`.

    The user has said already that a file of this name may be replaced.
    """
    pages = pages_of(workspace, certificate_ids)
    with replacing(target) as file, ZipFile(file, "w", ZIP_STORED) as archive:
        _each(
            pages,
            overlay,
            progress,
            # a moment of its own, so that the same certificates make the same archive
            lambda name, pdf: archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), pdf),
        )
    return CertificatesExported(target, len(pages))


def _each(
    pages: Sequence[Certificate],
    overlay: Overlay | None,
    progress: Progress,
    keep: Callable[[str, bytes], object],
) -> None:
    for done, page in enumerate(pages):
        progress.step(done, len(pages), f"正在生成第 {done + 1} 张，共 {len(pages)} 张")
        keep(f"{file_name(page.name)}_{page.serial}.pdf", render([page], overlay))
    progress.step(len(pages), len(pages), "正在收尾")


def unused(path: Path) -> Path:
    """Return a path at which nothing lies yet: `path`, or with (2) or more behind it."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found

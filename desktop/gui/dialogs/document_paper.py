"""The path of lists and papers set from templates: words looked at, then the pages to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from desktop.documents.blocks import Document
from desktop.documents.letter import render_document
from desktop.documents.wording import reworded, undrawable_phrases
from desktop.foundation.progress import Progress
from desktop.gui.desk import Desk
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.preflight import PreflightDialog
from desktop.gui.dialogs.printing_words import undrawable_words
from desktop.gui.dialogs.purpose import Personal
from desktop.gui.widgets.form_dialog import Finish
from desktop.usecases.roster.check_names import NameTrouble, troubles

_NOTE = (
    "这份文件里有字库没有的字（多半是旧系统的自造字），照原样会印成“〓”。"
    "能打出规范字的，请在这里改正，只改这一次印的；打不出的，可以仍然打印，再手写补上。"
)


@dataclass(frozen=True)
class Composed:
    """A document ready to be set; `name` is what a saved file is called, `note` what it is on.

    `settled` holds texts whose characters were asked about before, e.g. names of the roster;
    `personal` says whose data stand in it, if any do.
    """

    document: Document
    name: str
    note: str = ""
    settled: str = ""
    personal: Personal | None = None


@dataclass(frozen=True)
class _Looked:
    """`pdf` is empty where there is something to ask first."""

    composed: Composed
    troubles: tuple[NameTrouble, ...]
    pdf: bytes = b""
    undrawable: tuple[str, ...] = ()


def show_document(
    desk: Desk,
    compose: Callable[[Progress], Composed],
    finish: Finish,
    parent: QWidget | None,
    title: str,
) -> None:
    """Compose a document as the job `title`; show it, after asking where 〓 would be printed.

    `finish` closes the form that led here, or shows why there is no document.
    """

    def work(progress: Progress) -> _Looked:
        composed = compose(progress)
        progress.step(0, 0, "排版")
        wrong = troubles(undrawable_phrases(composed.document, composed.settled))
        return _Looked(composed, wrong) if wrong else _set(composed)

    def ask(looked: _Looked) -> None:
        def corrected(names: Mapping[str, str], done_asking: Finish) -> None:
            paper = looked.composed
            better = replace(paper, document=reworded(paper.document, names))

            def done(made: _Looked) -> None:
                done_asking(None)
                _open(desk, made, parent)

            desk.jobs.run(lambda _: _set(better), done=done, failed=done_asking, title=title)

        PreflightDialog(
            looked.troubles, corrected, title="核对文字", note=_NOTE, parent=parent
        ).open()

    def done(looked: _Looked) -> None:
        finish(None)
        if looked.pdf:
            _open(desk, looked, parent)
        else:
            ask(looked)

    desk.jobs.run(work, done=done, failed=finish, title=title)


def _open(desk: Desk, made: _Looked, parent: QWidget | None) -> None:
    paper = made.composed
    PaperDialog(
        desk,
        made.pdf,
        paper.name,
        note=paper.note,
        warning=undrawable_words(made.undrawable),
        personal=paper.personal,
        parent=parent,
    ).open()


def _set(composed: Composed) -> _Looked:
    document = composed.document
    return _Looked(composed, (), render_document(document), undrawable_phrases(document))

"""打印文书: what the ledger says is shown to be checked and changed, then the paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.documents.template import standard_text
from desktop.gui.desk import Desk
from desktop.gui.dialogs.document_paper import Composed, show_document
from desktop.gui.dialogs.purpose import personal_in
from desktop.gui.fields import Field, ParagraphField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.usecases.paper.kept_text import keep_text, kept_text
from desktop.usecases.paper.print_draft import Draft, compose_draft

_TEXT = "text"
_HINT = (
    "每行一段；{ } 里的会换成实际内容。改过的文字下次还用，清空就恢复原文。"
    "[表 …]、[签章 …]、[落款] 是表格、签字和盖章的地方。"
)


def open_draft(desk: Desk, draft: Callable[[], Draft], parent: QWidget, settled: str = "") -> None:
    """Gather a draft as a job, then let it be looked at, changed and printed.

    `settled`: see `Composed`.
    """

    def gather(_: object) -> tuple[Draft, str]:
        made = draft()
        return made, kept_text(desk.workspace, made.kind)

    desk.jobs.run(
        gather,
        done=lambda made: draft_dialog(desk, *made, parent, settled).open(),
        owner=parent,
    )


def draft_dialog(
    desk: Desk, draft: Draft, words: str, parent: QWidget | None, settled: str = ""
) -> FormDialog:
    """Return the form of what may be written otherwise; it makes the paper and shows it."""

    def save(filled: Values, finish: Finish) -> None:
        text = str(filled.pop(_TEXT)) or standard_text(draft.kind)

        def compose(_: object) -> Composed:
            document = compose_draft(draft, text, filled)
            keep_text(desk.workspace, draft.kind, text)
            return Composed(document, draft.file_name, draft.about, settled, personal_in(draft))

        show_document(desk, compose, finish, parent, f"正在生成{draft.kind}")

    values = {name: draft.values[name] for name in draft.asked}
    form = Form(_fields(draft), {**values, _TEXT: words})
    form.show_field(_TEXT, visible=False)  # few ever need it, and its signs look like code
    dialog = FormDialog(
        f"打印{draft.kind}", form, save, note=draft.about, save="预览", parent=parent
    )

    def show_text() -> None:
        form.show_field(_TEXT)
        form.control(_TEXT).setFocus()
        change.hide()

    change = Button("改文字…", "quiet", icon_name="pencil", on_click=show_text)
    dialog.footer.insertWidget(0, change)
    if not draft.asked:
        dialog.save_button.setFocus()
    return dialog


def _fields(draft: Draft) -> list[Field]:
    text = ParagraphField(_TEXT, "文字", hint=_HINT, max_length=5000, height=6)
    return [*(Field(name, name) for name in draft.asked), text]

"""用途: asked before personal data go out on paper or as a file, and kept in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.domain.audit import Act, Purpose
from desktop.gui.desk import Desk
from desktop.gui.fields import ChoiceField, TextField, Values
from desktop.gui.form import Form
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.usecases.audit.record_use import Use, last_use, record_use
from desktop.usecases.paper.print_draft import Draft

_NOTE = "里有 {people:,} 人的个人信息。请写明用途，记入审计日志。"


@dataclass(frozen=True)
class Personal:
    """What a paper or file holds of persons: the kind of paper, never a name, and of how many."""

    what: str
    people: int


def personal_in(draft: Draft) -> Personal | None:
    """Return what a draft holds of persons."""
    return Personal(draft.kind.value, draft.people) if draft.people else None


class PaperUse:
    """The purpose of one document: asked once, told to the log each time that it goes out."""

    def __init__(self, desk: Desk, personal: Personal | None, parent: QWidget) -> None:
        self._desk, self._personal, self._parent = desk, personal, parent
        self._use: Use | None = None

    def ask(self, go_on: Callable[[], None]) -> None:
        """Ask for the purpose if there is need, then `go_on`."""
        if self._personal is None or self._use is not None:
            go_on()
            return

        def answered(use: Use) -> None:
            self._use = use
            go_on()

        ask_purpose(self._desk, self._personal, answered, self._parent)

    def record(self, act: Act) -> None:
        """Tell the log that the document goes out; call it in a job."""
        held = self._personal
        if held is not None:
            record_use(self._desk.workspace, act, held.what, held.people, self._use)


def ask_purpose(
    desk: Desk, personal: Personal, go_on: Callable[[Use], None], parent: QWidget | None
) -> None:
    """Ask what the data are for, with the last answer filled in; then `go_on`, unless cancelled."""

    def show(last: Use | None) -> None:
        purpose_dialog(personal, last, go_on, parent).open()

    desk.jobs.run(lambda _: last_use(desk.workspace), done=show, owner=parent)


def export_with_purpose(
    desk: Desk, personal: Personal, export: Callable[[], None], parent: QWidget | None
) -> None:
    """Ask what an export is for, keep that in the log, then `export`."""

    def answered(use: Use) -> None:
        desk.jobs.run(
            lambda _: record_use(desk.workspace, Act.EXPORT, personal.what, personal.people, use),
            done=lambda _: export(),
            owner=parent,
        )

    ask_purpose(desk, personal, answered, parent)


def purpose_dialog(
    personal: Personal, last: Use | None, go_on: Callable[[Use], None], parent: QWidget | None
) -> FormDialog:
    """Return the form of the purpose."""

    def save(filled: Values, finish: Finish) -> None:
        use = Use(filled["purpose"], filled["detail"])
        _ = use.words  # raises where it says nothing
        finish(None)
        go_on(use)

    fields = (
        ChoiceField(
            "purpose", "用途", required=True, options=[(one, one.label) for one in Purpose]
        ),
        TextField("detail", "补充说明", hint="例如交给哪个单位；不要写姓名", max_length=40),
    )
    filled = {"purpose": last.purpose, "detail": last.detail} if last else {}
    return FormDialog(
        "用途",
        Form(fields, filled),
        save,
        note=f"“{personal.what}”{_NOTE.format(people=personal.people)}",
        save="继续",
        parent=parent,
    )

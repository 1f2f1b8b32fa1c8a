"""打印前核对姓名: before anything with names on it is printed.

`preflight(desk, who, go_on, parent)` is all that a print action needs: it looks the names up, and
calls `go_on` at once when every character can be drawn; otherwise it asks first. Use
`PreflightDialog` itself for names that are not in the roster yet, and for other words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.documents.fonts import undrawable
from desktop.foundation.errors import QingqiaoError
from desktop.gui.desk import Desk
from desktop.gui.fields import Field, Values
from desktop.gui.form import Form
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.usecases.roster.check_names import NameTrouble, check_names, correct_names

Corrected = Callable[[Mapping[str, str], Finish], None]
"""Keeps the names written otherwise (as it was -> as it should be), then calls the second."""

_MOST = 60
"""Names in one form; more wait for the next time."""

_NOTE = (
    "这些姓名里有字库没有的字（多半是旧系统的自造字），照原样会印成“〓”。"
    "能打出规范字的，请在这里改正，名册随之更正；打不出的，可以仍然打印，再手写补上。"
)


class PreflightDialog(FormDialog):
    """Asks for the right form of each name; what cannot be put right prints as 〓 all the same.

    `anyway` names the second way on, e.g. 仍然打印.
    """

    def __init__(
        self,
        troubles: Sequence[NameTrouble],
        corrected: Corrected,
        *,
        title: str = "核对姓名",
        note: str = _NOTE,
        save: str = "改正并继续",
        anyway: str = "仍然打印",
        parent: QWidget | None = None,
    ) -> None:
        self._troubles = troubles[:_MOST]
        self._corrected = corrected
        form = Form(
            [_field(number, trouble) for number, trouble in enumerate(self._troubles)],
            {str(number): one.proposal or one.name for number, one in enumerate(self._troubles)},
        )
        super().__init__(title, form, self._keep, note=note, save=save, parent=parent)
        self.anyway_button = Button(anyway, on_click=lambda: self.save_by(self._go_on))
        self.footer.insertWidget(0, self.anyway_button)

    def _keep(self, values: Values, finish: Finish) -> None:
        wrong = [n for n, name in enumerate(self._names(values)) if undrawable(name)]
        if wrong:
            for number in reversed(wrong):
                self.form.show_problem(str(number), "还有字库没有的字，会印作“〓”。")
            raise QingqiaoError("还有没有改正的。", f"改不了的，点“{self.anyway_button.text()}”。")
        self._go_on(values, finish)

    def _go_on(self, values: Values, finish: Finish) -> None:
        pairs = zip(self._troubles, self._names(values), strict=True)
        self._corrected({one.name: name for one, name in pairs if one.name != name}, finish)

    def _names(self, values: Values) -> list[str]:
        return [str(values[str(number)]) for number in range(len(self._troubles))]


def preflight(
    desk: Desk, who: Callable[[], Sequence[bytes]], go_on: Callable[[], object], parent: QWidget
) -> None:
    """Call `go_on` when the names of these students can be printed, after asking where not.

    `who` returns the students' ids and runs as a job; `go_on` runs in the window's thread.
    """
    workspace = desk.workspace

    def corrected(wanted: Sequence[bytes], names: Mapping[str, str], finish: Finish) -> None:
        def done(_: object) -> None:
            finish(None)
            go_on()

        if not names:
            done(None)
            return
        desk.jobs.run(
            lambda _: correct_names(workspace, wanted, names),
            done=done,
            failed=finish,
            topics=("roster",),
        )

    def look(_: object) -> tuple[Sequence[bytes], tuple[NameTrouble, ...]]:
        wanted = who()
        return wanted, check_names(workspace, wanted)

    def found(result: tuple[Sequence[bytes], tuple[NameTrouble, ...]]) -> None:
        wanted, troubles = result
        if troubles:
            PreflightDialog(troubles, partial(corrected, wanted), parent=parent).open()
        else:
            go_on()

    desk.jobs.run(look, done=found, owner=parent)


def _field(number: int, trouble: NameTrouble) -> Field:
    codes = "、".join(f"U+{ord(one):04X}" for one in trouble.characters)
    proposed = "，已按国家标准换成规范字，请核对" if trouble.proposal else ""
    return Field(
        str(number), trouble.shown, True, f"字库没有的字：{codes}{proposed}", max_length=50
    )

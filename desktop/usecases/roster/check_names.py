"""打印前核对姓名: names with characters that no font draws, and correcting them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.documents.fonts import GETA, undrawable
from desktop.domain.private_use import unicode_form
from desktop.store.queries.students import names_of
from desktop.store.tables import Student
from desktop.usecases.roster.student_fields import StudentRuleError
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class NameTrouble:
    """A name with characters that would print as 〓; `proposal` is its Unicode form, or ""."""

    name: str
    characters: str
    proposal: str

    @property
    def shown(self) -> str:
        """The name as it would print."""
        return "".join(GETA if one in self.characters else one for one in self.name)


@dataclass(frozen=True)
class NamesCorrected:
    """How many students are written otherwise now."""

    students: int


def troubles(names: Iterable[str]) -> tuple[NameTrouble, ...]:
    """Return the names, each once, that would not print whole."""
    found = []
    for name in dict.fromkeys(names):
        if characters := undrawable(name):
            form = unicode_form(name)
            found.append(NameTrouble(name, characters, form if form != name else ""))
    return tuple(found)


def check_names(workspace: Workspace, student_ids: Iterable[bytes]) -> tuple[NameTrouble, ...]:
    """Return the names of these students that would not print whole."""
    with workspace.store.read() as reader:
        return troubles(names_of(reader, student_ids).values())


def correct_names(
    workspace: Workspace, student_ids: Iterable[bytes], names: Mapping[str, str]
) -> NamesCorrected:
    """Write `names` (as it is now -> as it should be) for those of these students named so.

    Raises `StudentRuleError` for an empty name; then nothing is kept.
    """
    if not all(name.strip() for name in names.values()):
        raise StudentRuleError("还没有填写姓名。", "请填写学生姓名。")
    with workspace.store.write() as writer:
        wrong = {key: one for key, one in names_of(writer, student_ids).items() if one in names}
        for student_id, name in wrong.items():
            writer.get(Student, student_id).name = names[name].strip()
        return NamesCorrected(len(wrong))

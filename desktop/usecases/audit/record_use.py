"""记下用途: personal data go out on paper or as a file, and for what."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.audit import Act, Purpose
from desktop.foundation.errors import QingqiaoError
from desktop.store.queries.audit import last_purpose
from desktop.usecases.workspace import Workspace

_BETWEEN = "："


class PurposeMissingError(QingqiaoError):
    """A purpose that says nothing."""


@dataclass(frozen=True)
class Use:
    """A purpose, and what there is to add; no names of those concerned."""

    purpose: Purpose
    detail: str = ""

    @property
    def words(self) -> str:
        """Return it as the log says it; raises `PurposeMissingError`."""
        detail = self.detail.strip()
        if self.purpose is Purpose.OTHER and not detail:
            raise PurposeMissingError("还没有写明用途。", "选“其他”的，请用几个字说明用途。")
        return _BETWEEN.join(word for word in (self.purpose.label, detail) if word)


def record_use(workspace: Workspace, act: Act, what: str, people: int, use: Use | None) -> None:
    """Note that personal data of so many `people` go out in a document or file called `what`.

    `what` names a kind of paper, never a person. Raises `PurposeMissingError`.
    """
    words = use.words if use else ""
    with workspace.store.write(act) as writer:
        writer.tell(what, purpose=words, people=people)


def last_use(workspace: Workspace) -> Use | None:
    """Return the purpose that was given last; None: there was none yet."""
    with workspace.store.read() as reader:
        label, _, detail = last_purpose(reader).partition(_BETWEEN)
    return next((Use(one, detail) for one in Purpose if one.label == label), None)

"""The words of a document as the committee wrote them last.

They lie in the database, not among the window's habits: a name may have been typed into them.
"""

from __future__ import annotations

from desktop.documents.template import standard_text
from desktop.store.tables import Setting
from desktop.usecases.paper.print_draft import PaperKind
from desktop.usecases.workspace import Workspace

_PREFIX = "text/"


def kept_text(workspace: Workspace, kind: PaperKind) -> str:
    """Return the words last used for a kind of document, the standard ones at first."""
    with workspace.store.read() as reader:
        found = reader.local(Setting, key=_PREFIX + kind.value)
    return found[0].value if found else standard_text(kind)


def keep_text(workspace: Workspace, kind: PaperKind, text: str) -> None:
    """Use these words next time; the standard ones need no keeping."""
    if text == kept_text(workspace, kind):
        return
    with workspace.store.write() as writer:
        if text != standard_text(kind):
            writer.session.merge(Setting(key=_PREFIX + kind.value, value=text))
            return
        for row in writer.local(Setting, key=_PREFIX + kind.value):
            writer.session.delete(row)

"""After an erasure, made here or heard of: nothing of the old content stays in this database."""

from __future__ import annotations

from desktop.domain.audit import Act
from desktop.store import search_index
from desktop.store.erasure import blank_again, erased, forget_papers, written_into
from desktop.store.tables import Setting
from desktop.usecases.workspace import Workspace

_SETTLED = "retention/settled"
"""Setting: how many rows were blanked when the file was last written anew."""


def settle_erasures(workspace: Workspace) -> bool:
    """Blank again what somebody wrote who did not know yet, and write the file anew.

    Tells whether there was anything to do. Raises `DatabaseError` when the file could not be
    written anew; the rows are blank all the same, and the next time tries again.
    """
    store = workspace.store
    with store.read() as reader:
        now = erased(reader.connection)
        known = sum(int(row.value) for row in reader.local(Setting, key=_SETTLED))
        mended = written_into(reader.connection)
    if not mended and now == known:
        return False
    if mended:
        with store.write(Act.ERASE) as writer:
            blank_again(writer.connection)
    with store.upkeep() as connection:
        search_index.forget_all(connection)
        forget_papers(connection)
    store.compact()
    with store.write() as writer:
        writer.session.merge(Setting(key=_SETTLED, value=str(now)))
    return True

"""The province tells every township which certificates were revoked."""

from __future__ import annotations

from desktop.store.queries.revocations import announce, unannounced
from desktop.usecases.exchange.issuers import tell_verifiers
from desktop.usecases.workspace import Workspace


def announce_revocations(workspace: Workspace) -> None:
    """Put down what townships revoked: in rows for the next send-down, and for verifying here.

    Raises `DatabaseError`; the next take-in does it again.
    """
    with workspace.store.read() as reader:
        news = any(unannounced(reader))
    if news:
        with workspace.store.write() as writer:
            announce(writer)
    tell_verifiers(workspace)

"""撤销: an act whose changes were noted is taken back as an ordinary new write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop.store import acts
from desktop.store.acts import Act, TakenBack
from desktop.usecases.workspace import Workspace

__all__ = ["Act", "TakenBack", "noting_changes", "take_back"]

T = TypeVar("T")


def noting_changes(work: Callable[[], T]) -> tuple[T, Act]:
    """Run a use-case and return with its result what it changed in this township's rows."""
    with acts.noting() as act:
        result = work()
    return result, act


def take_back(workspace: Workspace, act: Act) -> TakenBack:
    """Give an act's rows their earlier values; what was written since is left as it is."""
    with workspace.store.write() as writer:
        return acts.take_back(writer.connection, act)

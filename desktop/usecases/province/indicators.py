"""指标口径: the definitions in force, and a new version of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from desktop.domain.definitions import KEYS, LABELS, DefinitionError, read_parameters
from desktop.foundation.ids import reference_id
from desktop.store.queries.definitions import definitions
from desktop.store.tables import IndicatorDefinition
from desktop.usecases.province.load_reference import check_end
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class DefinitionShown:
    """A definition in force: version 0 is the plan's own."""

    key: str
    label: str
    version: int
    starts_on: date | None
    parameters: Mapping[str, Any]


def show_definitions(workspace: Workspace) -> list[DefinitionShown]:
    """Return what is in force today."""
    with workspace.store.read() as reader:
        known = definitions(reader, workspace.today())
    return [
        DefinitionShown(
            key, LABELS[key], *known.versions.get(key, (0, None)), asdict(getattr(known, key))
        )
        for key in KEYS
    ]


def define_indicator(
    workspace: Workspace,
    key: str,
    changes: Mapping[str, object],
    starts_on: date | None = None,
    note: str = "",
) -> DefinitionShown:
    """Add a version of a definition: the newest one with these changes, in force from a day on.

    It goes down with the next bundles. Raises `DefinitionError`, `WrongEndError`.
    """
    if key not in KEYS:
        raise DefinitionError(
            f"没有“{key}”这个指标，没有改动。",
            "可以用：" + "、".join(f"{name}（{LABELS[name]}）" for name in KEYS) + "。",
        )
    with workspace.store.write() as writer:
        check_end(writer)
        said = sorted(writer.find(IndicatorDefinition, key=key), key=lambda one: one.version)
        before = json.loads(said[-1].parameters) if said else {}
        parameters = asdict(read_parameters(key, {**before, **changes}))
        version = said[-1].version + 1 if said else 1
        since = starts_on or workspace.today()
        writer.add(
            IndicatorDefinition(
                id=reference_id("indicator_definition", key, version),
                key=key,
                version=version,
                starts_on=since,
                parameters=json.dumps(parameters, sort_keys=True),
                note=note,
            )
        )
    return DefinitionShown(key, LABELS[key], version, since, parameters)

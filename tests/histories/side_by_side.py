"""One script on the engine and on the model: both must come to the very same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from desktop.store.provenance import read_dots, read_past
from desktop.store.queries.totals import township_totals
from desktop.store.rows import wire_columns
from desktop.store.tables import TownshipFigures, synced_tables
from tests.histories.ends import PROVINCE
from tests.histories.engine import Engine
from tests.histories.play import History, Verdict
from tests.histories.prepared import CODES, Template
from tests.histories.script import FIELDS, HOMES, Script
from tests.model.rows import REST, Write
from tests.model.world import Model, random_epochs

_COMPARED = {
    "student": ("deleted", *FIELDS),
    "conflict": ("deleted", "settled"),
    "university": ("deleted", "branch_total"),
}
_NAMED_OTHERWISE = ("issuer_key", "township_profile")
"""Tables whose ids the model makes up: their rows are known by their versions."""


class Fact(NamedTuple):
    """A row as both know it."""

    version: Write
    past: frozenset[Write]
    dots: tuple[Write, ...]
    values: tuple[object, ...]
    renamed: bool


@dataclass(frozen=True)
class Both:
    """What the engine's history came to, and in what the model's came to something else."""

    engine: Verdict
    differences: list[str]


def play_both(made: Template, root: Path, script: Script, seed: int) -> Both:
    """Play on the engine first, then on the model, with the same names of lives and of files."""
    engine = Engine(made, root, random_epochs(seed))
    try:
        verdict = History(engine).play(script)
        model = Model(
            epochs=chain(made.epochs, random_epochs(seed)), hashes=_in_order(engine.hashes)
        )
        other = History(model).play(script)
        found = [] if other == verdict else [f"the model says {other.faults}"]
        return Both(verdict, [*found, *_differences(engine, model), *_miscounted(engine)])
    finally:
        engine.close()


def _in_order(hashes: list[int]) -> Iterator[int]:
    return (hashes[at] for at in count())


def _differences(engine: Engine, model: Model) -> list[str]:
    found = []
    for end in range(PROVINCE, len(model.pcs)):
        real, ideal = _positions(engine, end), _model_positions(model, end)
        if real != ideal:
            found.append(f"end {end} is at {real}, in the model at {ideal}")
        for home in sorted(set(HOMES)) if end == PROVINCE else [model.homes()[end]]:
            rows, others = _facts(engine, end, home), _model_facts(model, end, home)
            found += [
                f"end {end} has {rows.get(key)}, in the model {others.get(key)}"
                for key in rows.keys() | others.keys()
                if rows.get(key) != others.get(key)
            ]
    return found


def _positions(engine: Engine, end: int) -> dict[str, int]:
    names = ["epoch", "lsn"]
    if end != PROVINCE:
        names += ["acknowledged", "bundle_number", "heard_epoch", "heard_lsn", "heard_number"]
    with engine.end(end).store.read() as reader:
        replica = reader.replica
        return {name: getattr(replica, name) for name in names}


def _model_positions(model: Model, end: int) -> dict[str, int]:
    if end == PROVINCE:
        return {"epoch": model.province.epoch, "lsn": model.province.lsn}
    pc = model.pcs[end]
    return {
        "epoch": pc.epoch,
        "lsn": pc.lsn,
        "acknowledged": pc.acknowledged,
        "bundle_number": pc.number,
        "heard_epoch": pc.heard[0],
        "heard_lsn": pc.heard[1],
        "heard_number": pc.heard[2],
    }


def _facts(engine: Engine, end: int, home: int) -> Mapping[object, Fact]:
    facts: dict[object, Fact] = {}
    for (table, row_id), row in engine.state(end, home).items():
        said = dict(zip(wire_columns(synced_tables()[table]), row, strict=True))
        version = said["epoch"], said["lsn"]
        dots, names = read_dots(said["dots"], version), _COMPARED.get(table, ("deleted",))
        facts[table, version if table in _NAMED_OTHERWISE else row_id] = Fact(
            version,
            read_past(said["past"]),
            tuple(dots.get(name, dots[REST]) for name in (*names, REST)),
            tuple(said[name] for name in names),
            said["base_values"] is not None,
        )
    return facts


def _model_facts(model: Model, end: int, home: int) -> Mapping[object, Fact]:
    facts: dict[object, Fact] = {}
    for (table, row_id), row in model.state(end, home).items():
        names = _COMPARED.get(table, ("deleted",))
        facts[table, row.version if table in _NAMED_OTHERWISE else row_id] = Fact(
            row.version,
            frozenset(row.past.items()),
            tuple(row.dots[name] for name in (*names, REST)),
            tuple(row.fields[name] for name in names),
            row.former is not None,
        )
    return facts


def _miscounted(engine: Engine) -> list[str]:
    """Return where the figures that the province keeps are not what its rows come to."""
    found = []
    with engine.province.store.read() as reader:
        for home in sorted(set(HOMES)):
            counted = township_totals(reader, CODES[home])
            kept = [one.students for one in reader.local(TownshipFigures, township=CODES[home])]
            if sum(kept) != counted.students:
                found.append(f"{sum(kept)} students are kept for {counted.students}")
    return found

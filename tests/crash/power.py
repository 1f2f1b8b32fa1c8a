"""Cuts of power: what was not synced may be lost, in any legal order.

A command is followed to its end; from its steps every state is made in which a disk may be found
when the power fails: of data that was not synced all, nothing, or any of it, a file perhaps
grown to its size and full of zeros; of names made in a folder that was not synced any number, in
their order. Every such state must open and be a legal one; after the command has said that it is
done, only the last.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from tests.crash.judging import HalfDoneError, look
from tests.crash.kills import Figures, ends_of
from tests.crash.office import Office
from tests.crash.scenes import SCENES, Scene, act
from tests.crash.tracing import Step, Traced
from tests.crash.tracing import run as traced

_DATA = {"write", "cut"}
_NAMES = {"make", "rename", "remove", "folder"}
_RANDOM_STATES = 2


@dataclass(frozen=True)
class Cut:
    """What the disk keeps of steps that were not synced, by place; of `zeros` only the size."""

    kept: frozenset[int]
    zeros: frozenset[int] = frozenset()


class Disk:
    """Files and names as a disk holds them."""

    def __init__(self, root: Path) -> None:
        self.names: dict[Path, int | None] = {}
        self.files: dict[int, bytearray] = {}
        for path in root.rglob("*"):
            if path.is_dir():
                self.names[path] = None
            elif not path.name.endswith("-shm"):
                self.names[path] = number = path.stat().st_ino
                self.files[number] = bytearray(path.read_bytes())

    def copy(self) -> Disk:
        other = Disk(Path("/nowhere"))
        other.names = dict(self.names)
        other.files = {number: bytearray(content) for number, content in self.files.items()}
        return other

    def apply(self, step: Step, *, zeros: bool = False) -> None:
        content = (
            self.files.setdefault(step.file, bytearray()) if step.kind in _DATA else bytearray()
        )
        if step.kind == "write":
            size, end = len(content), step.offset + len(step.content)
            content.extend(bytes(max(0, end - size)))
            if not zeros:
                content[step.offset : end] = step.content
        elif step.kind == "cut":
            del content[step.offset :]
            content.extend(bytes(step.offset - len(content)))
        elif step.kind == "make":
            self.names[step.path] = step.file
            self.files.setdefault(step.file, bytearray())
        elif step.kind == "folder":
            self.names[step.path] = None
        elif step.kind == "remove":
            self.names.pop(step.path, None)
        elif step.kind == "rename" and step.path in self.names:
            self._rename(step.path, step.target)

    def _rename(self, path: Path, target: Path) -> None:
        """Rename a file, or a folder with all that is in it."""
        moved = [name for name in self.names if path in (name, *name.parents)]
        for name in moved:
            self.names[target / name.relative_to(path)] = self.names.pop(name)

    def write_to(self, root: Path) -> None:
        """Make `root` what this disk holds; a name whose folder was lost is lost as well."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        for path, number in sorted(self.names.items(), key=lambda name: len(name[0].parts)):
            if not path.parent.is_dir():
                continue
            if number is None:
                path.mkdir()
            else:
                path.write_bytes(self.files[number])


def cuts(steps: Sequence[Step], random: Random) -> Iterator[Cut]:
    """Yield what a disk may keep when the power fails after these steps."""
    pending = _pending(steps)
    data = frozenset(n for n in pending if steps[n].kind in _DATA)
    names = pending - data
    yield Cut(frozenset())
    yield Cut(names)
    yield Cut(data)
    yield Cut(pending)
    yield Cut(pending, zeros=data)
    for _ in range(_RANDOM_STATES):
        kept = frozenset(n for n in data if random.random() < 0.5)
        begun = kept | _first_names(steps, names, random)
        yield Cut(begun, frozenset(n for n in kept if random.random() < 0.3))


def _pending(steps: Sequence[Step]) -> frozenset[int]:
    """Return the places of steps that nothing has made durable."""
    pending: set[int] = set()
    for place, step in enumerate(steps):
        if step.kind == "sync":
            pending = {n for n in pending if steps[n].kind in _NAMES or steps[n].file != step.file}
        elif step.kind == "sync-folder":
            pending = {
                n for n in pending if steps[n].kind in _DATA or _folder(steps[n]) != step.path
            }
        else:
            pending.add(place)
    return frozenset(pending)


def _folder(step: Step) -> Path:
    return (step.target if step.kind == "rename" else step.path).parent


def _first_names(steps: Sequence[Step], names: frozenset[int], random: Random) -> frozenset[int]:
    """Return the first few pending names of each folder: a journal keeps their order."""
    folders: dict[Path, list[int]] = {}
    for place in sorted(names):
        folders.setdefault(_folder(steps[place]), []).append(place)
    chosen = (places[: random.randint(0, len(places))] for places in folders.values())
    return frozenset(place for places in chosen for place in places)


def states(
    base: Disk, steps: Sequence[Step], random: Random, most: int
) -> Iterator[tuple[int, Disk]]:
    """Yield `most` states at random, then some of after the last step; each with its step count.

    One disk at a time: all the states of one command would fill the memory.
    """
    for _ in range(most):
        count = random.randrange(len(steps))
        cut = random.choice(list(cuts(steps[:count], random)))
        yield count, _left(base, steps[:count], cut)
    for cut in islice(cuts(steps, random), max(2, most // 10)):
        yield len(steps), _left(base, steps, cut)


def _left(base: Disk, steps: Sequence[Step], cut: Cut) -> Disk:
    """Return what the disk holds when the power fails after these steps."""
    pending = _pending(steps)
    disk = base.copy()
    for place, step in enumerate(steps):
        if place not in pending or place in cut.kept:
            disk.apply(step, zeros=place in cut.zeros)
    return disk


def campaign(
    office: Office,
    most: int,
    seed: int,
    scenes: Sequence[Scene] = SCENES,
    spoil: Callable[[], object] = lambda: None,
) -> Figures:
    """Try at most so many states of each command; raises at the first that breaks the law.

    `spoil` breaks the program in the child first.
    """
    random, figures = Random(seed), Counter[str]()
    for scene in scenes:
        figures += _cut_off(office, scene, most, random, spoil)
    return dict(sorted(figures.items()))


def _cut_off(
    office: Office, scene: Scene, most: int, random: Random, spoil: Callable[[], object]
) -> Counter[str]:
    ends = ends_of(office, scene)
    office.renew()
    base = Disk(office.run)

    def spoiled() -> int:
        spoil()
        return act(office, scene.command)

    done: Traced = traced(spoiled, office.run)
    figures = Counter[str]()
    for count, disk in states(base, done.steps, random, most):
        disk.write_to(office.run)
        where = done.steps[count - 1] if count else None
        try:
            outcome = ends.judge(look(office.run, scene.ends), done=count == len(done.steps))
        except Exception as error:
            said = f"{where.kind} {where.path.name}" if where else "nothing"
            raise HalfDoneError(f"{scene.name}, power cut after {said} ({count})") from error
        figures[outcome] += 1
    return figures + Counter(states=figures.total())

"""SIGKILL at every step of every command, and at moments that nobody chose.

After each kill the folders open, hold what they held before or after, never
something between, and a following exchange brings everything everywhere.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from random import Random

from tests.crash.judging import HalfDoneError, Look, differences, left_over, look, same, values
from tests.crash.office import Office, exchange
from tests.crash.scenes import SCENES, Scene, act
from tests.crash.tracing import run as traced

Figures = dict[str, int]


@dataclass(frozen=True)
class Ends:
    """The looks of an office before a command and at each of its legal ends."""

    before: Look
    stages: tuple[Look, ...]
    known: frozenset[object]
    seconds: float
    """How long the whole command takes when nobody disturbs it."""

    def judge(self, now: Look, *, done: bool = False) -> str:
        """Return "before", "between files", "number given up" or "after".

        Raises `HalfDoneError` for anything else, and if it was `done`, for all but the last.
        """
        found = self._find(now)
        if done and found != "after":
            raise HalfDoneError(f"{found}, though it was said to be done")
        return found

    def _find(self, now: Look) -> str:
        legal = (self.before, *self.stages)
        for at, stage in enumerate(legal):
            if same(now, stage, self.known):
                return "before" if at == 0 else "after" if stage is legal[-1] else "between files"
        for at, stage in enumerate(self.stages):
            if same(now, {**stage, "files": legal[at]["files"]}, self.known):
                return "number given up"  # it was recorded, and its file never got its name
            if same(now, {**legal[at], "backups": stage["backups"]}, self.known):
                return "before" if at == 0 else "between files"  # a backup comes first
        nearest = min((differences(now, one, self.known) for one in legal), key=len)
        raise HalfDoneError("; ".join(nearest))


@cache
def ends_of(office: Office, scene: Scene) -> Ends:
    """Run a scene's stages undisturbed."""
    office.renew()
    before, stages, seconds = look(office.run, scene.ends), [], 0.0
    for commands in scene.between():
        office.renew()
        for command in commands:
            began = time.monotonic()
            forked(partial(act, office, command))
            seconds = time.monotonic() - began
        stages.append(look(office.run, scene.ends))
    return Ends(before, tuple(stages), values(before), seconds)


def campaign(
    office: Office, count: int, seed: int, scenes: Sequence[Scene] = SCENES, *, every: int = 1
) -> Figures:
    """Kill `count` times, every command alike; the exchange follows each `every`th kill.

    Raises at the first that breaks the law.
    """
    random, figures = Random(seed), Counter[str]()
    for at, scene in enumerate(scenes):
        share = count * (at + 1) // len(scenes) - count * at // len(scenes)
        aim = Aim(office, scene)
        for turn in range(share):
            point = aim.choose(turn, share, random)
            figures[aim.kill(point, converge=turn % every == 0)] += 1
            figures += aim.noted
            aim.noted.clear()
    return {"kills": count, **dict(sorted(figures.items()))}


class Aim:
    """One command that is killed again and again."""

    def __init__(
        self,
        office: Office,
        scene: Scene,
        spoil: Callable[[], object] = lambda: None,
        before: Callable[[int], object] = lambda _: None,
    ) -> None:
        self._office, self._scene, self._spoil = office, scene, spoil
        self._ends = ends_of(office, scene)
        office.renew()
        self._steps = traced(self._act, office.run, before=before)
        self.noted = Counter[str]()

    def _act(self) -> int:
        self._spoil()
        return act(self._office, self._scene.command)

    @property
    def tries(self) -> list[str]:
        """What the command tries to change, step by step."""
        return self._steps.tries

    @property
    def firsts(self) -> list[int]:
        """The steps, but of many writes to one file in a row only the first."""
        return [n for n, label in enumerate(self.tries) if n == 0 or label != self.tries[n - 1]]

    def choose(self, turn: int, share: int, random: Random) -> float:
        """Return the step to kill at, or after how many seconds; each fifth kill is of those.

        Steps are spread over the turns, the `firsts` before the others.
        """
        if turn % 5 == 4:
            return random.uniform(0, self._ends.seconds)
        if random.random() < 0.2:
            return random.randrange(len(self.tries))
        return self.firsts[int((turn + random.random()) / share * len(self.firsts))]

    def kill(self, point: float, *, converge: bool) -> str:
        """Kill once and return what was found; raises `HalfDoneError`, `DivergedError`."""
        office, scene = self._office, self._scene
        office.renew()
        if isinstance(point, int):
            where = self.tries[point] if point < len(self.tries) else "the end"
            traced(self._act, office.run, point)
        else:
            where = f"{point:.3f} s"
            forked(self._act, point)
        try:
            now = look(office.run, scene.ends)
            found = self._ends.judge(now)
            self.noted["files without a name"] += len(left_over(office.run))
            if converge:
                self.go_on(now, found)
        except Exception as error:
            raise HalfDoneError(f"{scene.name}, killed at {point}, {where}") from error
        return found

    def go_on(self, now: Look, found: str) -> None:
        """Run the command again if it did nothing, then let everybody exchange."""
        office, scene = self._office, self._scene
        if found == "before":
            code = forked(self._act)
            if code != self._steps.code:
                raise HalfDoneError(f"tried again, it ends with {code}")
            now = look(office.run, scene.ends)
        passphrases = {name: now[f"{name} keys"][0] for name in scene.ends if f"{name} keys" in now}
        self.noted["new lives"] += exchange(office, passphrases)
        self.noted["exchanges after"] += 1


def forked(action: Callable[[], int], kill_after: float | None = None) -> int:
    """Run `action` in a child, killed after so many seconds; returns its exit code."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nowhere, stream)
            code = action()
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

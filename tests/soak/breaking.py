"""Files that were altered, processes that were killed, power that was cut, disks that were full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.crash import kills as killing
from tests.crash import power
from tests.crash.disks import can_mount, fill, pull
from tests.crash.kills import Figures
from tests.crash.office import Office, made_office
from tests.crash.scenes import SCENES, Scene
from tests.hostile.mutations import run
from tests.soak.part import Outcome

SEED = 20261125


def mutations(many: int) -> Outcome:
    """Alter so many files; an assertion tells of one that got in, had no name or left a trace."""
    return Outcome(run(many, SEED))


def kills(many: int) -> Outcome:
    """Kill so many commands; tells of each first state between before and after."""

    def kill(office: Office, scene: Scene, at: int) -> Figures:
        share = many * (at + 1) // len(SCENES) - many * at // len(SCENES)
        return killing.campaign(office, share, SEED + at, [scene], every=5)

    return _each_command(kill)


def cuts(many: int) -> Outcome:
    """Cut the power about so many times, all commands alike, and twice after each."""

    def cut(office: Office, scene: Scene, at: int) -> Figures:
        return power.campaign(office, many // len(SCENES), SEED + at, [scene])

    return _each_command(cut)


def disks(many: int) -> Outcome:
    """Fill the disk about so many times, all commands alike, and as often pull out their stick."""
    each = max(2, many // len(SCENES))

    def spoil(office: Office, scene: Scene, _: int) -> Figures:
        figures = Counter(fill(office, scene, quarters=[4 * n / (each - 1) for n in range(each)]))
        if any("{run}/stick" in word for word in scene.command):
            figures += Counter(pull(office, scene, "stick", each))
        return figures

    if not can_mount():
        return Outcome({}, ["mounting a small disk takes root, Linux and a loop device"])
    return _each_command(spoil)


def _each_command(work: Callable[[Office, Scene, int], Figures]) -> Outcome:
    """Break one command after the other, and say what became of each: it takes hours."""
    figures, failures = Counter[str](), []
    with made_office() as office:
        for at, scene in enumerate(SCENES):
            try:
                found = work(office, scene, at)
            except AssertionError as broken:
                failures.append(str(broken))
                continue
            figures += Counter(found)
            words = ", ".join(f"{what} {figure}" for what, figure in found.items())
            print(f"  {scene.name}: {words}", flush=True)  # noqa: T201 - the report
    return Outcome(figures, failures)

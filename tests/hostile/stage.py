"""A province and a township with files on their way in both directions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.foundation.errors import QingqiaoError
from desktop.usecases.exchange.take_in import TakenIn
from desktop.usecases.province.take_in import TakenIn as Received
from tests.cheap_keys import cheap_keys
from tests.hostile.forge import Opened, take_apart
from tests.hostile.snapshot import dump_digest, files
from tests.unit.exchange_world import End, Peer, World


@dataclass(eq=False)
class Stage:
    """`up` and `down` are honest files that the other end has not yet taken in."""

    world: World
    peer: Peer
    up: Path
    down: Path
    other_up: Path
    other_down: Path
    tries: int = 0

    @property
    def province(self) -> End:
        return self.world.province

    def opened(self, direction: str) -> Opened:
        """Return the honest file of a direction, taken apart."""
        province, peer = self.province.workspace.identity, self.peer.workspace.identity
        if direction == "up":
            return take_apart(self.up, peer.verify_key, province, self.world.root)
        return take_apart(self.down, province.verify_key, peer, self.world.root)

    def end(self, direction: str) -> End:
        """Return the end that takes the files of a direction in."""
        return self.province if direction == "up" else self.peer

    def offer(self, direction: str, content: bytes) -> Received | TakenIn:
        """Let the end take in a file with this content."""
        self.tries += 1
        path = self.world.root / f"试{self.tries}.qqb"
        path.write_bytes(content)
        try:
            if direction == "up":
                (received,) = self.world.receive(path)
                return received
            (taken,) = self.peer.take_in(path)
            return taken
        finally:
            path.unlink()

    def refuse(self, direction: str, content: bytes) -> QingqiaoError:
        """Expect a named error, the database as it was, and no file more or less."""
        end = self.end(direction)
        before = dump_digest(end.workspace.store), files(end.root)
        error = self.offer(direction, content).error
        assert isinstance(error, QingqiaoError), "taken in"
        assert error.message
        assert (dump_digest(end.workspace.store), files(end.root)) == before, "left a trace"
        return error


@contextmanager
def staged(root: Path) -> Iterator[Stage]:
    """Set up two townships that have exchanged once, with a file each way outstanding."""
    world = World(root)
    peer, other = world.join(), world.join(370102002)
    try:
        for one in (peer, other):
            one.add("甲", "乙", "丙")
            world.round(one)
        peer.add("丁")
        other.add("戊")
        down, other_down = world.answer(peer), world.answer(other)
        up, other_up = world.bundle(peer), world.bundle(other)
        yield Stage(world, peer, up, down, other_up, other_down)
    finally:
        world.close()


@contextmanager
def private_stage() -> Iterator[Stage]:
    """Set up a stage in a folder of its own, for campaigns."""
    with TemporaryDirectory() as folder, cheap_keys(), staged(Path(folder)) as stage:
        yield stage


def fresh_folder(root: Path) -> Path:
    """Return a folder that does not exist."""
    shutil.rmtree(root, ignore_errors=True)
    return root

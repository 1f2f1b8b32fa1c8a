"""Random damage to every kind of file that comes from outside, and what becomes of it.

`run` is a campaign: each of `count` mutations must end in a named error and leave no trace.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from desktop.bundle.credential import CredentialFacts, sign_credential, verify_credential
from desktop.bundle.identity import Identity
from desktop.bundle.keyring import Keyring, open_keyring, seal_keyring
from desktop.foundation.errors import QingqiaoError
from desktop.usecases.exchange.inspect import inspect
from desktop.usecases.exchange.join import join
from desktop.usecases.province.one_by_one import UnforeseenError
from tests.hostile.regions import REGIONS, PutBackError, offered
from tests.hostile.snapshot import dump_digest, files
from tests.hostile.stage import Stage, private_stage
from tests.unit.exchange_world import ONE, PASSPHRASE

Figures = dict[str, int]
"""What a campaign counted, by what it counted."""

Mutator = Callable[[bytes, bytes, Random], bytes]


class LawBrokenError(AssertionError):
    """A mutation was taken in, ended in an error without a name, or left a trace."""


def _spot(content: bytes, random: Random) -> tuple[int, int]:
    """Return a region: of the clear lines half of the time, for they are short."""
    end = len(content)
    if random.random() < 0.5:
        end = min(end, sum(map(len, content.split(b"\n", 4)[:4])) + 4)
    start = random.randrange(max(end, 1))
    return start, min(len(content), start + random.choice((1, 1, 2, 16, 64, 1000)))


def flip(content: bytes, _: bytes, random: Random) -> bytes:
    """Flip one bit."""
    at = _spot(content, random)[0]
    return content[:at] + bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :]


def overwrite(content: bytes, _: bytes, random: Random) -> bytes:
    """Put random bytes over a region."""
    start, end = _spot(content, random)
    return content[:start] + random.randbytes(end - start) + content[end:]


def delete(content: bytes, _: bytes, random: Random) -> bytes:
    """Take a region out."""
    start, end = _spot(content, random)
    return content[:start] + content[end:]


def insert(content: bytes, _: bytes, random: Random) -> bytes:
    """Put something in."""
    at = _spot(content, random)[0]
    return content[:at] + random.randbytes(random.choice((1, 4, 100))) + content[at:]


def truncate(content: bytes, _: bytes, random: Random) -> bytes:
    """Cut the end off, anywhere."""
    return content[: random.randrange(len(content))]


def append(content: bytes, other: bytes, random: Random) -> bytes:
    """Add something behind the end, another whole file perhaps."""
    return content + random.choice((b"\0", b"\n", random.randbytes(64), other, content))


def swap_lines(content: bytes, other: bytes, random: Random) -> bytes:
    """Take some of the clear lines, or the body, from another file."""
    ours, theirs = content.split(b"\n", 3), other.split(b"\n", 3)
    if len(ours) < 3:
        return splice(content, other, random)
    for place in random.sample(range(1, len(ours)), random.randint(1, len(ours) - 2)):
        if place < len(theirs):
            ours[place] = theirs[place]
    return b"\n".join(ours)


def double_line(content: bytes, _: bytes, random: Random) -> bytes:
    """Say a clear line twice."""
    lines = content.split(b"\n", 3)
    at = random.randrange(3)
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def splice(content: bytes, other: bytes, random: Random) -> bytes:
    """Begin as one file and go on as the other."""
    at = random.randrange(min(len(content), len(other)))
    return content[:at] + other[at:]


def move(content: bytes, _: bytes, random: Random) -> bytes:
    """Exchange two regions."""
    start, end = _spot(content, random)
    size = end - start
    to = random.randrange(len(content) - size + 1)
    changed = bytearray(content)
    changed[start:end], changed[to : to + size] = content[to : to + size], content[start:end]
    return bytes(changed)


MUTATORS: tuple[Mutator, ...] = (
    flip, overwrite, delete, insert, truncate, append, swap_lines, double_line, splice, move,
)  # fmt: skip


def _fresh(mutator: Mutator, content: bytes, others: list[bytes], random: Random) -> bytes:
    """Return a mutation that is none of the files themselves."""
    while (changed := mutator(content, random.choice(others), random)) in (content, *others):
        continue
    return changed


class _Targets:
    """What is attacked, and how it is judged; each returns the error's name."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.given, self.other = stage.world.enrol(ONE), stage.world.enrol(ONE)
        self.root = stage.world.root / "新机"
        self.before: dict[str, tuple[str, frozenset[Path]]] = {}
        issuer = Identity.generate()
        self.keys = {issuer.key_id: issuer.verify_key}
        self.credentials = [_credential(issuer, name) for name in ("张三", "李四")]
        self.keyrings = [seal_keyring(Keyring.generate(), PASSPHRASE, slot="甲") for _ in range(2)]

    def bundle(self, direction: str, mutator: Mutator, random: Random) -> str:
        stage = self.stage
        up = direction == "up"
        own, other = (stage.up, stage.other_up) if up else (stage.down, stage.other_down)
        back = stage.down if up else stage.up
        others = [other.read_bytes(), back.read_bytes()]
        changed = _fresh(mutator, own.read_bytes(), others, random)
        inspected(stage.world.root / "查.qqb", changed)
        return _name(stage.offer(direction, changed).error)

    def turns(self) -> list[tuple[str, Callable[[Mutator, Random], str]]]:
        """Return what takes its turn: files as a whole, and each region of a bundle by itself."""
        whole: list[tuple[str, Callable[[Mutator, Random], str]]] = [
            (f"{direction}, anywhere", partial(self.bundle, direction))
            for direction in ("up", "down")
        ]
        regions = [
            (f"{direction}, {name}", partial(self.region, direction, name))
            for direction in ("up", "down")
            for name in REGIONS
        ]
        others = [
            ("enrolment", self.enrolment),
            ("keyring", self.keyring),
            ("credential", self.credential),
        ]
        return [*whole, *regions, *others]

    def region(self, direction: str, name: str, _: Mutator, random: Random) -> str:
        content = REGIONS[name](self.stage, direction, random)
        error = offered(self.stage, direction, content)
        if isinstance(error, PutBackError) and not name.endswith("re-signed"):
            raise LawBrokenError(f"{direction}, {name}: taken in")
        return _name(error)

    def untouched(self, direction: str) -> None:
        """Raise `LawBrokenError` if an end is not as it was."""
        end = self.stage.end(direction)
        now = dump_digest(end.workspace.store), files(end.root)
        if self.before.setdefault(direction, now) != now:
            raise LawBrokenError(f"{direction}: a trace was left")

    def enrolment(self, mutator: Mutator, random: Random) -> str:
        others = [self.other.path.read_bytes()]
        changed = _fresh(mutator, self.given.path.read_bytes(), others, random)
        path = self.stage.world.root / "坏.qqe"
        inspected(path, changed)
        path.write_bytes(changed)
        try:
            join(path, self.given.code, self.root, PASSPHRASE, clock=self.stage.world.clock)
        except QingqiaoError as error:
            if files(self.root):
                raise LawBrokenError("enrolment: files were left") from error
            return _name(error)
        raise LawBrokenError("enrolment: joined")

    def keyring(self, mutator: Mutator, random: Random) -> str:
        changed = _fresh(mutator, self.keyrings[0], self.keyrings[1:], random)
        try:
            open_keyring(changed, PASSPHRASE)
        except QingqiaoError as error:
            return _name(error)
        raise LawBrokenError("keyring: opened")

    def credential(self, mutator: Mutator, random: Random) -> str:
        own, *others = (text.encode() for text in self.credentials)
        changed = _fresh(mutator, own, others, random).decode("latin-1").strip()
        if changed.encode() in (own, *others):
            return "the same but for white space"
        try:
            verify_credential(changed, self.keys)
        except QingqiaoError as error:
            return _name(error)
        raise LawBrokenError("credential: believed")


def _credential(issuer: Identity, name: str) -> str:
    facts = CredentialFacts(
        name=name, serial="370102-2026-000001", activity="四点半课堂", minutes=120,
        first_day=date(2026, 11, 1), last_day=date(2026, 11, 20), township=ONE,
        issued_on=date(2026, 11, 21),
    )  # fmt: skip
    return sign_credential(facts, issuer)


def _name(error: QingqiaoError | None) -> str:
    if error is None:
        raise LawBrokenError("a mutation was taken in")
    if isinstance(error, UnforeseenError):
        raise LawBrokenError(f"an error without a name: {error.message}")
    return type(error).__name__


def inspected(path: Path, content: bytes) -> None:
    """Let a file tell of itself: words or a named error."""
    path.write_bytes(content)
    with contextlib.suppress(QingqiaoError):
        inspect(path)
    path.unlink()


def run(count: int, seed: int) -> Figures:
    """Try `count` mutations in turn on all targets; raises at the first that breaks the law."""
    with private_stage() as stage:
        return campaign(stage, count, seed)


def campaign(stage: Stage, count: int, seed: int) -> Figures:
    """As `run`, on a stage that is there; its honest files are taken in at the end."""
    random, figures = Random(seed), Counter[str]()
    targets = _Targets(stage)
    turns = targets.turns()
    for direction in ("up", "down"):
        targets.untouched(direction)
    for turn in range(count):
        mutator = MUTATORS[turn // len(turns) % len(MUTATORS)]
        where, damage = turns[turn % len(turns)]
        figures[f"{where}: {damage(mutator, random)}"] += 1
        if turn % 50 == 0:
            for direction in ("up", "down"):
                targets.untouched(direction)
    for direction in ("up", "down"):
        targets.untouched(direction)
    for direction, path in (("up", stage.up), ("down", stage.down)):
        if stage.offer(direction, path.read_bytes()).error is not None:
            raise LawBrokenError(f"{direction}: the honest file was refused")
    return {"mutations": count, **dict(sorted(figures.items()))}

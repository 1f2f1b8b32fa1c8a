"""The model's PC: hands up, takes in, and finds out that it is a copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from tests.model.database import EVERYTHING, Bundle, Database, Fork, Receipt
from tests.model.rows import (
    CONFLICT,
    PROFILE,
    PROVINCE_TABLES,
    TOWNSHIP_TABLES,
    Ancestry,
    Row,
)
from tests.model.rules import Rules

Token = tuple[int, int]
"""(place, token)."""


@dataclass(frozen=True)
class Enrolment:
    """What makes a PC a device: the province's epoch, how far its rows go, and these."""

    device: int
    home: int
    epoch: int
    upto: int
    lineage: tuple[tuple[int, int, int], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TakenIn:
    """What became of a file; `error` names why it was refused."""

    error: str = ""
    renewed: bool = False
    differs: bool = False


def province_lives(lineage: Sequence[Fork]) -> list[int]:
    """Return the province's epochs of a lineage, which begins with the present one."""
    parents = {epoch: parent for epoch, parent, _ in lineage}
    chain, epoch = [], lineage[0][0]
    while epoch in parents and epoch not in chain:
        chain.append(epoch)
        epoch = parents[epoch]
    return chain


class Township(Database):
    """A PC of a township; `twin` is the token that its user keeps beside it."""

    def __init__(
        self, enrolment: Enrolment, epoch: int, rules: Rules, new_epoch: Callable[[], int]
    ) -> None:
        super().__init__(epoch, rules, new_epoch)
        self.home = enrolment.home
        self.made: dict[tuple[int, int], tuple[int, int]] = {}
        """Of each bundle made, by number and epoch, the SHA-256 and `upto`."""
        self.number = self.acknowledged = self.whole_until = 0
        self.places: dict[int, int] = {}
        self.device, self.heard = enrolment.device, (enrolment.epoch, enrolment.upto, 0, 0)
        self.merge(enrolment.lineage, enrolment.rows)
        self.insert((PROFILE, enrolment.home.to_bytes(16)), enrolment.home, {})

    # Hand up.

    def own_rows(self, since: int, upto: int) -> list[Row]:
        rows = self.changed(TOWNSHIP_TABLES, [self.home], since, upto)
        if not self.rules.records_travel:
            rows = [row for row in rows if row.table != CONFLICT]
        if self.acknowledged < self.whole_until:
            return rows
        lives = {epoch for epoch, _, _ in self.lineage(self.epoch)}
        return [row for row in rows if row.past or row.version[0] in lives]

    def hand_up(self, sha256: Callable[[], int], *, split: bool) -> list[Bundle]:
        pieces = [(self.acknowledged, self.lsn)]
        made = []
        while pieces:
            since, upto = pieces.pop(0)
            rows = self.own_rows(since, upto)
            if split and len(rows) > 1:
                inside = sorted(self.seq[row.key] for row in rows)
                middle = inside[len(inside) // 2 - 1]
                pieces[:0] = [(since, middle), (middle, upto)]
            else:
                made.append(self._bundle(sha256(), since, upto, rows))
        if not self.rules.wait_for_receipt:
            self.acknowledged = self.lsn
        return made

    def _bundle(self, sha256: int, since: int, upto: int, rows: list[Row]) -> Bundle:
        chain = [(n, sha) for (n, epoch), (sha, _) in self.made.items() if epoch == self.epoch]
        self.number += 1
        self.made[self.number, self.epoch] = sha256, upto
        return Bundle(
            sha256,
            self.device,
            self.home,
            self.epoch,
            self.number,
            since,
            upto,
            self._lives(),
            tuple(chain),
            tuple(rows),
            heard=self.heard,
        )

    def _lives(self) -> tuple[Fork, ...]:
        """Return this PC's life first, and of its colleagues' and copies' all that are known."""
        own = self.lineage(self.epoch)
        if not self.rules.share_lives:
            return tuple(own)
        strange = {*own, *self.lineage(self.heard[0])}
        known = [(epoch, *fork) for epoch, fork in self.parents.items()]
        return (*own, *(life for life in known if life not in strange))

    # Take in.

    def take_in(self, bundle: Bundle) -> TakenIn:
        if bundle.device != self.device:
            return TakenIn(error="elsewhere")
        assert bundle.receipt is not None
        renewed = self.rules.township_finds_copies and self._is_copy(bundle, bundle.receipt)
        if renewed:
            self.begin_epoch(self._confirmed(bundle.receipt))
        self._follow(bundle.lineage)
        self.merge(bundle.lineage, bundle.rows)
        newest = self._hear(bundle)
        return TakenIn(renewed=renewed, differs=newest and self._obey(bundle.receipt))

    def _is_copy(self, bundle: Bundle, receipt: Receipt) -> bool:
        lives = [epoch for epoch, _, _ in self.lineage(self.epoch)]
        if receipt.epoch == self.epoch:
            made = {n: one for (n, epoch), one in self.made.items() if epoch == self.epoch}
            fork = self.parents[self.epoch][1]
            if receipt.have > max((upto for _, upto in made.values()), default=fork):
                return True
            return any(
                one.number not in made or made[one.number][0] != one.sha256
                for one in receipt.accepted
            )
        if receipt.epoch in lives:
            return False
        theirs = Ancestry({e: (parent, fork) for e, parent, fork in bundle.lineage}, self.rules)
        if receipt.epoch not in theirs.parents:
            return True
        return theirs.includes((self.epoch, 0), (receipt.epoch, EVERYTHING))

    def _confirmed(self, receipt: Receipt) -> int:
        """Return up to where the province still has what this copy handed up under its names."""
        made = {n: one for (n, epoch), one in self.made.items() if epoch == self.epoch}
        named = {one.number: one.sha256 for one in receipt.accepted}
        ours = [upto for n, (sha, upto) in made.items() if named.get(n) == sha]
        untold = not ours and made and named and max(made) < min(named)
        if receipt.epoch != self.epoch or untold or not self.rules.fork_at_confirmed:
            return self.acknowledged
        return min(self.acknowledged, max(ours, default=self.parents[self.epoch][1]))

    def _follow(self, lineage: Sequence[Fork]) -> None:
        """Let lives of the province that are new to us come after the one that we heard last."""
        latest = self.heard[0]
        for life in reversed(province_lives(lineage)):
            if life not in self.parents:
                self.parents[life] = (latest, EVERYTHING)
                latest = life

    def _hear(self, bundle: Bundle) -> bool:
        epoch, upto, number, sha256 = self.heard
        if bundle.epoch != epoch:
            if bundle.epoch in {life for life, _, _ in self.lineage(epoch)}:
                return False
            epoch, upto, number = bundle.epoch, 0, 0
            self.heard = epoch, upto, number, sha256
        said = {**dict(bundle.chain), bundle.number: bundle.sha256}
        if number and said.get(number) != sha256:
            return False
        if bundle.since <= upto:
            upto = max(upto, bundle.upto)
        newest = bundle.number > number
        self.heard = (
            (epoch, upto, bundle.number, bundle.sha256) if newest else (epoch, upto, number, sha256)
        )
        return newest

    def _obey(self, receipt: Receipt) -> bool:
        """Move the mark; tell whether the ends differ though all is acknowledged."""
        if receipt.epoch != self.epoch:
            return False
        if receipt.have > self.acknowledged or self.rules.lower_mark:
            self.acknowledged = receipt.have
        waiting = self.own_rows(receipt.have, self.lsn)
        if not self.rules.compare_digests:
            return False
        return not waiting and self.digest(self.home) != receipt.digest

    # What people do with folders.

    def settle_token(self, twin: Token | None, fresh: count[int]) -> Token:
        """Compare the user's token with what the database keeps, as at each start; renew it."""
        agree = self.places.get(twin[0]) == twin[1] if twin else not self.places
        if not agree:
            self.begin_epoch(self.acknowledged)
        return self.renew_token(twin, fresh)

    def renew_token(self, twin: Token | None, fresh: count[int]) -> Token:
        place = twin[0] if twin else next(fresh)
        self.places[place] = token = next(fresh)
        return place, token

    def everything_next(self) -> None:
        self.acknowledged = 0
        self._send_whole()

    def _send_whole(self) -> None:
        self.whole_until = self.lsn if self.rules.send_whole else 0

    def rejoin(self, enrolment: Enrolment) -> None:
        self.begin_epoch(self.acknowledged)
        self._follow(enrolment.lineage)
        self.device = enrolment.device
        if enrolment.epoch not in {life for life, _, _ in self.lineage(self.heard[0])[1:]}:
            self.heard = (enrolment.epoch, enrolment.upto, 0, 0)
        self.acknowledged = 0
        self.merge(enrolment.lineage, enrolment.rows)
        self._send_whole()

    def province_rows(self) -> dict[tuple[str, bytes], Row]:
        return self.travelling(PROVINCE_TABLES, self.home)

"""The model's province: takes in, remembers what exists, and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.model.database import EVERYTHING, Accepted, Bundle, Database, Receipt
from tests.model.rows import ISSUER, PROVINCE_TABLES, TOWNSHIP, TOWNSHIP_TABLES, UNIVERSITY, Row
from tests.model.rules import Rules
from tests.model.township import Enrolment

RECENT = 50
LEAP = 2**40
UNIVERSITIES = 2


@dataclass(frozen=True)
class Device:
    """A PC as the province knows it."""

    home: int
    joined: bool = False
    epoch: int = 0
    forked: bool = False
    down_number: int = 0
    down_heard: int = 0


class Province(Database):
    """The end that all exchange with; its archive lies beside the database."""

    def __init__(
        self, homes: set[int], epoch: int, rules: Rules, new_epoch: Callable[[], int]
    ) -> None:
        super().__init__(epoch, rules, new_epoch)
        self.devices: dict[int, Device] = {}
        self.accepted: dict[int, Accepted] = {}
        self.known: dict[tuple[int, int, int], int] = {}
        """SHA-256 by device, epoch and number."""
        self.archive: dict[int, Bundle] = {}
        for home in sorted(homes):
            self.insert((TOWNSHIP, home.to_bytes(16)), home, {})
        for number in range(UNIVERSITIES):
            self.insert((UNIVERSITY, number.to_bytes(16)), 0, {"branch_total": 0})

    def enrol(self, device: int, home: int) -> Enrolment:
        has_rows = bool(self.changed(TOWNSHIP_TABLES, [home], 0, self.lsn))
        heard = 0 if has_rows else self.lsn
        self.devices[device] = Device(home, down_heard=heard)
        rows = self.changed(PROVINCE_TABLES, [0, home], 0, self.lsn)
        lineage = self.lineage(self.epoch)
        return Enrolment(device, home, self.epoch, heard, tuple(lineage), tuple(rows))

    def take_in(self, bundle: Bundle) -> str:
        """Take in one file; return the name of the error for which it is refused."""
        if bundle.device not in self.devices:
            return "unknown"
        known = self.accepted.get(bundle.sha256)
        if known and known.device == bundle.device:
            return ""
        if not self.devices[bundle.device].joined:
            self.devices[bundle.device] = replace(self.devices[bundle.device], joined=True)
            self.insert((ISSUER, bundle.device.to_bytes(16)), 0, {})
        if self.rules.province_finds_forks and self._contradicts(bundle):
            twin = replace(self.devices[bundle.device], epoch=bundle.epoch, forked=True)
            self.devices[bundle.device] = twin
            return "forked"
        if self.rules.province_notices_restore:
            self._notice_restore(bundle)
        highest = self._highest_allowed(bundle)
        rows = [row for row in bundle.rows if row.highest == row.version[1] <= highest]
        self.merge(bundle.lineage, rows)
        self.account(bundle, rows)
        return "" if len(rows) == len(bundle.rows) else "leapt"

    def _highest_allowed(self, bundle: Bundle) -> int:
        if not self.rules.refuse_leaps:
            return EVERYTHING
        known = (one.highest for one in self.accepted.values() if self._home(one) == bundle.home)
        return max(known, default=0) + LEAP

    def _home(self, one: Accepted) -> int:
        return self.devices[one.device].home

    def cut(self, bundle: Bundle) -> None:
        """Begin to take a file in and be cut off; what refuses a fork is over before that."""
        new = bundle.sha256 not in self.accepted
        if new and self.rules.province_finds_forks and self._contradicts(bundle):
            self.take_in(bundle)
        elif new and not self.rules.atomic:
            self.account(bundle)

    def account(self, bundle: Bundle, rows: Sequence[Row] = ()) -> None:
        """Remember a bundle, of which these rows are merged."""
        self.accepted[bundle.sha256] = Accepted(
            bundle.sha256,
            bundle.device,
            bundle.epoch,
            bundle.number,
            bundle.since,
            bundle.upto,
            max([bundle.upto, *(row.version[1] for row in rows)]),
        )
        if self.rules.remember_mentioned:
            for number, sha256 in bundle.chain:
                self.known.setdefault((bundle.device, bundle.epoch, number), sha256)
        device = self.devices[bundle.device]
        epoch, upto, number, _ = bundle.heard
        heard = epoch == self.epoch
        self.devices[bundle.device] = replace(
            device,
            epoch=bundle.epoch,
            forked=False,
            down_heard=(upto if heard else 0) if self.rules.send_since_heard else device.down_heard,
            down_number=max(device.down_number, number) if heard else device.down_number,
        )
        self.archive[bundle.sha256] = bundle

    def _contradicts(self, bundle: Bundle) -> bool:
        life = bundle.device, bundle.epoch
        known = {n: sha for (*of, n), sha in self.known.items() if tuple(of) == life}
        known |= {
            one.number: one.sha256
            for one in self.accepted.values()
            if (one.device, one.epoch) == life
        }
        said = {**dict(bundle.chain), bundle.number: bundle.sha256}
        return any(known.get(number, own) != own for number, own in said.items())

    def _notice_restore(self, bundle: Bundle) -> None:
        """Begin a new life if a device heard a bundle of ours that we do not remember making."""
        epoch, _, number, sha256 = bundle.heard
        if number == 0:
            return
        if epoch == self.epoch:
            if self.known.get((bundle.device, epoch, number)) != sha256:
                self.begin_epoch(EVERYTHING)
        elif epoch not in self.parents:
            self.parents[epoch] = (self.epoch, EVERYTHING)
            self.begin_epoch(EVERYTHING, parent=epoch)

    def position(self, device: int, epoch: int) -> int:
        have = 0
        lives = self.lineage(epoch) or [(epoch, 0, 0)]
        for life, _, fork in reversed(lives):
            intervals = sorted(
                (one.since, one.upto)
                for one in self.accepted.values()
                if (one.device, one.epoch) == (device, life)
            )
            have = fork if have >= fork else 0
            for since, upto in intervals:
                if since > have and self.rules.mind_gaps:
                    break
                have = max(have, upto)
        return have

    def answer(self, device: int, sha256: Callable[[], int]) -> Bundle | None:
        """Send down: what the device has not heard, and the receipt."""
        known = self.devices.get(device)
        if known is None or not known.joined:
            return None
        rows = self.changed(PROVINCE_TABLES, [0, known.home], known.down_heard, self.lsn)
        own = self.changed(TOWNSHIP_TABLES, [known.home], known.down_heard, self.lsn)
        if not self.rules.send_back_own:
            lives = {epoch for epoch, _, _ in self.lineage(known.epoch)}
            own = [row for row in own if row.version[0] not in lives]
        number, name = known.down_number + 1, sha256()
        chain = sorted(
            (n, sha)
            for (of, epoch, n), sha in self.known.items()
            if (of, epoch) == (device, self.epoch)
        )
        bundle = Bundle(
            name,
            device,
            known.home,
            self.epoch,
            number,
            known.down_heard,
            self.lsn,
            self._lineage_for(known.home),
            tuple(chain),
            (*rows, *own),
            receipt=self._receipt(device, known),
        )
        heard = known.down_heard if self.rules.send_since_heard else self.lsn
        self.devices[device] = replace(known, down_number=number, down_heard=heard)
        self.known.setdefault((device, self.epoch, number), name)
        return bundle

    def _lineage_for(self, home: int) -> tuple[tuple[int, int, int], ...]:
        of_home = {name for name, device in self.devices.items() if device.home == home}
        heard = {one.epoch for one in self.accepted.values() if one.device in of_home}
        heard |= {self.devices[name].epoch for name in of_home}
        if self.rules.share_lives:
            heard |= {
                epoch
                for epoch in self.parents
                if heard & {life for life, _, _ in self.lineage(epoch)}
            }
        lives = [fork for epoch in (self.epoch, *sorted(heard)) for fork in self.lineage(epoch)]
        return tuple(dict.fromkeys(lives))

    def _receipt(self, device: int, known: Device) -> Receipt:
        accepted = sorted(
            (
                one
                for one in self.accepted.values()
                if (one.device, one.epoch) == (device, known.epoch)
            ),
            key=lambda one: one.number,
        )
        return Receipt(
            known.epoch,
            self.position(device, known.epoch),
            tuple(accepted[-RECENT:]),
            self.digest(known.home),
            known.forked,
        )

    def replay(self) -> None:
        """Take in again what the archive holds and the database does not know."""
        lost = [bundle for sha, bundle in self.archive.items() if sha not in self.accepted]
        if lost and self.rules.replay_archive:
            self.begin_epoch(EVERYTHING)
            for bundle in sorted(lost, key=lambda one: (one.home, one.number, one.sha256)):
                self.take_in(bundle)

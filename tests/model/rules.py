"""The rules of the protocol, each of which can be switched off to see what it is there for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Rules:
    """The protocol as it is; a mutant has one rule otherwise."""

    order: Literal["lsn", "epoch", "clock"] = "lsn"
    """By what the later of two writes of one field is told."""

    rise_above: bool = True
    """A write's lsn is above that of the row that it changes."""

    keep_past: bool = True
    """A row says which writes of other lives went into it."""

    keep_dots: bool = True
    """Every field knows its write; else rows are merged whole."""

    keep_former: bool = True
    """A row that was stamped anew says what it said under its old name."""

    ask_about_deleting: bool = True
    """Edits that a deleter had not seen become a record."""

    record_conflicts: bool = True
    """What does not stand is recorded."""

    records_travel: bool = True

    wait_for_receipt: bool = True
    """Only a receipt moves the mark; else making a bundle does."""

    mind_gaps: bool = True
    """What the province has ends where the first interval is missing."""

    lower_mark: bool = True
    """A receipt that says less than was acknowledged moves the mark back."""

    compare_digests: bool = True
    """Ends that have other rows though all is acknowledged notice that, as a second net."""

    province_finds_forks: bool = True
    remember_mentioned: bool = True
    """A bundle that was only mentioned counts against another of its number."""

    township_finds_copies: bool = True
    fork_at_acknowledged: bool = True
    """A new life leaves the old one where it was acknowledged; else at its newest write."""

    fork_at_confirmed: bool = True
    """What only a lost life of the province acknowledged does not count."""

    restamp: bool = True
    """What was written after the fork is stamped anew."""

    heed_fork: bool = True
    """Of a parent's writes only those up to the fork are in the past of its child."""

    send_back_own: bool = True
    """The province's bundles carry the PC's own rows as well."""

    send_since_heard: bool = True
    """The province sends all since what the PC says it heard; else since what it last sent."""

    share_lives: bool = True
    """Bundles tell of all lives of the township that are known to the sender."""

    province_notices_restore: bool = True
    replay_archive: bool = True
    send_whole: bool = True
    """After a rejoin, or when the ends differ, colleagues' rows go up as well."""

    refuse_leaps: bool = True
    """The province takes no row whose number is far above all that its township named before."""

    atomic: bool = True
    """A take-in that is cut off leaves no trace."""


PROTOCOL = Rules()

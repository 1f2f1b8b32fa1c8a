"""What becomes of files."""

from __future__ import annotations

from tests.histories.ends import PROVINCE, Taken
from tests.histories.table import Parcel, Table

_NAMED = {"", "forked", "elsewhere"}
"""Refusals that a history may meet; whoever is unknown rejoins."""


class Files:
    """Files are made, travel or not, and arrive."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def hand_up(self, at: int, split: int) -> None:
        for bundle in self.table.ends.hand_up(self.table.pc(at), split=split == 0):
            self.table.parcels.append(Parcel(bundle, PROVINCE))

    def answer(self, at: int) -> None:
        pc = self.table.pc(at)
        bundle = self.table.ends.answer(pc)
        if bundle is not None:
            self.table.parcels.append(Parcel(bundle, pc))

    def exchange(self, at: int) -> None:
        pc = self.table.pc(at)
        for bundle in self.table.ends.hand_up(pc, split=False):
            self.deliver(Parcel(bundle, PROVINCE))
        bundle = self.table.ends.answer(pc)
        if bundle is not None:
            self.deliver(Parcel(bundle, pc))

    def arrive(self, which: int, again: int, reader: int) -> None:
        for parcel in self.table.take(which):
            readers = [] if parcel.to == PROVINCE else self.table.ends.addressees(parcel.bundle)
            if readers:  # of copies of one PC, any may read it
                parcel.to = readers[reader % len(readers)]
            self.deliver(parcel)
            if again:
                self.table.parcels.append(parcel)

    def lose(self, which: int) -> None:
        self.table.take(which)

    def cut(self, which: int, archived: int) -> None:
        for parcel in self.table.take(which):
            self.table.ends.cut(parcel.to, parcel.bundle, archived=archived == 0)
            self.table.parcels.append(parcel)
            self.table.view(parcel.to)

    def deliver(self, parcel: Parcel) -> None:
        if parcel.to == PROVINCE:
            taken = self.table.ends.receive(parcel.bundle)
        else:
            taken = self.table.ends.take_in(parcel.to, parcel.bundle)
        self.heed(parcel, taken)
        self.table.kept.append(parcel)
        self.table.view(parcel.to)

    def heed(self, parcel: Parcel, taken: Taken) -> None:
        """Do what the words on the screen say."""
        if taken.differs:
            self.table.ends.everything_next(parcel.to)
        if taken.renewed:
            self.table.copy(parcel.to)
        if taken.error not in _NAMED | {"unknown"}:
            self.table.unnamed.append(taken.error)

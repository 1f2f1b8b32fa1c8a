"""The program broken on purpose: what a campaign does not notice it does not test."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from desktop.foundation import files
from desktop.store import engine, migrations, schema
from desktop.store.store import Store, Writer
from desktop.usecases.backup import putting_back, writing
from desktop.usecases.exchange import take_in
from tests.crash import disks, power
from tests.crash.judging import HalfDoneError
from tests.crash.kills import Aim
from tests.crash.office import Office
from tests.crash.scenes import scene_of


def without_file_sync() -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            real(handle)

    os.fsync = fsync  # type: ignore[assignment]


def without_folder_sync() -> None:
    files.sync_folder = lambda folder: None  # noqa: ARG005 - its signature


def without_new_folders_being_synced() -> None:
    files.make_folder = lambda folder: folder.mkdir(parents=True, exist_ok=True)


def without_rename() -> None:
    def replace(self: Path, target: Path) -> None:
        shutil.copyfile(self, target)
        with target.open("rb+") as file:
            os.fsync(file.fileno())

    Path.replace = replace  # type: ignore[assignment, method-assign]


def without_waiting_for_the_disk() -> None:
    engine._PRAGMAS = tuple(  # type: ignore[assignment]  # noqa: SLF001 - to break it
        pragma.replace("synchronous = FULL", "synchronous = OFF")
        for pragma in engine._PRAGMAS  # noqa: SLF001 - as above
    )


def in_two_transactions() -> None:
    real: Any = take_in._hear  # noqa: SLF001 - to break it

    def hear(writer: Writer, *arguments: Any) -> Any:  # noqa: ANN401 - passed on
        writer.connection.exec_driver_sql("COMMIT")
        writer.connection.exec_driver_sql("BEGIN IMMEDIATE")
        return real(writer, *arguments)

    take_in._hear = hear  # type: ignore[assignment]  # noqa: SLF001 - to break it


def upgraded_in_two_transactions() -> None:
    real = migrations.run_steps

    def run_steps(connection: Connection, version: int) -> None:
        real(connection, version)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    vars(schema)["run_steps"] = run_steps


def adopted_later() -> None:
    real = Store.__init__

    def init(self: Store, place: Any, key: bytes, before: Any, upgrading: Any) -> None:  # noqa: ANN401 - passed on
        upgraded: list[Writer] = []
        real(self, place, key, before, upgraded.append)
        if upgraded:
            with self.write() as writer:
                upgrading(writer)

    Store.__init__ = init  # type: ignore[assignment, method-assign]


@contextmanager
def _in_place(target: Path) -> Iterator[Path]:
    files.make_folder(target)
    yield target


def backed_up_in_place() -> None:
    vars(writing)["replacing_folder"] = _in_place


def restored_in_place() -> None:
    vars(putting_back)["replacing_folder"] = _in_place


def what_is_half_written_stays() -> None:
    Path.unlink = lambda self, missing_ok=False: None  # type: ignore[method-assign]  # noqa: ARG005 - its signature


@contextmanager
def _under_its_name(target: Path) -> Iterator[BinaryIO]:
    try:
        with target.open("w+b") as file:
            yield file
    except OSError as error:
        raise files.WriteError("没有写成，原有数据没有改动。") from error


def written_in_place() -> None:
    vars(files)["replacing"] = _under_its_name


def without_words() -> None:
    vars(files)["_explain"] = lambda error, target: error  # noqa: ARG005 - its signature


CUT_OFF: dict[str, tuple[str, Callable[[], None]]] = {
    "without file sync": ("enrol", without_file_sync),
    "without folder sync": ("send-down", without_folder_sync),
    "without new folders being synced": ("send-down", without_new_folders_being_synced),
    "without waiting for the disk": ("take-in", without_waiting_for_the_disk),
    "an upgrade without waiting for the disk": ("upgrade", without_waiting_for_the_disk),
    "a backup without folder sync": ("backup", without_folder_sync),
    "a restore without folder sync": ("restore", without_folder_sync),
}
"""Broken so that a cut of power, and only that, shows it."""

KILLED: dict[str, tuple[str, Callable[[], None], str]] = {
    "without rename": ("enrol", without_rename, ".qqe"),
    "in two transactions": ("take-in", in_two_transactions, "db-wal"),
    "an upgrade in two transactions": ("upgrade", upgraded_in_two_transactions, "db-wal"),
    "an upgrade that places values later": ("upgrade", adopted_later, "db-wal"),
    "a backup under its own name": ("backup", backed_up_in_place, "backup.json"),
    "a restore under its own name": ("restore", restored_in_place, "db-wal"),
}
"""Broken so that a kill at a step of that file shows it."""

FILLED: dict[str, tuple[str, Callable[[], None], str]] = {
    "what is half written stays": ("enrol", what_is_half_written_stays, "half-written files"),
    "a file under its own name": ("enrol", written_in_place, "looks whole and is not"),
    "without words": ("enrol", without_words, "it broke down"),
}
"""Broken so that a full stick shows it, and how it is told."""


def cut_off(office: Office, name: str) -> str:
    """Return what a campaign of power cuts says of a broken program; empty: it noticed nothing."""
    scene, spoil = CUT_OFF[name]
    try:
        power.campaign(office, 0, 1, [scene_of(scene)], spoil)
    except HalfDoneError as error:
        return str(error)
    return ""


def killed(office: Office, name: str) -> str:
    """As `cut_off`, with a kill at each step that touches what was broken."""
    scene, spoil, file = KILLED[name]
    aim = Aim(office, scene_of(scene), spoil)
    try:
        for point in aim.firsts:
            if aim.tries[point].endswith(file):
                aim.kill(point, converge=False)
    except HalfDoneError as error:
        return str(error)
    return ""


def filled_up(office: Office, name: str) -> str:
    """As `cut_off`, with a stick that is full; returns what led to it as well."""
    scene, spoil, _ = FILLED[name]
    try:
        disks.fill(office, scene_of(scene), "stick", [0], spoil)
    except HalfDoneError as error:
        return f"{error}: {error.__cause__}"
    return ""

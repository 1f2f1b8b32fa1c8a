"""The commands that are broken off, and the states that each may leave."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.cli import accounts, passphrase, province, recovery, township
from desktop.cli.app import root
from tests.crash.office import ENDS, NEW_PASSPHRASE, OLD, PASSPHRASE, Office

Command = tuple[str, ...]

LOADED = (accounts, passphrase, province, recovery, township)
"""The commands' modules: a child that had to load them would take longer than its work."""


@dataclass(frozen=True)
class Scene:
    """A command, and what it does in whole transactions: each of `stages` is a legal end.

    In a command {run} stands for the office, {new} or {again} for the code of an enrolment,
    {sheet} for that of a recovery sheet and {voice} for that of a recovery request.
    """

    name: str
    command: Command
    stages: tuple[tuple[Command, ...], ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """The data folders that the command works in."""
        there = {word.removeprefix("{run}/") for word in self.command}
        return tuple(name for name in (*ENDS, OLD) if name in there)

    def between(self) -> tuple[tuple[Command, ...], ...]:
        """Return the commands that lead to each legal end, the whole one last."""
        return (*self.stages, (self.command,))


_UP: Command = ("township", "hand-up", "--data", "{run}/pc", "--out", "{run}/stick")
_IN: Command = ("township", "take-in", "--data", "{run}/pc", "{run}/down/pc.qqb")
_PROVINCE: Command = ("province", "take-in", "{run}/province")
_DOWN: Command = ("province", "send-down", "{run}/province", "370102002", "--out", "{run}/stick")
_ENROL: Command = ("province", "enrol", "{run}/province", "370102002")
_JOIN: Command = ("township", "join", "{run}/papers/new.qqe", "--data", "{run}/new")
_REJOIN: Command = ("township", "rejoin", "{run}/papers/again.qqe", "--data", "{run}/pc")
_BACKUP: Command = ("township", "backup", "--data", "{run}/pc")
_ASKED = "{run}/stick/申请.qqr"
_RECOVER: Command = ("province", "recover", "{run}/province", "{run}/papers/申请.qqr")

SCENES = (
    Scene("hand-up", _UP),
    Scene("hand-up in two", (*_UP, "--photos", "separate"), (((*_UP, "--photos", "leave"),),)),
    Scene("take-in", _IN),
    Scene("province take-in", (*_PROVINCE, "{run}/inbox/{second}")),
    Scene(
        "province take-in of a folder",
        (*_PROVINCE, "{run}/inbox"),
        (
            ((*_PROVINCE, "{run}/inbox/{first}"),),
            ((*_PROVINCE, "{run}/inbox/{first}"), (*_PROVINCE, "{run}/inbox/{second}")),
        ),
    ),
    Scene("send-down", _DOWN),
    Scene("enrol", (*_ENROL, "--out", "{run}/stick/入网.qqe")),
    Scene("join", (*_JOIN, "--code", "{new}")),
    Scene("rejoin", (*_REJOIN, "--code", "{again}")),
    Scene("passphrase", ("passphrase", "{run}/pc")),
    Scene("account added", ("accounts", "add", "{run}/pc", "--name", "李青")),
    Scene("account reset", ("accounts", "reset", "{run}/pc", "1")),
    Scene("account renamed", ("accounts", "change", "{run}/mate", "2", "--name", "王强")),
    Scene("account removed", ("accounts", "remove", "{run}/mate", "2")),
    Scene("recovery sheet", ("recovery", "sheet", "{run}/pc")),
    Scene("recovery by sheet", ("recovery", "open", "{run}/other", "--code", "{sheet}")),
    Scene("recovery asked for", ("recovery", "request", "{run}/pc", "--out", _ASKED)),
    Scene("recovery answered", (*_RECOVER, "--code", "{voice}", "--out", "{run}/stick/新.qqk")),
    Scene(
        "recovery by the province", ("recovery", "finish", "{run}/mate", "{run}/papers/解锁.qqk")
    ),
    Scene("rotation", ("province", "keys", "rotate", "{run}/province")),
    Scene("upgrade", ("township", "refused", "--data", "{run}/old")),
    Scene("backup", _BACKUP),
    Scene("restore", ("township", "restore", "1", "--yes", "--data", "{run}/pc")),
)

TWICE = Scene("backup to a stick", (*_BACKUP, "--second", "{run}/stick"), ((_BACKUP,),))
"""Where there is a stick: a backup whose copy does not get there is one all the same."""


SHORT = tuple(
    scene
    for scene in SCENES
    if scene.name
    in {
        "hand-up",
        "take-in",
        "province take-in of a folder",
        "join",
        "rejoin",
        "upgrade",
        "restore",
    }
)
"""Those of the short profile."""


def scene_of(name: str) -> Scene:
    """Return the scene with this name."""
    return next(scene for scene in (*SCENES, TWICE) if scene.name == name)


def act(office: Office, command: Sequence[str]) -> int:
    """Run the real command in this process; returns its exit code."""
    os.environ["QINGQIAO_PASSPHRASE"] = PASSPHRASE
    os.environ["QINGQIAO_NEW_PASSPHRASE"] = NEW_PASSPHRASE
    first, second, *_ = sorted(path.name for path in (office.run / "inbox").iterdir())
    words = {"run": office.run, "first": first, "second": second, **office.codes}
    try:
        root([word.format(**words) for word in command], prog_name="qingqiao")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0

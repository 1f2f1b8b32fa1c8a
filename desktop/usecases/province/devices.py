"""The PCs that the province enrolled: which they are, and one of them by what a person types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.foundation.errors import QingqiaoError
from desktop.store.store import Reader
from desktop.store.tables import AcceptedBundle, Device, Township
from desktop.usecases.workspace import Workspace

REJOIN = "在那台电脑的“设置”里选“重新入网本机”，数据会自动接上。"
"""What a hint says of a PC whose enrolment no longer serves it."""

EXTENSION = timedelta(days=30)

_CODE = re.compile(r"[0-9]{9}")
_START = re.compile(r"[0-9a-f]{4,32}")


class NoSuchDeviceError(QingqiaoError):
    """What was typed names no PC, or more than one."""


class AlreadyAdmittedError(QingqiaoError):
    """The PC has joined or was revoked: there is no term to extend."""


@dataclass(frozen=True)
class DeviceShown:
    """One PC as the list shows it; `pc` is its own name, `last_heard` when a bundle came in."""

    device: str
    township: int
    name: str
    pc: str
    enrolled: datetime | None
    expires: date | None
    joined: datetime | None
    last_heard: datetime | None
    revoked: bool


def devices(workspace: Workspace) -> list[DeviceShown]:
    """Return every PC that was enrolled, by township and time."""
    with workspace.store.read() as reader:
        names = {row.code: row.name for row in reader.find(Township)}
        heard: dict[bytes, datetime] = {}
        for bundle in reader.local(AcceptedBundle):
            device, came = bundle.device or b"", bundle.taken_in_at
            if came is not None:
                heard[device] = max(came, heard.get(device, came))
        shown = [
            DeviceShown(
                row.id.hex(),
                row.township,
                names.get(row.township, ""),
                row.name,
                row.enrolled_at,
                row.expires_on,
                row.joined_at,
                heard.get(row.id),
                row.revoked,
            )
            for row in reader.local(Device)
        ]
    return sorted(shown, key=lambda one: (one.township, one.enrolled is None, one.enrolled))


def short_name(device: Device) -> str:
    """Return a PC's own name, or the start of its id while it has none."""
    return device.name or f"编号 {device.id.hex()[:8]}"


def find_devices(reader: Reader, named: str) -> Sequence[Device]:
    """Return a township's PCs by its code, or one PC by the start of its id.

    Raises `NoSuchDeviceError`.
    """
    typed = named.strip().lower()
    found: Sequence[Device] = ()
    if _CODE.fullmatch(typed):
        found = reader.local(Device, township=int(typed))
    if not found and _START.fullmatch(typed):
        found = [row for row in reader.local(Device) if row.id.hex().startswith(typed)]
        if len(found) > 1:
            raise NoSuchDeviceError(
                f"以“{typed}”开头的电脑不止一台，没有改动。", "请多输入几位编号。"
            )
    if not found:
        raise NoSuchDeviceError(
            f"没有找到电脑或镇街“{typed}”，没有改动。",
            "请输入 9 位镇街代码，或 province devices 列出的电脑编号（至少前 4 位）。",
        )
    return found


def extend(workspace: Workspace, named: str) -> date:
    """Give a PC that has not joined yet another term; return its last day.

    For a hand-up that came too late. Raises `NoSuchDeviceError`, `AlreadyAdmittedError`.
    """
    last = workspace.today() + EXTENSION
    with workspace.store.write() as writer:
        waiting = [
            row for row in find_devices(writer, named) if row.verify_key is None and not row.revoked
        ]
        if not waiting:
            raise AlreadyAdmittedError(
                "这台电脑已经入网或已停用，不需要延长期限，没有改动。",
                "要换电脑或重新入网，请另发入网文件。",
            )
        for row in waiting:
            row.expires_on = last
            writer.session.add(row)
    return last

"""Help a township whose passphrases are forgotten: read its request, and answer it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from desktop.bundle.code import normalise_code
from desktop.bundle.errors import DamagedBundleError
from desktop.bundle.escrow import entrusted
from desktop.bundle.recovery import (
    FILE_CAP,
    Answer,
    Request,
    read_request,
    request_id,
    voice_code,
    write_answer,
)
from desktop.domain.account import Deed
from desktop.domain.audit import Act
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes
from desktop.store.store import Reader
from desktop.store.tables import Device, Setting, Township, TownshipProfile
from desktop.usecases.account.permission import require
from desktop.usecases.province.devices import short_name
from desktop.usecases.workspace import Workspace

VALID_FOR = timedelta(days=7)

_ANSWERED = "recovery/answered/"
"""Setting: the day on which a request was answered, by its hash."""


class RefusedRequestError(QingqiaoError):
    """A request that must not be answered."""


@dataclass(frozen=True)
class Asked:
    """What a request says of itself; only the telephone vouches for who sent it.

    `phone` is what the township itself reported: that number is to be called. `answered` is the
    day on which this very request was answered before.
    """

    township: int
    name: str
    device: str
    pc: str
    made: date
    phone: str
    answered: date | None
    voice: str = field(repr=False)
    request: Request = field(repr=False)
    digest: bytes = field(repr=False)


def read_asked(workspace: Workspace, path: Path) -> Asked:
    """Return what a request asks for.

    Raises `NotAllowedError`, `NotARecoveryFileError`, `BundleError`, `RefusedRequestError`.
    """
    require(workspace, Deed.RECOVERY)
    content = read_bytes(path, FILE_CAP)
    request = read_request(content)
    inside = entrusted(request.sealed, workspace.identity)
    if (inside.township, inside.device) != (request.township, request.device):
        raise DamagedBundleError("明文与封存的内容不符")
    digest = request_id(content)
    with workspace.store.read() as reader:
        device = _device(reader, request)
        names = [one.name for one in reader.find(Township, code=request.township)]
        own = reader.find(TownshipProfile, township=request.township)
        done = reader.local(Setting, key=f"{_ANSWERED}{digest.hex()}")
    return Asked(
        township=request.township,
        name="".join(names),
        device=short_name(device),
        pc=device.name,
        made=request.made,
        phone=own[0].phone if own else "",
        answered=date.fromisoformat(done[0].value) if done else None,
        voice=voice_code(content),
        request=request,
        digest=digest,
    )


def answer_recovery(workspace: Workspace, asked: Asked, code: str, out: Path) -> date:
    """Write the unlock file once the code that was read out is right; return its last day.

    Raises `RefusedRequestError` for another code, `NotAllowedError`, `WriteError`.
    """
    require(workspace, Deed.RECOVERY)
    said, voice = normalise_code(code).encode(), normalise_code(asked.voice).encode()
    if not hmac.compare_digest(said, voice):
        raise RefusedRequestError(
            "核对码不符，没有生成解锁文件。",
            "请在电话里重新逐位核对；仍然不符，这份申请可能在路上被人换过，请不要答复。",
        )
    secret = entrusted(asked.request.sealed, workspace.identity).secret
    expires = workspace.today() + VALID_FOR
    with workspace.store.write(Act.ACCOUNT) as writer:  # first: what was answered is on record
        writer.tell(f"答复 {asked.township} 的恢复申请")
        key = f"{_ANSWERED}{asked.digest.hex()}"
        writer.session.merge(Setting(key=key, value=workspace.today().isoformat()))
    write_bytes(out, write_answer(asked.request, Answer(asked.digest, secret, expires)))
    return expires


def _device(reader: Reader, request: Request) -> Device:
    found = reader.local(Device, id=request.device)
    if not found or found[0].township != request.township:
        raise RefusedRequestError(
            "这份申请来自没有入网的电脑，没有答复。", "请与该镇街核实是哪一台电脑。"
        )
    if found[0].revoked:
        raise RefusedRequestError(
            "这份申请来自已停用的电脑，没有答复。", "电脑丢失或被盗后停用的，不要为它解锁。"
        )
    return found[0]

r"""The two files of a recovery by the province, carried by hand.

```
qingqiao-recovery/1\n                       qingqiao-unlock/1\n
one line of canonical JSON: the request     one line of canonical JSON: for whom, until when
                                            age file to the request's own key: the answer
```

The request carries the sealed escrow and the public half of a key made for it; the other half
stays on the locked PC, so the answer serves that PC and that request alone, and once. Both ends
say the request's hash as a code of eight letters. It is derived as slowly as a passphrase: who
swaps the file on its way would have to try 2^40 of them to find one that sounds alike.
"""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from typing import Annotated, TypeVar

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Meta, Struct

from desktop.bundle import age
from desktop.bundle.code import VOICE_LENGTH, spell
from desktop.bundle.errors import DamagedBundleError, NewerVersionError
from desktop.bundle.escrow import Device, Sealed, decrypted
from desktop.bundle.lines import canonical, major, read_line
from desktop.bundle.slots import DEFAULT_COST, KEY_SIZE
from desktop.foundation.errors import QingqiaoError

REQUEST, UNLOCK = b"qingqiao-recovery", b"qingqiao-unlock"
FILE_CAP = 32 * 1024

_LINE_CAP = 16 * 1024
_VOICE = b"qingqiao-voice/1"

Township = Annotated[int, Meta(ge=1, lt=10**9)]
T = TypeVar("T", bound=Struct)


class NotARecoveryFileError(QingqiaoError):
    """The file is something else."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            f"这不是青桥的{wanted}，没有打开，数据没有改动。", "请核对是不是选错了文件。"
        )


class Request(Struct, frozen=True):
    """What a locked PC asks; `answer_to` is the public key made for this request."""

    township: Township
    name: Annotated[str, Meta(max_length=64)]
    device: Device
    made: date
    answer_to: Annotated[str, Meta(pattern="^age1[02-9ac-hj-np-z]{58}$", max_length=62)]
    sealed: Sealed


class Notice(Struct, frozen=True):
    """The clear line of an answer; nothing vouches for it."""

    township: Township
    device: Device
    expires: date


class Answer(Struct, frozen=True):
    """What opens the PC: the escrow's secret, for one request, until a day."""

    request: Annotated[bytes, Meta(min_length=32, max_length=32)]
    secret: Annotated[bytes, Meta(min_length=KEY_SIZE, max_length=KEY_SIZE)]
    expires: date


def write_request(request: Request) -> bytes:
    """Return a request's file."""
    return REQUEST + b"/1\n" + canonical(request)


def read_request(content: bytes) -> Request:
    """Return the request in a file; raises `NotARecoveryFileError` and `BundleError`."""
    request, rest = _clear(content, REQUEST, Request, "恢复申请文件")
    if rest or content != write_request(request):
        raise DamagedBundleError("内容不合规格")
    return request


def request_id(content: bytes) -> bytes:
    """Return the hash by which a request is known."""
    return hashlib.sha256(content).digest()


def voice_code(content: bytes) -> str:
    """Return the eight letters, in two groups, that both ends say of a request's file."""
    kdf = Argon2id(
        salt=_VOICE,
        length=5,
        iterations=DEFAULT_COST.iterations,
        lanes=DEFAULT_COST.lanes,
        memory_cost=DEFAULT_COST.memory,
    )
    letters = spell(int.from_bytes(kdf.derive(request_id(content)), "big"), VOICE_LENGTH)
    return f"{letters[:4]}-{letters[4:]}"


def write_answer(request: Request, answer: Answer) -> bytes:
    """Return the file that answers a request; only the PC that asked can open it."""
    sealed = BytesIO()
    age.encrypt([msgspec.msgpack.encode(answer)], request.answer_to, sealed)
    notice = Notice(request.township, request.device, answer.expires)
    return UNLOCK + b"/1\n" + canonical(notice) + sealed.getvalue()


def read_answer(content: bytes, answer_key: str) -> Answer:
    """Return an answer by the private key of its request.

    Raises `NotARecoveryFileError`, and `BundleError` when it is damaged or answers another.
    """
    _, sealed = _clear(content, UNLOCK, Notice, "解锁文件")
    return decrypted(sealed, [answer_key], Answer)


def _clear(content: bytes, magic: bytes, kind: type[T], wanted: str) -> tuple[T, bytes]:
    """Return the message in the clear line, and what follows it."""
    source = BytesIO(content)
    version = major(read_line(source, 64), magic)
    if version is None:
        raise NotARecoveryFileError(wanted)
    if version > 1:
        raise NewerVersionError
    line = read_line(source, _LINE_CAP)
    try:
        return msgspec.json.decode(line or b"", type=kind), source.read()
    except (ValueError, RecursionError) as error:
        raise DamagedBundleError("明文行不合规格") from error

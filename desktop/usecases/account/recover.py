"""Ways back for who has forgotten: by the printed sheet, or by the province. Neither needs a net.

Both end in `Recovered`: an administrator's account is given a new passphrase, then the data open
as always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.bundle import age
from desktop.bundle.errors import WrongRecipientError
from desktop.bundle.escrow import entrust
from desktop.bundle.keyring import SHEET, KeyFile, Keyring, Opened, WrongPassphraseError
from desktop.bundle.recovery import (
    FILE_CAP,
    Request,
    read_answer,
    request_id,
    voice_code,
    write_request,
)
from desktop.bundle.sheet_code import parse_sheet_code
from desktop.bundle.slots import wrap
from desktop.domain.account import Account, Role
from desktop.foundation.clock import Clock, local_day, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import read_bytes, write_bytes
from desktop.usecases.account.passphrase import check_passphrase, names_to_avoid
from desktop.usecases.noting_accounts import with_words
from desktop.usecases.replacing_keys import replace_keys
from desktop.usecases.tries import Tries
from desktop.usecases.unlocking import FIRST_NAME, KEYRING_LIMIT
from desktop.usecases.workspace import Folder

_WAITING_LIMIT = 4 << 10


class NoRecoveryError(QingqiaoError):
    """This way back was never prepared, or is not open any more."""


class WrongSheetError(WrongPassphraseError):
    """A sheet that is void, or of another PC."""

    def __init__(self, number: str) -> None:
        QingqiaoError.__init__(
            self,
            "这张恢复单打不开本机的数据，数据没有改动。",
            f"请用编号 {number} 的恢复单；编号不同的已经作废，或是别的电脑的。",
        )


class WrongAnswerError(QingqiaoError):
    """An unlock file that does not open this PC."""


@dataclass(frozen=True)
class Recovered:
    """Keys that are open though nobody gave a passphrase; the next step is to set one."""

    folder: Folder
    keys: KeyFile = field(repr=False)
    opened: Opened = field(repr=False)

    @property
    def administrators(self) -> tuple[Account, ...]:
        """Those who may be given a new passphrase."""
        found = self.opened.keyring.accounts
        return tuple(one for one in found if one.role is Role.ADMINISTRATOR)


class _Waiting(Struct, frozen=True):
    """What stays on the locked PC until the answer comes."""

    request: bytes
    answer_key: str


@dataclass(frozen=True)
class Requested:
    """The file to be carried to the province, and what to read out when it calls."""

    path: Path
    voice: str = field(repr=False)


def recover_by_sheet(root: Path, digits: str, tries: Tries | None = None) -> Recovered:
    """Open the keys by the printed sheet.

    Raises `MistypedSheetError`, `NoRecoveryError`, `TooSoonError`, `WrongPassphraseError`.
    """
    folder = Folder(root)
    secret = parse_sheet_code(digits)
    keys = KeyFile.read(read_bytes(folder.keyring, KEYRING_LIMIT))
    if not sheet_number(keys):
        raise NoRecoveryError(
            "这份数据还没有打印过恢复单，没有打开。",
            "请管理员用自己的口令打开；都忘记了的，可以向团省委申请恢复。",
        )
    with (tries or Tries(folder.keyring)).one(SHEET):
        try:
            return Recovered(folder, keys, keys.unlock(secret, SHEET))
        except WrongPassphraseError as error:
            raise WrongSheetError(sheet_number(keys)) from error


def sheet_number(keys: KeyFile) -> str:
    """Return the number printed on the sheet that counts; empty when there is none."""
    return next((one.hint for one in keys.slots if one.name == SHEET), "")


def request_recovery(root: Path, out: Path, clock: Clock = system_clock) -> Requested:
    """Write a request to the province; an earlier one that is not answered yet is void.

    Raises `NoRecoveryError`, `WriteError`.
    """
    folder = Folder(root)
    escrow = KeyFile.read(read_bytes(folder.keyring, KEYRING_LIMIT)).escrow
    if escrow is None:
        raise NoRecoveryError(
            "这份数据还没有为团省委协助恢复作过准备，没有生成文件。",
            "用口令打开一次青桥就会自动准备好；现在请用恢复单，或从备份恢复。",
        )
    answer_key = age.new_identity()
    content = write_request(
        Request(
            township=escrow.township,
            name=escrow.name,
            device=escrow.device,
            made=local_day(clock()),
            answer_to=age.recipient_of(answer_key),
            sealed=escrow.sealed,
        )
    )
    # first: a request that is answered must not have lost the key to the answer
    waiting = _Waiting(request_id(content), answer_key)
    write_bytes(folder.recovery, msgspec.msgpack.encode(waiting))
    write_bytes(out, content)
    return Requested(out, voice_code(content))


def recover_by_province(root: Path, answer: Path, clock: Clock = system_clock) -> Recovered:
    """Open the keys by the province's answer to this PC's last request.

    Raises `NoRecoveryError`, `WrongAnswerError`, `NotARecoveryFileError`, `BundleError`.
    """
    folder = Folder(root)
    keys = KeyFile.read(read_bytes(folder.keyring, KEYRING_LIMIT))
    waiting = _waiting(folder)
    try:
        said = read_answer(read_bytes(answer, FILE_CAP), waiting.answer_key)
    except WrongRecipientError as error:
        raise _another() from error
    if said.request != waiting.request:
        raise _another()
    today = local_day(clock())
    if said.expires < today:
        raise WrongAnswerError(
            f"这个解锁文件已于 {said.expires.isoformat()} 过期"
            f"（这台电脑的日期是 {today.isoformat()}），没有打开。",
            "电脑日期不对的，请改正后再试；确已过期，请重新申请。",
        )
    try:
        return Recovered(folder, keys, keys.unlock_by_escrow(said.secret))
    except WrongPassphraseError as error:
        raise _another() from error


def set_new_passphrase(recovered: Recovered, number: int, passphrase: str) -> Account:
    """Let an administrator's account open with a new passphrase; the way back is used up.

    The province's answer cannot be used again, since the escrow's secret changes with it. Raises
    `WeakPassphraseError`, `WriteError`; then nothing has changed.
    """
    keyring, account = _account(recovered, number)
    check_passphrase(passphrase, names_to_avoid(*(one.name for one in keyring.accounts)))
    master, keys = recovered.opened.master, recovered.keys
    slot = wrap(master, passphrase, account.slot, hint=account.hint)
    keys = keys.put(slot, instead=_former(recovered, account)).seal(
        master, with_words(keyring, f"凭恢复重设 {account.number} 号账户的口令")
    )
    if (known := keys.escrow) is not None:
        fresh = entrust(master, known.recipient, known.township, known.device, known.name)
        keys = keys.with_escrow(fresh)
    replace_keys(recovered.folder.keyring, recovered.keys, keys.content())
    recovered.folder.recovery.unlink(missing_ok=True)
    return account


def _account(recovered: Recovered, number: int) -> tuple[Keyring, Account]:
    """Return the account to be renewed; keys without any get their first."""
    keyring = recovered.opened.keyring
    for account in recovered.administrators:
        if account.number == number:
            return keyring, account
    return keyring.with_account(FIRST_NAME, Role.ADMINISTRATOR)


def _former(recovered: Recovered, account: Account) -> str:
    """Return the slot that the new one replaces: its own, or that of keys without accounts."""
    names = [one.name for one in recovered.keys.slots if one.name != SHEET]
    if account.slot in names or recovered.opened.keyring.accounts or not names:
        return account.slot
    return names[0]


def _waiting(folder: Folder) -> _Waiting:
    try:
        return msgspec.msgpack.decode(read_bytes(folder.recovery, _WAITING_LIMIT), type=_Waiting)
    except (QingqiaoError, ValueError) as error:
        raise NoRecoveryError(
            "这台电脑没有等待答复的恢复申请，没有打开；解锁文件只能用一次。",
            "请先在这台电脑上生成恢复申请，再请团省委答复。",
        ) from error


def _another() -> WrongAnswerError:
    return WrongAnswerError(
        "这个解锁文件不是答复本机最近一次申请的，没有打开，数据没有改动。",
        "请核对文件；重新生成过申请的，以前的答复不再有效。",
    )

"""Recovery without a network: by the printed sheet, and by the province's answer to a request."""

from __future__ import annotations

import secrets
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from desktop.bundle import age
from desktop.bundle.errors import BundleError
from desktop.bundle.escrow import entrust, entrusted
from desktop.bundle.keyring import KeyFile, WrongPassphraseError
from desktop.bundle.recovery import (
    Answer,
    NotARecoveryFileError,
    Request,
    read_request,
    request_id,
    voice_code,
    write_answer,
    write_request,
)
from desktop.bundle.sheet_code import new_sheet_code
from desktop.domain.account import Account, Role
from desktop.foundation.errors import QingqiaoError
from desktop.usecases.account.check_sheet import check_sheet, sheet_state
from desktop.usecases.account.keep_accounts import add_account
from desktop.usecases.account.make_sheet import make_sheet
from desktop.usecases.account.passphrase import WeakPassphraseError
from desktop.usecases.account.permission import NotAllowedError
from desktop.usecases.account.recover import (
    NoRecoveryError,
    Recovered,
    WrongAnswerError,
    recover_by_province,
    recover_by_sheet,
    request_recovery,
    set_new_passphrase,
)
from desktop.usecases.open_workspace import open_workspace
from desktop.usecases.province.answer_recovery import (
    RefusedRequestError,
    answer_recovery,
    read_asked,
)
from desktop.usecases.province.keys import rotate_keys
from desktop.usecases.province.revoke import revoke
from desktop.usecases.tries import FREE, TooSoonError
from tests.unit.exchange_world import PASSPHRASE, PROVINCE_PASSPHRASE, Peer, World

NEW = "趵突泉边书声琅琅"


def _keys(peer: Peer) -> KeyFile:
    return KeyFile.read(peer.workspace.folder.keyring.read_bytes())


def _answered(world: World, peer: Peer) -> Path:
    """Let the locked PC ask and the province answer; return the unlock file."""
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    asked = read_asked(world.province.workspace, asking.path)
    answer = world.root / "解锁.qqk"
    answer_recovery(world.province.workspace, asked, asking.voice, answer)
    return answer


def _opens(peer: Peer, word: str) -> Account:
    opened = open_workspace(peer.root, word, peer.workspace.clock, peer.root / "twins")
    opened.close()
    return opened.account


def test_the_sheet_opens_and_asks_for_a_new_passphrase(peer: Peer) -> None:
    sheet = make_sheet(peer.workspace, PASSPHRASE)
    peer.workspace.close()
    recovered = recover_by_sheet(peer.root, sheet.code.replace(" ", "－"))
    (chief,) = recovered.administrators
    with pytest.raises(WeakPassphraseError):
        set_new_passphrase(recovered, chief.number, "12345678")
    assert set_new_passphrase(recovered, chief.number, NEW) == chief
    assert _opens(peer, NEW) == chief
    with pytest.raises(WrongPassphraseError):
        _opens(peer, PASSPHRASE)
    peer.passphrase = NEW
    peer.reopen()


def test_a_new_sheet_makes_the_old_one_void(peer: Peer) -> None:
    old = make_sheet(peer.workspace, PASSPHRASE)
    new = make_sheet(peer.workspace, PASSPHRASE)
    with pytest.raises(WrongPassphraseError, match="恢复单") as said:
        recover_by_sheet(peer.root, old.code)
    assert new.number in said.value.hint
    recover_by_sheet(peer.root, new.code)
    assert sum(one.name == "sheet" for one in _keys(peer).slots) == 1


def test_the_digits_of_a_sheet_are_no_passphrase(peer: Peer) -> None:
    sheet = make_sheet(peer.workspace, PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        _opens(peer, sheet.code.replace(" ", ""))


def test_who_guesses_at_a_sheet_waits(peer: Peer) -> None:
    sheet = make_sheet(peer.workspace, PASSPHRASE)
    for _ in range(FREE):
        with pytest.raises(WrongPassphraseError):
            recover_by_sheet(peer.root, new_sheet_code())
    with pytest.raises(TooSoonError):
        recover_by_sheet(peer.root, sheet.code)


def test_without_a_sheet_it_says_what_else_helps(peer: Peer) -> None:
    with pytest.raises(NoRecoveryError, match="还没有打印过恢复单"):
        recover_by_sheet(peer.root, new_sheet_code())


def test_a_sheet_is_to_be_tried_each_term(world: World, peer: Peer) -> None:
    assert sheet_state(peer.workspace).due
    sheet = make_sheet(peer.workspace, PASSPHRASE)
    assert sheet_state(peer.workspace).due, "one just printed is tried as well"
    check_sheet(peer.workspace, sheet.code)
    state = sheet_state(peer.workspace)
    assert (state.number, state.checked, state.due) == (sheet.number, world.clock.now.date(), False)
    world.clock.now += timedelta(days=151)
    assert sheet_state(peer.workspace).due
    check_sheet(peer.workspace, sheet.code)
    assert not sheet_state(peer.workspace).due


def test_the_province_helps_the_pc_that_asked(world: World, peer: Peer) -> None:
    add_account(peer.workspace, PASSPHRASE, "李青", Role.CLERK, NEW)
    before = _keys(peer).escrow
    peer.workspace.close()
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    asked = read_asked(world.province.workspace, asking.path)
    assert asked.name
    assert asked.voice == asking.voice == voice_code(asking.path.read_bytes())
    answer = world.root / "解锁.qqk"
    answer_recovery(world.province.workspace, asked, asking.voice.lower().replace("-", " "), answer)
    recovered = recover_by_province(peer.root, answer, world.clock)
    assert [one.name for one in recovered.administrators] == ["管理员"]
    chief = set_new_passphrase(recovered, 1, "大明湖畔荷花又开")
    assert _opens(peer, "大明湖畔荷花又开") == chief
    assert _opens(peer, NEW).name == "李青"
    after = _keys(peer).escrow
    assert before is not None
    assert after is not None
    assert before.sealed != after.sealed
    with pytest.raises(NoRecoveryError, match="只能用一次"):
        recover_by_province(peer.root, answer, world.clock)
    assert read_asked(world.province.workspace, asking.path).answered == world.clock.now.date()
    peer.passphrase = "大明湖畔荷花又开"
    peer.reopen()


def test_the_province_alone_opens_nothing(world: World, peer: Peer) -> None:
    """The request holds no key and no name; what is in it opens only together with the file."""
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    content = asking.path.read_bytes()
    escrow = _keys(peer).escrow
    assert escrow is not None
    assert escrow.wrapped not in content
    assert "管理员".encode() not in content
    assert b"SECRET" not in content
    assert peer.workspace.store.key not in content


def test_a_wrong_code_over_the_phone_gets_no_answer(world: World, peer: Peer) -> None:
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    asked = read_asked(world.province.workspace, asking.path)
    wrong = ("1" if asking.voice[0] != "1" else "2") + asking.voice[1:]
    with pytest.raises(RefusedRequestError, match="核对码不符"):
        answer_recovery(world.province.workspace, asked, wrong, world.root / "解锁.qqk")
    with pytest.raises(RefusedRequestError, match="核对码不符"):  # the input method was on
        answer_recovery(world.province.workspace, asked, "核对码", world.root / "解锁.qqk")
    assert not (world.root / "解锁.qqk").exists()


def test_a_request_swapped_on_its_way_sounds_different(world: World, peer: Peer) -> None:
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    honest = read_request(asking.path.read_bytes())
    thief = msgspec.structs.replace(honest, answer_to=age.recipient_of(age.new_identity()))
    assert voice_code(write_request(thief)) != asking.voice


def test_an_answer_serves_no_other_request_and_no_other_pc(world: World, peer: Peer) -> None:
    other = world.join()
    answer = _answered(world, peer)
    request_recovery(other.root, world.root / "另一份.qqr", world.clock)
    with pytest.raises(WrongAnswerError, match="不是答复本机"):
        recover_by_province(other.root, answer, world.clock)
    request_recovery(peer.root, world.root / "又一份.qqr", world.clock)
    with pytest.raises(WrongAnswerError, match="不是答复本机"):
        recover_by_province(peer.root, answer, world.clock)


def test_an_answer_expires(world: World, peer: Peer) -> None:
    answer = _answered(world, peer)
    world.clock.now += timedelta(days=7)
    recover_by_province(peer.root, answer, world.clock)  # its last day
    world.clock.now += timedelta(days=1)
    with pytest.raises(WrongAnswerError, match="过期"):
        recover_by_province(peer.root, answer, world.clock)


def test_new_keys_of_the_province_renew_what_it_can_help_with(world: World, peer: Peer) -> None:
    world.round(peer)
    old = _keys(peer).escrow
    answer_to_old = world.root / "旧.qqr"
    rotate_keys(world.province.workspace, PROVINCE_PASSPHRASE)
    asking = request_recovery(peer.root, answer_to_old, world.clock)
    assert read_asked(world.province.workspace, asking.path).voice == asking.voice
    world.round(peer)
    peer.reopen()
    new = _keys(peer).escrow
    assert old is not None
    assert new is not None
    assert new.recipient == world.province.workspace.identity.recipient != old.recipient
    recovered = recover_by_province(peer.root, _answered(world, peer), world.clock)
    assert recovered.opened.keyring.data_key == peer.workspace.store.key


def test_a_revoked_pc_and_a_stranger_get_no_answer(world: World, peer: Peer) -> None:
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    escrow = _keys(peer).escrow
    assert escrow is not None
    revoke(world.province.workspace, escrow.device.hex())
    with pytest.raises(RefusedRequestError, match="停用"):
        read_asked(world.province.workspace, asking.path)
    recipient = world.province.workspace.identity.recipient
    stranger = entrust(secrets.token_bytes(32), recipient, 370102001, b"?" * 16, "某街道")
    honest = read_request(asking.path.read_bytes())
    forged = msgspec.structs.replace(honest, device=b"?" * 16, sealed=stranger.sealed)
    asking.path.write_bytes(write_request(forged))
    with pytest.raises(RefusedRequestError, match="没有入网"):
        read_asked(world.province.workspace, asking.path)


def test_only_an_administrator_of_the_province_answers(world: World, peer: Peer) -> None:
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    asked = read_asked(world.province.workspace, asking.path)
    world.province.workspace.become(Account(2, "李青", Role.CLERK))
    with pytest.raises(NotAllowedError):
        read_asked(world.province.workspace, asking.path)
    with pytest.raises(NotAllowedError):
        answer_recovery(world.province.workspace, asked, asking.voice, world.root / "x.qqk")


def test_one_pc_cannot_ask_in_the_name_of_another(world: World, peer: Peer) -> None:
    other = world.join()
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    device = _keys(other).escrow
    assert device is not None
    honest = read_request(asking.path.read_bytes())
    asking.path.write_bytes(write_request(msgspec.structs.replace(honest, device=device.device)))
    with pytest.raises(BundleError, match="不符"):
        read_asked(world.province.workspace, asking.path)


def test_every_bit_of_both_files_counts(world: World, peer: Peer) -> None:
    """A changed request is refused or sounds different; a changed answer opens nothing."""
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    honest = asking.path.read_bytes()
    for at in range(0, len(honest), 61):
        broken = bytearray(honest)
        broken[at] ^= 1
        asking.path.write_bytes(broken)
        assert request_id(bytes(broken)) != request_id(honest)
        try:
            content = read_request(bytes(broken))
        except QingqiaoError:
            continue
        assert write_request(content) == bytes(broken)
    asking.path.write_bytes(honest)
    asked = read_asked(world.province.workspace, asking.path)
    answer = world.root / "解锁.qqk"
    answer_recovery(world.province.workspace, asked, asking.voice, answer)
    whole = answer.read_bytes()
    clear = whole.index(b"age-encryption")
    for at in range(0, len(whole), 31):
        broken = bytearray(whole)
        broken[at] ^= 1
        answer.write_bytes(broken)
        try:
            recovered = recover_by_province(peer.root, answer, world.clock)
        except QingqiaoError:
            continue
        assert at < clear, "an altered answer opened"
        assert isinstance(recovered, Recovered)


@pytest.mark.parametrize(
    "content",
    [b"", b"qingqiao-recovery/1\n", b"qingqiao-unlock/1\n{}", b"%PDF-1.7", b"\xff" * 40_000],
)
def test_other_files_are_named(world: World, peer: Peer, content: bytes) -> None:
    request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    file = world.root / "别的"
    file.write_bytes(content)
    with pytest.raises(QingqiaoError):
        read_asked(world.province.workspace, file)
    with pytest.raises(QingqiaoError):
        recover_by_province(peer.root, file, world.clock)
    file.write_bytes(b"qingqiao-recovery/2\n{}\n")
    with pytest.raises(BundleError, match="更新版本"):
        read_asked(world.province.workspace, file)
    with pytest.raises(NotARecoveryFileError, match="解锁文件"):
        recover_by_province(peer.root, file, world.clock)


def test_an_answer_that_names_another_request_opens_nothing(world: World, peer: Peer) -> None:
    """Even one that this PC can read, with the secret that would open it."""
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    request = read_request(asking.path.read_bytes())
    secret = entrusted(request.sealed, world.province.workspace.identity).secret
    file, day = world.root / "解锁.qqk", world.clock.now.date()
    file.write_bytes(write_answer(request, Answer(bytes(32), secret, day)))
    with pytest.raises(WrongAnswerError, match="不是答复本机"):
        recover_by_province(peer.root, file, world.clock)


def test_an_answer_with_another_secret_opens_nothing(world: World, peer: Peer) -> None:
    asking = request_recovery(peer.root, world.root / "申请.qqr", world.clock)
    content = asking.path.read_bytes()
    request: Request = read_request(content)
    forged = Answer(request_id(content), secrets.token_bytes(32), world.clock.now.date())
    file = world.root / "伪造.qqk"
    file.write_bytes(write_answer(request, forged))
    with pytest.raises(WrongAnswerError):
        recover_by_province(peer.root, file, world.clock)
    sealed = BytesIO()
    age.encrypt([b"\x91" * 10_000], request.answer_to, sealed)
    file.write_bytes(file.read_bytes().split(b"age-encryption")[0] + sealed.getvalue())
    with pytest.raises(BundleError):
        recover_by_province(peer.root, file, world.clock)

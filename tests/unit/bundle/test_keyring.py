from __future__ import annotations

import hashlib
import unicodedata

import msgspec
import pytest

from desktop.bundle import keyring as module
from desktop.bundle import slots
from desktop.bundle.identity import Identity
from desktop.bundle.keyring import (
    DamagedKeyringError,
    KeyFile,
    Keyring,
    KeyringError,
    NewerKeyringError,
    WrongPassphraseError,
    add_passphrase,
    open_keyring,
    seal_keyring,
)
from desktop.bundle.signing import is_signed
from desktop.bundle.slots import DEFAULT_COST, Argon2Cost
from tests.cheap_keys import change_passphrase, cheap_keys

KEYRING = Keyring.generate()


def _sealed(word: str = "青桥-1") -> bytes:
    with cheap_keys():
        return seal_keyring(KEYRING, word, slot="口令")


def _forged(**changes: object) -> bytes:
    """Return a file with one slot changed and the checksum mended."""
    first, _, body = _sealed().split(b"\n", 2)
    plain = msgspec.msgpack.decode(body)
    plain["slots"][0].update(changes)
    body = msgspec.msgpack.encode(plain)
    return first + b"\n" + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def test_an_identity_signs_and_names_its_keys() -> None:
    identity = Identity.generate()
    signature = identity.sign(b"content")
    assert len(identity.verify_key) == 32
    assert identity.recipient.startswith("age1")
    assert identity.age.startswith("AGE-SECRET-KEY-1")
    assert identity.key_id == hashlib.sha256(identity.verify_key).digest()[:8]
    assert is_signed(b"content", signature, identity.verify_key)
    assert not is_signed(b"other", signature, identity.verify_key)
    assert not is_signed(b"content", signature, KEYRING.identity.verify_key)
    assert not is_signed(b"content", signature, b"too short")


def test_no_secret_shows_in_repr() -> None:
    shown = repr(Keyring(KEYRING.data_key, Identity(b"s" * 32, "AGE-SECRET", ("AGE-OLD",))))
    assert shown == "Keyring(identity=Identity())"


def test_two_files_of_one_keyring_share_nothing_but_the_first_line() -> None:
    one, two = _sealed(), _sealed()
    assert one.startswith(b"qingqiao-keyring/1\n")
    assert one.split(b"\n", 2)[1:] != two.split(b"\n", 2)[1:]
    for secret in (KEYRING.data_key, KEYRING.identity.signing, KEYRING.identity.age.encode()):
        assert secret not in one


def test_retired_age_identities_are_kept() -> None:
    old = Keyring(KEYRING.data_key, Identity(b"s" * 32, "AGE-SECRET", ("AGE-OLD", "AGE-OLDER")))
    assert open_keyring(seal_keyring(old, "x", slot="a"), "x") == old


def test_the_wrong_passphrase_is_named() -> None:
    with pytest.raises(WrongPassphraseError, match="口令不正确"):
        open_keyring(_sealed(), "青桥-2")


def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    composed = unicodedata.normalize("NFC", "Café-ếǚ")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert open_keyring(_sealed(composed), decomposed) == KEYRING
    assert open_keyring(_sealed(decomposed), composed) == KEYRING


def test_changing_one_passphrase_leaves_the_other() -> None:
    both = add_passphrase(_sealed("旧"), "旧", "备用", slot="备用口令")
    changed = change_passphrase(both, "旧", "新")
    assert open_keyring(changed, "新") == open_keyring(changed, "备用") == KEYRING
    with pytest.raises(WrongPassphraseError):
        open_keyring(changed, "旧")
    second = change_passphrase(changed, "备用", "b")
    assert open_keyring(second, "新") == open_keyring(second, "b") == KEYRING
    with pytest.raises(WrongPassphraseError):
        change_passphrase(both, "错", "新")
    with pytest.raises(WrongPassphraseError):
        add_passphrase(both, "错", "新", slot="x")


def test_slots_are_bounded() -> None:
    content = _sealed("0")
    for n in range(1, module.SLOT_CAP):
        content = add_passphrase(content, "0", str(n), slot=str(n))
    assert open_keyring(content, str(module.SLOT_CAP - 1)) == KEYRING
    with pytest.raises(KeyringError, match="最多"):
        add_passphrase(content, "0", "x", slot="x")


def test_every_bit_counts() -> None:
    content = _sealed()
    for position in range(0, len(content), 7):
        for bit in (0, 6):
            broken = bytearray(content)
            broken[position] ^= 1 << bit
            with pytest.raises((DamagedKeyringError, NewerKeyringError)):
                open_keyring(bytes(broken), "青桥-1")


@pytest.mark.parametrize(
    "broken",
    [b"", b"qingqiao-keyring/1\n", b"something else\n", _sealed()[:-1], _sealed() + b"\0"],
)
def test_another_file_or_length_is_damage(broken: bytes) -> None:
    with pytest.raises(DamagedKeyringError):
        open_keyring(broken, "青桥-1")


def test_a_newer_version_is_not_called_damage() -> None:
    with pytest.raises(NewerKeyringError, match="更新版本"):
        open_keyring(_sealed().replace(b"/1\n", b"/2\n", 1), "青桥-1")


@pytest.mark.parametrize(
    "cost",
    [
        {"memory": 100 * 1024 * 1024, "iterations": 1, "lanes": 1},
        {"memory": 64, "iterations": 1_000_000, "lanes": 1},
        {"memory": 64, "iterations": 1, "lanes": 1000},
        {"memory": 0, "iterations": 1, "lanes": 1},
        {"memory": 64, "iterations": 0, "lanes": 1},
        {},
        [[[[]]]],
    ],
)
def test_costs_out_of_bounds_are_refused_without_paying(
    cost: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = _forged(cost=cost)
    monkeypatch.setattr(slots, "Argon2id", None)
    with pytest.raises(DamagedKeyringError):
        open_keyring(forged, "青桥-1")


def test_nesting_without_end_is_damage() -> None:
    deep: list[object] = []
    for _ in range(500):
        deep = [deep]
    body = msgspec.msgpack.encode(deep).replace(b"\x90", b"\x91" * 100_000 + b"\x90")
    content = b"qingqiao-keyring/1\n" + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    extra = b"\x81\xa1x" + body
    unknown = b"qingqiao-keyring/1\n" + hashlib.sha256(extra).hexdigest().encode() + b"\n" + extra
    for broken in (content, unknown):
        with pytest.raises(DamagedKeyringError):
            open_keyring(broken, "青桥-1")


def test_a_slot_cannot_be_renamed_and_secrets_cannot_be_swapped() -> None:
    with pytest.raises(WrongPassphraseError):
        open_keyring(_forged(name="别的"), "青桥-1")
    first, _, body = _sealed().split(b"\n", 2)
    plain = msgspec.msgpack.decode(body)
    plain["secrets"] = msgspec.msgpack.decode(_sealed().split(b"\n", 2)[2])["secrets"]
    body = msgspec.msgpack.encode(plain)
    swapped = first + b"\n" + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    with pytest.raises(DamagedKeyringError):
        open_keyring(swapped, "青桥-1")


@pytest.mark.real_keys
def test_the_default_cost_is_one_we_accept_ourselves() -> None:
    assert msgspec.convert(msgspec.to_builtins(DEFAULT_COST), Argon2Cost) == DEFAULT_COST
    assert DEFAULT_COST.memory >= 64 * 1024
    content = seal_keyring(KEYRING, "x", slot="a")
    assert [one.cost for one in KeyFile.read(content).slots] == [DEFAULT_COST]
    assert open_keyring(content, "x") == KEYRING

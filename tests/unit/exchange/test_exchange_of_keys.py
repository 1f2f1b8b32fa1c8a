"""New keys and what the database says of them come in one moment, wherever it is cut off."""

from __future__ import annotations

import pytest

from desktop.bundle.identity import Identity
from desktop.bundle.keyring import open_keyring
from desktop.usecases.account import exchange_keys as exchanging
from desktop.usecases.account.exchange_keys import exchange_keys
from desktop.usecases.exchange.issuers import read_trust
from tests.unit.exchange_world import PASSPHRASE, Peer


class CutError(Exception):
    """The power is gone."""


def cut(*_: object) -> None:
    raise CutError


def exchange(peer: Peer, new: Identity, *, commit: bool) -> None:
    """Exchange keys with the power gone before or after the commit, and nothing tidied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchanging, "settle_keys", cut)
        if not commit:
            patch.setattr(exchanging, "go_over", cut)
        with pytest.raises(CutError), exchange_keys(peer.workspace, PASSPHRASE, new):
            pass


@pytest.mark.parametrize("commit", [True, False])
def test_keys_count_from_the_commit_on(peer: Peer, *, commit: bool) -> None:
    old, new = peer.workspace.identity, Identity.generate()
    exchange(peer, new, commit=commit)
    peer.reopen()
    expected = new if commit else old
    assert peer.workspace.identity.verify_key == expected.verify_key
    kept = open_keyring(peer.workspace.folder.keyring.read_bytes(), PASSPHRASE)
    assert (kept.identity.verify_key, kept.following) == (expected.verify_key, None)
    assert expected.key_id in read_trust(peer.root).issuers


def test_keys_that_were_given_up_do_not_come_back(peer: Peer) -> None:
    old = peer.workspace.identity
    with pytest.raises(CutError), exchange_keys(peer.workspace, PASSPHRASE, Identity.generate()):
        raise CutError
    assert peer.workspace.identity == old
    peer.reopen()
    assert peer.workspace.identity == old


def test_issuers_that_a_cut_left_out_of_date_are_written_at_the_next_start(peer: Peer) -> None:
    file = peer.workspace.folder.issuers
    whole = file.read_bytes()
    for left in (None, b"", whole[:-7]):
        file.unlink() if left is None else file.write_bytes(left)
        peer.reopen()
        assert file.read_bytes() == whole

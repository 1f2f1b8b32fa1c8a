"""What one township revokes, everybody who verifies knows after the next exchange."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from desktop.bundle.credential import (
    AlteredCredentialError,
    CredentialFacts,
    UnknownIssuerError,
    sign_credential,
)
from desktop.domain.certificate import serial, serial_prefix
from desktop.domain.terms import CertificateState
from desktop.store.queries.revocations import revoked_serials
from desktop.store.tables import Certificate, CertificateRevocation
from desktop.usecases.certificate.revoke_certificate import revoke_certificate
from desktop.usecases.certificate.verify import (
    RevokedCertificateError,
    RevokedIssuerError,
    verify_text,
)
from desktop.usecases.exchange.issuers import DamagedIssuersError, read_trust
from desktop.usecases.province.revoke import revoke
from tests.unit.exchange_world import ONE, TWO, End, Peer, World


def issue(peer: Peer, number: int, name: str = "张䶮") -> Certificate:
    """Put a signed certificate of this PC down."""
    with peer.workspace.store.write() as writer:
        prefix = serial_prefix(peer.township, writer.replica.device or b"")
        facts = CredentialFacts(
            name=name,
            serial=serial(prefix, number),
            activity="作业辅导",
            minutes=120,
            first_day=date(2026, 11, 1),
            last_day=date(2026, 11, 1),
            township=peer.township,
            issued_on=date(2026, 11, 2),
        )
        credential = sign_credential(facts, peer.workspace.identity)
        return writer.add(
            Certificate(serial=facts.serial, name=name, minutes=120, credential=credential)
        )


def told(end: End) -> list[str]:
    with end.workspace.store.read() as reader:
        return [row.serial for row in reader.find(CertificateRevocation)]


def test_a_revocation_reaches_the_province_and_other_townships(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    good, bad = issue(peer, 1), issue(peer, 2, "李𬭎")
    for one in (peer, other):
        world.round(one)
    world.down(other)
    everybody = (peer, other, world.province)
    for end in everybody:
        verify_text(bad.credential, read_trust(end.root))
    revoke_certificate(peer.workspace, bad.id, "姓名有误")
    with pytest.raises(RevokedCertificateError):  # where it was revoked, at once
        verify_text(bad.credential, read_trust(peer.root))
    verify_text(bad.credential, read_trust(other.root))
    world.round(peer)
    world.down(other)
    for end in everybody:
        with pytest.raises(RevokedCertificateError, match="作废") as caught:
            verify_text(bad.credential, read_trust(end.root))
        assert caught.value.facts.name == "李𬭎"
        assert verify_text(good.credential, read_trust(end.root)).issuer == ONE
    assert told(other) == told(world.province) == [bad.serial]


def test_the_reason_and_the_name_do_not_travel_to_other_townships(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    revoke_certificate(peer.workspace, issue(peer, 1).id, "冒名顶替")
    world.round(peer)
    world.round(other)
    with other.workspace.store.read() as reader:
        (row,) = reader.find(CertificateRevocation)
        assert reader.find(Certificate) == []
    assert "冒名" not in row.model_dump_json(exclude={"id", "unknown"})


def test_an_exchange_without_news_writes_nothing(world: World, peer: Peer) -> None:
    revoke_certificate(peer.workspace, issue(peer, 1).id, "有误")
    world.round(peer)
    world.round(peer)
    with world.province.workspace.store.read() as reader:
        before = reader.replica.lsn, reader.find(CertificateRevocation)[0].lsn
    world.receive(world.root / "nothing here")
    with world.province.workspace.store.read() as reader:
        assert (reader.replica.lsn, reader.find(CertificateRevocation)[0].lsn) == before


def test_what_is_no_longer_revoked_counts_again(world: World, peer: Peer) -> None:
    certificate = issue(peer, 1)
    revoke_certificate(peer.workspace, certificate.id, "有误")
    world.round(peer)
    with peer.workspace.store.write() as writer:  # as a settled conflict may do
        writer.get(Certificate, certificate.id).state = CertificateState.ISSUED
    world.round(peer)
    assert told(world.province) == told(peer) == []
    revoke_certificate(peer.workspace, certificate.id, "还是有误")
    world.round(peer)
    assert told(world.province) == told(peer) == [certificate.serial]


def test_a_township_cannot_revoke_anothers_certificates(world: World, peer: Peer) -> None:
    other = world.join(TWO)
    certificate = issue(peer, 1)
    with other.workspace.store.write() as writer:
        writer.add(Certificate(serial=certificate.serial, state=CertificateState.REVOKED))
    for one in (peer, other):
        world.round(one)
    assert told(world.province) == []
    verify_text(certificate.credential, read_trust(other.root))


def test_signing_in_anothers_name_is_a_forgery(world: World, peer: Peer) -> None:
    world.round(peer)
    facts = CredentialFacts(
        name="张䶮",
        serial=f"{TWO}-AAAAA-00001",
        activity="作业辅导",
        minutes=60,
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 1),
        township=TWO,
        issued_on=date(2026, 11, 1),
    )
    forged = sign_credential(facts, peer.workspace.identity)
    with pytest.raises(AlteredCredentialError):
        verify_text(forged, read_trust(peer.root))
    own = msgspec.structs.replace(facts, township=ONE)
    verify_text(sign_credential(own, peer.workspace.identity), read_trust(peer.root))


def test_unknown_and_stopped_issuers_are_told_apart(world: World, peer: Peer) -> None:
    certificate = issue(peer, 1)
    with pytest.raises(UnknownIssuerError):
        verify_text(certificate.credential, read_trust(world.province.root))
    world.round(peer)
    verify_text(certificate.credential, read_trust(world.province.root))
    revoke(world.province.workspace, str(ONE))
    with pytest.raises(RevokedIssuerError):
        verify_text(certificate.credential, read_trust(world.province.root))


def test_the_few_revoked_are_found_by_their_index(peer: Peer) -> None:
    issue(peer, 1)
    with peer.workspace.store.read() as reader:
        seen: list[str] = []
        connection = reader.connection.connection.driver_connection
        assert connection is not None
        connection.set_trace_callback(seen.append)
        assert revoked_serials(reader) == []
        connection.set_trace_callback(None)
        plan = reader.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[-1]}").fetchall()
    assert any("ix_certificate_revoked" in row[3] for row in plan), plan


def test_a_damaged_file_is_told(peer: Peer) -> None:
    peer.workspace.folder.issuers.write_bytes(b"[]")
    with pytest.raises(DamagedIssuersError, match="损坏"):
        read_trust(peer.root)

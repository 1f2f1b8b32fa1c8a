"""Verify a certificate offline: from its QR text, a picture or a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.credential import (
    AlteredCredentialError,
    CredentialError,
    CredentialFacts,
    NotACredentialError,
    read_credential,
    verify_credential,
)
from desktop.documents.qr_reading import read_qr_from_file
from desktop.foundation.errors import QingqiaoError
from desktop.usecases.exchange.issuers import Trust


class RevokedIssuerError(CredentialError):
    """The key that signed is no longer trusted."""

    def __init__(self) -> None:
        super().__init__(
            "签发这张证书的电脑已被停用，证书不能作为有效凭证。", "请与证书上的落款单位核实。"
        )


class RevokedCertificateError(CredentialError):
    """The issuer signed this and took it back; `facts` are what it says."""

    def __init__(self, facts: CredentialFacts) -> None:
        super().__init__(
            f"这张证书（编号 {facts.serial}）内容没有改动，但签发单位已经作废，不再有效。",
            "请与证书上的落款单位核实，或请持证人出示补发的证书。",
        )
        self.facts = facts


@dataclass(frozen=True)
class Verified:
    """What a genuine certificate says. It proves the content, not who holds the paper."""

    facts: CredentialFacts
    issuer: int


def verify_text(text: str, trust: Trust) -> Verified:
    """Check a credential text against the known issuers and revocations.

    Raises `NotACredentialError`, `UnknownIssuerError`, `AlteredCredentialError`,
    `RevokedIssuerError`, `RevokedCertificateError`: five different answers.
    """
    text = text.strip()
    key_id = read_credential(text).key_id
    facts = verify_credential(text, {name: one.verify_key for name, one in trust.issuers.items()})
    issuer = trust.issuers[key_id]
    if facts.township != issuer.township:  # signed by one township in the name of another
        raise AlteredCredentialError
    if issuer.revoked:
        raise RevokedIssuerError
    if facts.serial in trust.revoked:
        raise RevokedCertificateError(facts)
    return Verified(facts, issuer.township)


def verify_file(path: Path, trust: Trust) -> list[Verified | QingqiaoError]:
    """Check every credential on a picture or a PDF, in order; raises when there is none."""
    answers: list[Verified | QingqiaoError] = []
    for text in read_qr_from_file(path):
        try:
            answers.append(verify_text(text, trust))
        except NotACredentialError:
            continue  # a sheet's own code, or something else on the page
        except QingqiaoError as error:
            answers.append(error)
    if not answers:
        raise NotACredentialError
    return answers

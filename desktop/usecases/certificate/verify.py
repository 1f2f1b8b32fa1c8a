"""Verify a certificate offline: from its QR text, a picture or a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.credential import (
    CredentialFacts,
    NotACredentialError,
    read_credential,
    verify_credential,
)
from desktop.documents.qr_reading import read_qr_from_file
from desktop.foundation.errors import QingqiaoError
from desktop.usecases.exchange.issuers import Issuer


class RevokedIssuerError(QingqiaoError):
    """The key that signed is no longer trusted."""


@dataclass(frozen=True)
class Verified:
    """What a genuine certificate says. It proves the content, not who holds the paper."""

    facts: CredentialFacts
    issuer: int


def verify_text(text: str, issuers: Mapping[bytes, Issuer]) -> Verified:
    """Check a credential text against the known issuers.

    Raises `NotACredentialError`, `UnknownIssuerError`, `AlteredCredentialError`,
    `RevokedIssuerError`: four different answers.
    """
    text = text.strip()
    key_id = read_credential(text).key_id
    facts = verify_credential(text, {name: one.verify_key for name, one in issuers.items()})
    issuer = issuers[key_id]
    if issuer.revoked:
        raise RevokedIssuerError(
            "签发这张证书的电脑已被停用，证书不能作为有效凭证。", "请与证书上的落款单位核实。"
        )
    return Verified(facts, issuer.township)


def verify_file(path: Path, issuers: Mapping[bytes, Issuer]) -> list[Verified | QingqiaoError]:
    """Check every credential on a picture or a PDF, in order; raises when there is none."""
    answers: list[Verified | QingqiaoError] = []
    for text in read_qr_from_file(path):
        try:
            answers.append(verify_text(text, issuers))
        except NotACredentialError:
            continue  # a sheet's own code, or something else on the page
        except QingqiaoError as error:
            answers.append(error)
    if not answers:
        raise NotACredentialError
    return answers

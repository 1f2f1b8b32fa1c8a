"""What verifying a certificate found, in words that cannot be mistaken for one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.credential import (
    AlteredCredentialError,
    CredentialFacts,
    NotACredentialError,
    UnknownIssuerError,
)
from desktop.foundation.errors import QingqiaoError
from desktop.gui.theme import Kind
from desktop.store.queries import certificates
from desktop.store.tables import Township
from desktop.usecases.certificate.verify import (
    RevokedCertificateError,
    RevokedIssuerError,
    Verified,
    verify_file,
    verify_text,
)
from desktop.usecases.exchange.issuers import read_trust
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Answer:
    """A verdict in a word, what it means, and what the certificate says where that is signed."""

    verdict: str
    kind: Kind
    icon_name: str
    meaning: str
    facts: tuple[tuple[str, str], ...] = ()


def answers_for_text(workspace: Workspace, text: str) -> list[Answer]:
    """Check a pasted text."""
    try:
        found: Verified | QingqiaoError = verify_text(text, read_trust(workspace.folder.root))
    except QingqiaoError as error:
        found = error
    return [_answer(workspace, found)]


def answers_for_file(workspace: Workspace, path: Path) -> list[Answer]:
    """Check every certificate on a picture or in a PDF."""
    try:
        found = verify_file(path, read_trust(workspace.folder.root))
    except NotACredentialError as error:
        return [_answer(workspace, error)]
    return [_answer(workspace, one) for one in found]


def _answer(workspace: Workspace, found: Verified | QingqiaoError) -> Answer:
    if isinstance(found, Verified):
        return _genuine(workspace, found)
    meaning = f"{found.message}{found.hint}"
    if isinstance(found, RevokedCertificateError):
        return _taken_back(workspace, found)
    if isinstance(found, UnknownIssuerError):
        return Answer("不是已知单位签发", "warning", "alert-triangle", meaning)
    if isinstance(found, AlteredCredentialError):
        return Answer("内容被改动", "danger", "ban", meaning)
    if isinstance(found, RevokedIssuerError):
        return Answer("签发电脑已停用", "danger", "ban", meaning)
    return Answer("不是证书，或没有读完整", "neutral", "alert-circle", meaning)


def _genuine(workspace: Workspace, found: Verified) -> Answer:
    meaning = (
        "由已知单位签发，下面的内容没有被改动过。它证明内容，不证明持证人就是本人，请核对身份。"
    )
    facts = _facts(workspace, found.facts)
    return Answer("真实有效", "success", "circle-check", meaning, facts)


def _taken_back(workspace: Workspace, found: RevokedCertificateError) -> Answer:
    with workspace.store.read() as reader:
        register = certificates.page(reader, only={"serial": found.facts.serial})
    reasons = "".join(f"原因：{row.reason}。" for row in register if row.reason)
    meaning = f"{found.message}{reasons}{found.hint}"
    return Answer("已作废", "danger", "ban", meaning, _facts(workspace, found.facts))


def _facts(workspace: Workspace, facts: CredentialFacts) -> tuple[tuple[str, str], ...]:
    with workspace.store.read() as reader:
        names = [row.name for row in reader.find(Township, code=facts.township)]
    issuer = " ".join([*names, str(facts.township)])
    days = f"{facts.first_day}"
    if facts.last_day != facts.first_day:
        days += f" 至 {facts.last_day}"
    return (
        ("姓名", facts.name),
        ("编号", facts.serial),
        ("活动", facts.activity),
        ("活动日期", days),
        ("时长", f"{facts.minutes / 60:g} 小时"),
        ("颁发日期", f"{facts.issued_on}"),
        ("签发单位", issuer),
    )

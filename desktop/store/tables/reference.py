"""The province's reference data, the same in every township."""

from __future__ import annotations

from typing import ClassVar

from desktop.domain.terms import BranchKind, CommunityKind
from desktop.store.tables.base import (
    OWNER_PROVINCE,
    Synced,
    date,
    day,
    flag,
    integer,
    link,
    real,
    sequence_index,
    text,
    word,
)


class Township(Synced, table=True):
    """镇街; sent down to itself only."""

    __tablename__ = "township"
    __table_args__ = sequence_index("township")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    code: int = integer(index=True)
    name: str = text()
    county_code: int = integer()
    county_name: str = text()
    city_code: int = integer()
    city_name: str = text()
    latitude: float | None = real()
    longitude: float | None = real()
    pilot: bool = flag()


class Community(Synced, table=True):
    """社区（村）; sent down to its township only."""

    __tablename__ = "community"
    __table_args__ = sequence_index("community")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    code: int = integer(index=True)
    name: str = text()
    kind: CommunityKind = word(CommunityKind.COMMUNITY)
    labels: str = text()


class University(Synced, table=True):
    """高校; `branch_total` is the denominator of the 30 %, as of a day, from a source."""

    __tablename__ = "university"
    __table_args__ = sequence_index("university")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    name: str = text()
    latitude: float | None = real()
    longitude: float | None = real()
    branch_total: int | None = integer(None)
    branch_total_on: date | None = day()
    branch_total_source: str = text()


class Department(Synced, table=True):
    """院系."""

    __tablename__ = "department"
    __table_args__ = sequence_index("department")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    university_id: bytes | None = link()
    name: str = text()


class Branch(Synced, table=True):
    """团支部 of a class or of a club."""

    __tablename__ = "branch"
    __table_args__ = sequence_index("branch")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    department_id: bytes | None = link()
    name: str = text()
    kind: BranchKind = word(BranchKind.CLASS)
    headcount: int = integer()
    grade: str = text()


class CertificateRevocation(Synced, table=True):
    """The serial of a certificate that no longer counts; goes to every township.

    A serial names nobody, and those of one PC differ in their last letters alone: thousands of
    them compress better than hashes would.
    """

    __tablename__ = "certificate_revocation"
    __table_args__ = sequence_index("certificate_revocation")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    serial: str = text(index=True)


class IssuerKey(Synced, table=True):
    """The public key by which a device signs certificates; goes to every township."""

    __tablename__ = "issuer_key"
    __table_args__ = sequence_index("issuer_key")
    OWNER: ClassVar[str] = OWNER_PROVINCE

    issuer: int = integer()
    verify_key: bytes | None = link(index=False)
    revoked: bool = flag()

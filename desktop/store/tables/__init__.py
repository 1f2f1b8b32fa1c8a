"""Every table, declared once.

A `Synced` table travels in bundles; its owner, the province or a township, is the only party that
writes it. Other tables belong to one database and stay in it.
"""

from desktop.store.tables.appointments import Appointment
from desktop.store.tables.attachments import Attachment, AttachmentContent
from desktop.store.tables.audit import AuditEntry
from desktop.store.tables.base import (
    OWNER_PROVINCE,
    OWNER_TOWNSHIP,
    Synced,
    Table,
    local_tables,
    synced_tables,
)
from desktop.store.tables.conduct import (
    ActivityStaff,
    BudgetLine,
    Feedback,
    Incident,
    InsuredPerson,
)
from desktop.store.tables.decisions import CampusDecision, IndicatorDefinition, MergedFigure
from desktop.store.tables.exchange import (
    AcceptedBundle,
    Conflict,
    Device,
    HandUp,
    KnownBundle,
    Lineage,
    Refusal,
    Replica,
    Setting,
    TownshipFigures,
)
from desktop.store.tables.grounds import Base, Survey
from desktop.store.tables.people import (
    Attendance,
    Certificate,
    CertificateTemplate,
    DistinctStudents,
    Enrolment,
    SheetPage,
    Student,
    StudentEvent,
)
from desktop.store.tables.practice import (
    Activity,
    ActivityPairing,
    ActivityTemplate,
    Project,
    ProjectBranch,
    QuietSpan,
    Safeguard,
)
from desktop.store.tables.reference import (
    Branch,
    CertificateRevocation,
    Community,
    Department,
    IssuerKey,
    Township,
    University,
)
from desktop.store.tables.twinning import Consent, Need, Pairing, TownshipProfile
from desktop.store.tables.unknown import UnknownRow

__all__ = [
    "OWNER_PROVINCE",
    "OWNER_TOWNSHIP",
    "AcceptedBundle",
    "Activity",
    "ActivityPairing",
    "ActivityStaff",
    "ActivityTemplate",
    "Appointment",
    "Attachment",
    "AttachmentContent",
    "Attendance",
    "AuditEntry",
    "Base",
    "Branch",
    "BudgetLine",
    "CampusDecision",
    "Certificate",
    "CertificateRevocation",
    "CertificateTemplate",
    "Community",
    "Conflict",
    "Consent",
    "Department",
    "Device",
    "DistinctStudents",
    "Enrolment",
    "Feedback",
    "HandUp",
    "Incident",
    "IndicatorDefinition",
    "InsuredPerson",
    "IssuerKey",
    "KnownBundle",
    "Lineage",
    "MergedFigure",
    "Need",
    "Pairing",
    "Project",
    "ProjectBranch",
    "QuietSpan",
    "Refusal",
    "Replica",
    "Safeguard",
    "Setting",
    "SheetPage",
    "Student",
    "StudentEvent",
    "Survey",
    "Synced",
    "Table",
    "Township",
    "TownshipFigures",
    "TownshipProfile",
    "University",
    "UnknownRow",
    "local_tables",
    "synced_tables",
]

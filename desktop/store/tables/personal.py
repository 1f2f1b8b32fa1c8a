"""Which columns hold personal data that a term ends for."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.retention import ERASED


@dataclass(frozen=True)
class Held:
    """Personal columns of a table: `name` is replaced when they are erased, the rest emptied."""

    name: str
    others: tuple[str, ...] = ()

    def there(self, table: str) -> str:
        """Return the condition that a row holds any of it, not erased yet."""
        filled = " OR ".join(f"{table}.{one} <> ''" for one in (self.name, *self.others))
        return f"{table}.{self.name} <> '{ERASED}' AND ({filled})"

    def title(self, table: str) -> str:
        """Return the expression that calls a row by the first that it holds."""
        columns = ", ".join(f"nullif({table}.{one}, '')" for one in (self.name, *self.others))
        return f"coalesce({columns}, '')"


@dataclass(frozen=True)
class Hanging:
    """Words about a person in another table, whose columns `links` hold the person's id.

    `gone`: the whole row is deleted as well.
    """

    table: str
    column: str
    links: tuple[str, ...]
    gone: bool = False


PERSONAL: dict[str, Held] = {
    "student": Held("name", ("student_number", "phone")),
    "certificate": Held("name", ("salutation", "body", "credential")),
    "pairing": Held("campus_contact", ("campus_phone",)),
    "activity": Held("leader", ("leader_phone",)),
    "activity_staff": Held("person", ("phone",)),
    "appointment": Held("person", ("phone",)),
    "consent": Held("person"),
    "base": Held("contact", ("phone",)),
    "survey": Held("told_by", ("surveyor",)),
    "project": Held("community_owner", ("campus_owner",)),
}
"""By table."""

HANGING: dict[str, tuple[Hanging, ...]] = {
    "student": (
        Hanging("student_event", "note", ("student_id", "other_id")),
        Hanging("enrolment", "reason", ("student_id",)),
    ),
    "consent": (
        Hanging("attachment", "caption", ("consent_id",)),
        Hanging("attachment", "file_name", ("consent_id",), gone=True),
    ),
}
"""By table, what is said of its rows elsewhere; it is emptied with them."""

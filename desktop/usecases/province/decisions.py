"""高校答复: the proposals go out to universities as a workbook, their answers come back in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.domain.terms import PairingState
from desktop.foundation.ids import reference_id
from desktop.store import rows
from desktop.store.queries import pairings
from desktop.store.tables import Pairing, Township
from desktop.usecases.province.load_reference import check_end
from desktop.usecases.workspace import Workspace
from desktop.workbooks.decisions import DECISIONS
from desktop.workbooks.form import FormRow, read_form, write_form
from desktop.workbooks.table import RowError

_COLUMNS = (
    "id",
    "township",
    "pairing_id",
    "agreed",
    "person",
    "given_on",
    "document",
    "note",
)


@dataclass(frozen=True)
class ProposalsListed:
    """How many proposals wait for their campus's answer, and where they were written."""

    path: Path
    count: int


@dataclass(frozen=True)
class DecisionsEntered:
    """Answers that are new or other than before, those that were so already, rows without one.

    `problems` are the rows that were left out.
    """

    changed: int
    unchanged: int
    silent: int
    problems: tuple[RowError, ...]


def list_proposals(workspace: Workspace, path: Path, university: str = "") -> ProposalsListed:
    """Write the proposals that lack the campus's word, of one university or of all.

    Raises `WrongEndError`, `WriteError`.
    """
    with workspace.store.read() as reader:
        check_end(reader)
        only: dict[str, object] = {"state": PairingState.PROPOSED}
        if university:
            only["university"] = university
        found = [row for row in pairings.page(reader, only=only) if row.campus_agreed is None]
        names = {row.code: row.name for row in reader.find(Township)}
        codes = {row.id: row.township for row in reader.find(Pairing)}
    write_form(
        path,
        DECISIONS,
        (
            (
                row.id,
                {
                    "university": row.university,
                    "campus": row.branch or row.department,
                    "township": names.get(codes[row.id], str(codes[row.id])),
                    "community": row.community,
                    "need": row.need,
                },
            )
            for row in found
        ),
    )
    return ProposalsListed(path, len(found))


def enter_decisions(workspace: Workspace, path: Path) -> DecisionsEntered:
    """Enter the answers of a workbook in one go; an answer given again replaces the earlier one.

    They go down with the next bundle of their township. Raises `WrongEndError`, `WorkbookError`.
    """
    filled, errors = read_form(path, DECISIONS)
    problems = list(errors)
    answers = []
    with workspace.store.write() as writer:
        check_end(writer)
        before = writer.replica.lsn
        codes = {row.id: row.township for row in writer.find(Pairing)}
        for row in filled:
            if "agreed" not in row.values:
                continue
            wrong = _wrong(row, codes, workspace.today())
            if wrong is not None:
                problems.append(wrong)
            else:
                answers.append(_answer(row, codes))
        rows.put_fields(writer.connection, "campus_decision", _COLUMNS, answers)
        changed = writer.replica.lsn - before
    silent = sum(1 for row in filled if "agreed" not in row.values)
    ordered = tuple(sorted(problems, key=lambda error: error.row))
    return DecisionsEntered(changed, len(answers) - changed, silent, ordered)


def _wrong(row: FormRow, codes: dict[bytes, int], today: date) -> RowError | None:
    if row.id not in codes:
        return RowError(row.row, "青桥编号", "认不出是哪一个结对，请用 --export 导出的表填写")
    if not row.values["agreed"] and not row.values.get("note"):
        return RowError(row.row, "说明", "不同意的，请写明原因")
    if (given := row.values.get("given_on")) is not None and given > today:
        return RowError(row.row, "答复日期", "在今天之后")
    return None


def _answer(row: FormRow, codes: dict[bytes, int]) -> rows.Row:
    assert row.id is not None  # noqa: S101 - `_wrong` has refused that
    values = row.values
    given = values.get("given_on")
    return (
        reference_id("campus_decision", row.id.hex()),
        codes[row.id],
        row.id,
        int(values["agreed"]),
        values.get("person", ""),
        given.isoformat() if given else None,
        values.get("document", ""),
        values.get("note", ""),
    )

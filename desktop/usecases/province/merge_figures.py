"""全省合并: the three indicators over all townships' rows, to go down with the next bundles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.activity import semester_of
from desktop.foundation.ids import reference_id
from desktop.foundation.progress import SILENT, Progress
from desktop.store import rows
from desktop.store.queries.definitions import definitions
from desktop.store.queries.merged import merged
from desktop.store.tables import Device
from desktop.usecases.province.load_reference import check_end
from desktop.usecases.workspace import Workspace

_COLUMNS = (
    "id",
    "township",
    "key",
    "version",
    "semester",
    "numerator",
    "denominator",
    "counted_on",
)


@dataclass(frozen=True)
class FigureMerged:
    """One figure of the whole province."""

    key: str
    numerator: int
    denominator: int


@dataclass(frozen=True)
class FiguresMerged:
    """What was counted for the province, and for how many townships besides."""

    semester: date
    townships: int
    province: tuple[FigureMerged, ...]


def merge_figures(workspace: Workspace, progress: Progress = SILENT) -> FiguresMerged:
    """Count the indicators of this semester for the province and each township that has joined.

    Raises `WrongEndError`, `Cancelled`; then nothing is written.
    """
    today = workspace.today()
    _, semester, _ = semester_of(today)
    with workspace.store.write() as writer:
        check_end(writer)
        rules = definitions(writer, today)
        joined = sorted({one.township for one in writer.local(Device) if one.joined_at})
        found: list[rows.Row] = []
        for done, township in enumerate((0, *joined)):
            progress.step(done, len(joined) + 1, "正在合并各镇街的数据")
            for key, figure in merged(writer, rules, today, township).items():
                version, _ = rules.versions.get(key, (0, None))
                found.append(
                    (
                        reference_id("merged_figure", township, key, semester.isoformat()),
                        township,
                        key,
                        version,
                        semester.isoformat(),
                        figure.numerator,
                        figure.denominator,
                        today.isoformat(),
                    )
                )
        rows.put_fields(writer.connection, "merged_figure", _COLUMNS, found)
    whole = tuple(FigureMerged(row[2], row[5], row[6]) for row in found if not row[1])
    return FiguresMerged(semester, len(joined), whole)

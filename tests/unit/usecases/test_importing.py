"""Workbooks in: what was exported and not touched says nothing new, whoever saved it meanwhile."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.domain.terms import Gender
from desktop.foundation.progress import SILENT
from desktop.gui.rows_model import RowsQuery
from desktop.gui.views.roster_rows import export
from desktop.store.queries.history import history
from desktop.store.tables import Student
from desktop.usecases.importing.preview_import import preview_import
from desktop.usecases.importing.run_import import Imported, run_import
from desktop.usecases.roster.delete_student import delete_student
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from desktop.usecases.undo import noting_changes, take_back
from tests.unit.township_sample import FAR, NEAR, Sample, branch_id

NAMES = st.text(st.sampled_from("张王李·艾力𬱖䶮〇é"), min_size=1, max_size=6)
People = list[dict[str, Any]]
PEOPLE: st.SearchStrategy[People] = st.lists(
    st.builds(
        dict,
        branch_id=st.sampled_from([branch_id(NEAR, "1班"), branch_id(FAR, "公益社")]),
        name=NAMES,
        student_number=st.from_regex(r"0[0-9]{0,20}|[0-9A-Z-]{1,32}", fullmatch=True),
        gender=st.sampled_from(list(Gender)),
        phone=st.sampled_from(["", "13800000000"]),
        source=st.sampled_from(["", "青鸟计划", "=1+1", "1E+10"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: (one["branch_id"], one["student_number"]),
)


def fill(sample: Sample, people: People) -> None:
    with sample.workspace.store.write() as writer:
        for old in writer.find(Student):
            writer.delete(old)
        for one in people:
            writer.add(Student(**one))


def some(sample: Sample, count: int) -> list[bytes]:
    people: People = [
        {"branch_id": branch_id(NEAR, "1班"), "name": name, "student_number": f"00{at}"}
        for at, name in enumerate(["张三", "李四", "王五"][:count])
    ]
    fill(sample, people)
    with sample.workspace.store.read() as reader:
        return [one.id for one in sorted(reader.find(Student), key=lambda one: one.student_number)]


def exported(sample: Sample, folder: Path) -> Path:
    path = folder / "名册.xlsx"
    export(sample.workspace, RowsQuery(), path, SILENT)
    return path


def outcome(imported: Imported) -> tuple[int, int, int]:
    return imported.added, imported.changed, len(imported.problems)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people=PEOPLE)
def test_an_unmodified_export_changes_nothing(sample: Sample, people: People) -> None:
    fill(sample, people)
    lsn = sample.lsn
    with TemporaryDirectory() as folder:
        imported = run_import(sample.workspace, ROSTER_IMPORT, exported(sample, Path(folder)))
    assert outcome(imported) == (0, 0, 0)
    assert imported.unchanged == len(people)
    assert sample.lsn == lsn


def test_an_export_is_known_again_by_its_hidden_ids(sample: Sample, tmp_path: Path) -> None:
    some(sample, 2)
    path = exported(sample, tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A2"], sheet["B2"], sheet["E2"] = "改名", "0099", "2班"
    book.save(path)
    preview = preview_import(sample.workspace, ROSTER_IMPORT, path)
    (changed,) = preview.changed
    assert set(changed.changes) == {"name", "student_number", "branch_id"}
    assert (len(preview.new), preview.unchanged, preview.problems) == (0, 1, ())


def test_a_branch_changed_in_a_workbook_is_a_transfer_in_one_act(
    sample: Sample, tmp_path: Path
) -> None:
    first, second = some(sample, 2)
    path = exported(sample, tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["E2"], sheet["A3"] = "2班", "李四四"
    book.save(path)
    imported, act = noting_changes(lambda: run_import(sample.workspace, ROSTER_IMPORT, path))
    assert (outcome(imported), events(sample, second)) == ((0, 2, 0), [])
    assert events(sample, first) == [("1班", "2班", sample.workspace.today())]
    assert run_import(sample.workspace, ROSTER_IMPORT, path).unchanged == 2
    assert len(events(sample, first)) == 1
    take_back(sample.workspace, act)
    assert events(sample, first) == []
    with sample.workspace.store.read() as reader:
        assert reader.get(Student, first).branch_id == branch_id(NEAR, "1班")


def test_a_roster_written_anew_knows_who_has_changed_the_branch(
    sample: Sample, tmp_path: Path
) -> None:
    first, _ = some(sample, 2)
    path = tmp_path / "新学期.csv"
    path.write_text(
        f"姓名,学号,学校,团支部\n张三,000,{NEAR},2班\n李四四,001,{NEAR},2班\n", encoding="utf-8"
    )
    preview = preview_import(sample.workspace, ROSTER_IMPORT, path)
    (changed,), (new,) = preview.changed, preview.new
    assert (changed.id, list(changed.changes), new.title) == (first, ["branch_id"], "李四四")
    words = [preview.show("branch_id", value) for value in changed.changes["branch_id"]]
    assert words == [f"1班（{NEAR}）", f"2班（{NEAR}）"]
    run_import(sample.workspace, ROSTER_IMPORT, path)
    assert events(sample, first) == [("1班", "2班", sample.workspace.today())]
    path.write_text(f"姓名,学号,学校,团支部\n张三,000,{NEAR},公益社\n", encoding="utf-8")
    joined = preview_import(sample.workspace, ROSTER_IMPORT, path)
    assert (len(joined.new), joined.changed) == (1, ()), "whoever joins a club leaves no class"


def events(sample: Sample, student: bytes) -> list[tuple[str, str, date | None]]:
    with sample.workspace.store.read() as reader:
        return [(one.before, one.after, one.on) for one in history(reader, student).events]


def test_a_number_that_another_has_and_a_deleted_row_are_told(
    sample: Sample, tmp_path: Path
) -> None:
    first, _second = some(sample, 2)
    path = exported(sample, tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B2"] = sheet["B3"].value
    book.save(path)
    problems = preview_import(sample.workspace, ROSTER_IMPORT, path).problems
    assert [(one.row, one.title, one.column) for one in problems] == [(2, "张三", "学号")]
    assert "另一条" in problems[0].message
    delete_student(sample.workspace, first)
    book.worksheets[0]["B2"] = "0777"
    book.save(path)
    (gone,) = preview_import(sample.workspace, ROSTER_IMPORT, path).problems
    assert "删除" in gone.message


def test_a_workbook_with_a_wrong_dimension_is_read_whole(sample: Sample, tmp_path: Path) -> None:
    some(sample, 3)
    path = exported(sample, tmp_path)
    wrong = tmp_path / "金山.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(wrong, "w") as target:
        for name in whole.namelist():
            content = whole.read(name)
            if name.startswith("xl/worksheets/"):
                content, found = re.subn(
                    rb"(<worksheet[^>]*>)(<dimension[^>]*/>)?",
                    rb'\1<dimension ref="A1"/>',
                    content,
                    count=1,
                )
                assert found
            target.writestr(name, content)
    imported = run_import(sample.workspace, ROSTER_IMPORT, wrong)
    assert (outcome(imported), imported.unchanged) == ((0, 0, 0), 3)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("through", ["xlsx", "ods"])
def test_a_workbook_that_libreoffice_saved_changes_nothing(
    sample: Sample, tmp_path: Path, through: str
) -> None:
    fill(
        sample,
        [
            {
                "branch_id": branch_id(NEAR, "1班"),
                "name": "张三",
                "student_number": number,
                "phone": "13800000000",
                "source": "青鸟计划",
            }
            for number in ("0012", "202411001234567890", "1E5", "2024-09-01")
        ],
    )
    path = exported(sample, tmp_path)
    for form in dict.fromkeys((through, "xlsx")):
        out = tmp_path / form
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
             "--convert-to", form, "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        path = out / f"名册.{form}"
    imported = run_import(sample.workspace, ROSTER_IMPORT, path)
    assert (outcome(imported), imported.unchanged) == ((0, 0, 0), 4)

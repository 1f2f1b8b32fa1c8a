from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.domain.terms import Gender
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.store.queries import students
from desktop.store.store import MissingRowError
from desktop.store.tables import Attendance, Branch, Department, Student
from desktop.usecases.activity.enrol_students import enrol_students
from desktop.usecases.importing.importing import NOTHING
from desktop.usecases.importing.preview_import import ImportPreview, preview_import
from desktop.usecases.importing.run_import import Imported, run_import
from desktop.usecases.roster.add_student import add_student
from desktop.usecases.roster.check_names import check_names, correct_names
from desktop.usecases.roster.delete_student import delete_student
from desktop.usecases.roster.edit_student import edit_student
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from desktop.usecases.roster.student_fields import StudentFields, StudentRuleError
from desktop.usecases.workspace import Workspace
from desktop.workbooks.roster import RosterRow, write_roster
from tests.unit.township_sample import FAR, NEAR, Sample, branch_id, department_id


def preview_roster(
    workspace: Workspace, path: Path, corrections: Mapping[str, str] = NOTHING
) -> ImportPreview:
    return preview_import(workspace, ROSTER_IMPORT, path, corrections=corrections)


def import_roster(
    workspace: Workspace, source: Path | ImportPreview, progress: Progress = SILENT
) -> Imported:
    return run_import(workspace, ROSTER_IMPORT, source, progress)


def line(
    name: str, number: str, branch: str = "1班", university: str = NEAR, phone: str = ""
) -> RosterRow:
    return RosterRow(name, number, university, "", branch, phone, "女")


def file_of(folder: Path, *rows: RosterRow) -> Path:
    path = folder / "名册.xlsx"
    write_roster(path, rows)
    return path


def names(sample: Sample) -> list[str]:
    with sample.workspace.store.read() as reader:
        return [row.name for row in students.page(reader, sort="student_number")]


def test_a_preview_writes_nothing_and_says_what_would_happen(
    sample: Sample, tmp_path: Path
) -> None:
    path = file_of(tmp_path, line("张一", "01"), line("王\U000f0001", "02"))
    import_roster(sample.workspace, path)
    lsn = sample.lsn
    path = file_of(
        tmp_path,
        line("张一", "01", phone="13800000000"),
        line("王\U000f0001", "02"),
        line("李三", "03"),
        line("赵四", "04", branch="1斑"),
        line("钱五", "05", branch="天外班", university=""),
    )
    preview = preview_roster(sample.workspace, path)
    assert sample.lsn == lsn
    assert [new.title for new in preview.new] == ["李三"]
    (changed,) = preview.changed
    assert changed.changes == {"phone": ("", "13800000000")}
    assert preview.unchanged == 1
    (trouble,) = preview.troubles
    assert (trouble.name, trouble.shown, trouble.proposal) == ("王\U000f0001", "王〓", "")
    first, second = preview.problems
    assert [(one.row, one.title) for one in (first, second)] == [(5, "赵四"), (6, "钱五")]
    assert f"是不是：{NEAR}学院1班" in first.message
    assert "等省里下发" in second.message


def test_private_characters_are_proposed_corrected_and_known_again(
    sample: Sample, tmp_path: Path
) -> None:
    """GBK fonts had 䶮 at U+E863; another system's U+E0AA can only be put right by hand."""
    path = file_of(tmp_path, line("张\ue863", "01"), line("李\ue0aa", "02"))
    first, second = preview_roster(sample.workspace, path).troubles
    assert (first.proposal, second.proposal) == ("张䶮", "")
    corrections = {first.name: first.proposal, second.name: "李𬭎"}
    preview = preview_roster(sample.workspace, path, corrections=corrections)
    assert preview.troubles == ()
    import_roster(sample.workspace, preview)
    with sample.workspace.store.read() as reader:
        assert {one.name for one in reader.find(Student)} >= {"张䶮", "李𬭎"}
    again = preview_roster(sample.workspace, path)
    assert again.unchanged == 1  # 张䶮 is who the file still writes the old way
    assert [one.changes["name"] for one in again.changed] == [("李𬭎", "李\ue0aa")]


def test_names_are_corrected_for_the_students_asked_about(sample: Sample, tmp_path: Path) -> None:
    import_roster(
        sample.workspace,
        file_of(tmp_path, line("张\ue863", "01"), line("张\ue863", "02"), line("李二", "03")),
    )
    with sample.workspace.store.read() as reader:
        ids = {one.student_number: one.id for one in reader.find(Student)}
    (trouble,) = check_names(sample.workspace, ids.values())
    assert trouble.characters == "\ue863"
    made = correct_names(sample.workspace, [ids["01"]], {trouble.name: trouble.proposal})
    assert made.students == 1
    with sample.workspace.store.read() as reader:
        assert reader.get(Student, ids["01"]).name == "张䶮"
        assert reader.get(Student, ids["02"]).name == "张\ue863"
    with pytest.raises(StudentRuleError):
        correct_names(sample.workspace, [ids["02"]], {trouble.name: " "})


def test_importing_twice_changes_nothing(sample: Sample, tmp_path: Path) -> None:
    path = file_of(tmp_path, line("张一", "01"), line("李二", "02", phone="13800000000"))
    first = import_roster(sample.workspace, preview_roster(sample.workspace, path))
    assert (first.added, first.changed, first.unchanged) == (2, 0, 0)
    lsn = sample.lsn
    second = import_roster(sample.workspace, path)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    assert sample.lsn == lsn


def test_nobody_is_deleted_for_missing_and_empty_cells_say_nothing(
    sample: Sample, tmp_path: Path
) -> None:
    import_roster(
        sample.workspace,
        file_of(tmp_path, line("张一", "01", phone="13800000000"), line("李二", "02")),
    )
    imported = import_roster(sample.workspace, file_of(tmp_path, line("张大一", "01")))
    assert (imported.added, imported.changed) == (0, 1)
    assert names(sample) == ["张大一", "李二"]
    with sample.workspace.store.read() as reader:
        (row,) = students.page(reader, text="张大")
    assert (row.phone, row.gender) == ("13800000000", Gender.FEMALE)


def test_one_broken_row_does_not_stop_the_others(sample: Sample, tmp_path: Path) -> None:
    path = file_of(tmp_path, line("张一", "01"), line("", "02"), line("李三", "03", branch="无"))
    imported = import_roster(sample.workspace, path)
    assert imported.added == 1
    assert [problem.row for problem in imported.problems] == [3, 4]


def test_a_branch_is_found_by_what_the_row_says(sample: Sample, tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        line("张一", "01", university=FAR),
        line("李二", "02", university=""),
        line("王三", "03", university="没有的大学"),
    )
    preview = preview_roster(sample.workspace, path)
    assert [new.fields["branch_id"] for new in preview.new] == [branch_id(FAR, "1班")]
    ambiguous, mismatched = preview.problems
    assert "有 3 个同名团支部" in ambiguous.message
    assert "对不上" in mismatched.message


def test_the_department_decides_between_branches_of_one_name(
    sample: Sample, tmp_path: Path
) -> None:
    with sample.workspace.store.write() as writer:
        university = writer.get(Department, department_id(NEAR)).university_id
        other = writer.add(Department(name="另一学院", university_id=university, epoch=1))
        twin = writer.add(Branch(name="1班", department_id=other.id, epoch=1)).id
    rows = [
        RosterRow("张一", "01", NEAR, "另一学院", "1班", "", ""),
        RosterRow("李二", "02", NEAR, "学院", "1班", "", ""),
        RosterRow("王三", "03", NEAR, "没有的学院", "1班", "", ""),
    ]
    preview = preview_roster(sample.workspace, file_of(tmp_path, *rows))
    assert [new.fields["branch_id"] for new in preview.new] == [twin, branch_id(NEAR, "1班")]
    (mismatched,) = preview.problems
    assert "对不上" in mismatched.message


def test_a_name_that_is_unique_needs_no_university(sample: Sample, tmp_path: Path) -> None:
    with sample.workspace.store.write() as writer:
        writer.add(Branch(name="独一班", department_id=department_id(NEAR), epoch=1))
    path = file_of(tmp_path, line("张一", "01", branch="独一班", university=""))
    assert import_roster(sample.workspace, path).added == 1


def test_the_same_student_twice_in_a_file_is_told(sample: Sample, tmp_path: Path) -> None:
    with sample.workspace.store.write() as writer:
        writer.add(Branch(name="独一班", department_id=department_id(NEAR), epoch=1))
    rows = [
        line("张一", "01", branch="独一班"),
        line("张一", "01", branch="独一班", university=""),
    ]
    imported = import_roster(sample.workspace, file_of(tmp_path, *rows))
    assert imported.added == 1
    (problem,) = imported.problems
    assert problem.message == "与第 2 行重复"


def test_stopping_an_import_at_the_last_step_leaves_everything(
    sample: Sample, tmp_path: Path
) -> None:
    class Stop:
        def step(self, done: int, total: int, message: str) -> None:
            if message == "保存":
                assert done == total == 301
                raise Cancelled

    import_roster(sample.workspace, file_of(tmp_path, line("旧名", "000")))
    lsn = sample.lsn
    path = file_of(
        tmp_path, line("新名", "000"), *(line("学生甲", f"{n:03}") for n in range(1, 301))
    )
    with pytest.raises(Cancelled):
        import_roster(sample.workspace, path, Stop())
    assert sample.lsn == lsn
    assert names(sample) == ["旧名"]
    import_roster(sample.workspace, path)
    assert len(names(sample)) == 301
    assert sample.lsn == lsn + 301


def test_a_bug_in_the_middle_of_an_import_leaves_everything(sample: Sample, tmp_path: Path) -> None:
    class Broken:
        def step(self, done: int, total: int, message: str) -> None:  # noqa: ARG002 - the protocol
            if done >= 200:
                raise ZeroDivisionError

    path = file_of(tmp_path, *(line("学生甲", f"{n:03}") for n in range(1, 301)))
    with pytest.raises(ZeroDivisionError):
        import_roster(sample.workspace, path, Broken())
    assert (sample.lsn, names(sample)) == (0, [])


def test_single_students_are_added_and_edited_under_the_same_rules(sample: Sample) -> None:
    fields = StudentFields(branch_id(NEAR, "1班"), " 张一 ", " 01 ")
    student = add_student(sample.workspace, fields).student_id
    add_student(sample.workspace, StudentFields(branch_id(NEAR, "2班"), "同号", "01"))
    with pytest.raises(StudentRuleError, match="相同学号"):
        add_student(sample.workspace, fields)
    edit_student(
        sample.workspace, student, StudentFields(branch_id(NEAR, "1班"), "张壹", "01", Gender.MALE)
    )
    with pytest.raises(StudentRuleError, match="相同学号"):
        edit_student(sample.workspace, student, StudentFields(branch_id(NEAR, "2班"), "张壹", "01"))
    with sample.workspace.store.read() as reader:
        (row,) = students.page(reader, text="张壹")
    assert (row.student_number, row.gender, row.branch) == ("01", Gender.MALE, "1班")


@pytest.mark.parametrize(("name", "number"), [("", "1"), ("张", " ")])
def test_a_student_has_a_name_and_a_number(sample: Sample, name: str, number: str) -> None:
    with pytest.raises(StudentRuleError):
        add_student(sample.workspace, StudentFields(branch_id(NEAR, "1班"), name, number))


def test_who_took_part_is_not_deleted(sample: Sample) -> None:
    one, other = sample.students(2)
    activity = sample.activity(sample.project(sample.active()))
    enrol_students(sample.workspace, activity, [one])
    delete_student(sample.workspace, one)
    assert names(sample) == ["学生2"]
    with pytest.raises(MissingRowError):
        delete_student(sample.workspace, one)
    with sample.workspace.store.write() as writer:
        writer.add(Attendance(activity_id=activity, student_id=other))
    with pytest.raises(StudentRuleError, match="签到或证书"):
        delete_student(sample.workspace, other)

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desktop.documents.preview import page_count, page_image
from desktop.documents.qr_reading import read_qr
from desktop.domain.activity import ActivityRuleError
from desktop.domain.attendance import AttendanceRuleError
from desktop.domain.terms import ActivityState, AttendanceSource, Presence, SafeguardKind
from desktop.foundation.ids import new_id
from desktop.foundation.progress import Cancelled
from desktop.store.queries import attendances
from desktop.store.store import MissingRowError
from desktop.store.tables import Activity, SheetPage, Student
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import (
    enrol_branch,
    enrol_students,
    withdraw_enrolment,
)
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.add_walk_in import add_walk_in
from desktop.usecases.attendance.make_sheet import (
    SheetOptions,
    make_sheet,
    make_sheets,
    period,
)
from desktop.usecases.attendance.record_attendance import (
    AttendanceChange,
    mark_all_present,
    record_attendance,
)
from desktop.usecases.attendance.reprint_sheet import printed_pages, reprint_sheet
from desktop.usecases.roster.student_fields import StudentFields, StudentRuleError
from tests.unit.township_sample import NEAR, NOW, Sample, branch_id

STARTS = NOW + timedelta(days=1)


@pytest.fixture
def activity(sample: Sample) -> bytes:
    planned = sample.activity(sample.project(sample.active()))
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, planned, kind, done=True)
    change_activity_state(sample.workspace, planned, ActivityState.ONGOING)
    return planned


def grid(sample: Sample, activity: bytes) -> list[attendances.GridRow]:
    with sample.workspace.store.read() as reader:
        return attendances.grid(reader, activity)


def test_a_page_is_printed_again_as_it_was(sample: Sample, activity: bytes) -> None:
    enrol_students(sample.workspace, activity, sample.students(45))
    options = SheetOptions(landscape=True, walk_in_rows=2, safety_note="注意防暑")
    made = make_sheet(sample.workspace, activity, options)
    lsn = sample.lsn
    enrol_students(sample.workspace, activity, sample.students(3, "2班"))
    sample.now += timedelta(days=9)
    assert reprint_sheet(sample.workspace, activity).pdf == made.pdf
    pages = printed_pages(sample.workspace, activity)
    assert [page.page for page in pages] == list(range(1, made.pages + 1))
    assert sum(page.students for page in pages) == 45
    second = reprint_sheet(sample.workspace, activity, 2)
    (code,) = read_qr(page_image(second.pdf, 0, 150))
    assert code == read_qr(page_image(made.pdf, 1, 150))[0]
    assert page_count(second.pdf) == second.pages == 1
    with sample.workspace.store.read() as reader:
        first, *others = sorted(reader.find(SheetPage), key=lambda page: page.page)
    assert "注意防暑" in first.layout
    assert "学生" not in first.layout  # the names stay where they are
    assert [page.layout for page in others] == [""] * (made.pages - 1)
    assert sample.lsn == lsn + 6  # the three students and their enrolments


def test_a_name_corrected_since_is_printed_right_again(sample: Sample, activity: bytes) -> None:
    one, other = sample.students(2)
    with sample.workspace.store.write() as writer:
        writer.get(Student, one).name = "王\ue0aa"
    enrol_students(sample.workspace, activity, [one, other])
    made = make_sheet(sample.workspace, activity)
    with sample.workspace.store.read() as reader:
        (page,) = reader.find(SheetPage)
        assert page.undrawn == "\ue0aa"
    with sample.workspace.store.write() as writer:
        writer.get(Student, one).name = "王㛃"
    again = reprint_sheet(sample.workspace, activity)
    assert (again.version, again.pages) == (made.version, made.pages)
    assert again.pdf != made.pdf


def test_what_was_never_printed_is_not_printed_again(sample: Sample, activity: bytes) -> None:
    with pytest.raises(ActivityRuleError, match="还没有打印过"):
        reprint_sheet(sample.workspace, activity)
    assert printed_pages(sample.workspace, activity) == ()
    with sample.workspace.store.write() as writer:
        writer.add(SheetPage(activity_id=activity, version=1, page=1, pages=1))
    with pytest.raises(ActivityRuleError, match="旧版本"):
        reprint_sheet(sample.workspace, activity)


def test_sheets_of_several_activities_are_one_file_or_none(sample: Sample) -> None:
    project = sample.project(sample.active())
    days = [timedelta(days=number) for number in (1, 2, 3)]
    ids = [sample.activity(project, starts=day, title=f"第{day.days}次") for day in days]
    people = sample.students(5)
    for one in ids[:2]:
        enrol_students(sample.workspace, one, people)
    with pytest.raises(ActivityRuleError, match="第3次"):
        make_sheets(sample.workspace, ids)
    with pytest.raises(ActivityRuleError, match="没有选择"):
        make_sheets(sample.workspace, [])
    with sample.workspace.store.read() as reader:
        assert reader.find(SheetPage) == []
    made = make_sheets(sample.workspace, ids[:2])
    assert (made.activities, made.students, made.pages) == (2, 10, page_count(made.pdf))
    codes = [read_qr(page_image(made.pdf, at, 150))[0].split(":")[1] for at in range(made.pages)]
    assert len(set(codes)) == 2


def test_a_sheet_remembers_who_stands_on_which_page(sample: Sample, activity: bytes) -> None:
    enrol_students(sample.workspace, activity, sample.students(45))
    made = make_sheet(sample.workspace, activity)
    assert made.pdf.startswith(b"%PDF-")
    assert (made.version, made.students, made.undrawable) == (1, 45, ())
    assert made.pages > 1
    with sample.workspace.store.read() as reader:
        missing = attendances.pages_missing(reader, activity)
        assert [page.page for page in missing] == list(range(1, made.pages + 1))
        assert sum(page.students for page in missing) == 45
    first_page = [row.student_id for row in grid(sample, activity)][: missing[0].students]
    record_attendance(sample.workspace, activity, [AttendanceChange(first_page[-1])])
    with sample.workspace.store.read() as reader:
        left = attendances.pages_missing(reader)
    assert [page.page for page in left] == list(range(2, made.pages + 1))


def test_only_the_last_version_of_a_sheet_counts(sample: Sample, activity: bytes) -> None:
    enrol_students(sample.workspace, activity, sample.students(2))
    make_sheet(sample.workspace, activity)
    assert make_sheet(sample.workspace, activity).version == 2
    with sample.workspace.store.read() as reader:
        (page,) = attendances.pages_missing(reader)
    assert page.version == 2


def test_names_that_cannot_be_drawn_are_listed_before_printing(
    sample: Sample, activity: bytes
) -> None:
    (student,) = sample.students(1)
    with sample.workspace.store.write() as writer:
        writer.get(Student, student).name = "王\U000f0001"
        writer.get(Activity, activity).leader = "赵\ue0aa"
    enrol_students(sample.workspace, activity, [student])
    wrong = ("赵\ue0aa", "王\U000f0001")
    assert make_sheet(sample.workspace, activity).undrawable == wrong
    with sample.workspace.store.read() as reader:
        (page,) = reader.find(SheetPage)
        assert page.undrawn == "\ue0aa\U000f0001"
    assert reprint_sheet(sample.workspace, activity).undrawable == wrong


def test_no_sheet_without_people_or_for_a_cancelled_activity(
    sample: Sample, activity: bytes
) -> None:
    with pytest.raises(ActivityRuleError, match="空的"):
        make_sheet(sample.workspace, activity)
    enrol_students(sample.workspace, activity, sample.students(1))
    change_activity_state(sample.workspace, activity, ActivityState.CANCELLED)
    with pytest.raises(ActivityRuleError, match="取消"):
        make_sheet(sample.workspace, activity)


def test_a_cancelled_print_remembers_nothing(sample: Sample, activity: bytes) -> None:
    class Impatient:
        def step(self, done: int, total: int, message: str) -> None:  # noqa: ARG002 - the protocol
            if done == total - 1:
                raise Cancelled

    enrol_students(sample.workspace, activity, sample.students(1))
    lsn = sample.lsn
    with pytest.raises(Cancelled):
        make_sheet(sample.workspace, activity, progress=Impatient())
    assert sample.lsn == lsn


def test_all_without_an_entry_are_present_for_the_planned_time(
    sample: Sample, activity: bytes
) -> None:
    one, *others = sample.students(3)
    enrol_branch(sample.workspace, activity, branch_id(NEAR, "1班"))
    record_attendance(sample.workspace, activity, [AttendanceChange(one, Presence.LEAVE)])
    assert set(mark_all_present(sample.workspace, activity).added) == set(others)
    rows = {row.student_id: row for row in grid(sample, activity)}
    assert (rows[one].presence, rows[one].minutes, rows[one].check_in) == (Presence.LEAVE, 0, None)
    for other in others:
        row = rows[other]
        assert (row.presence, row.minutes, row.check_in) == (Presence.PRESENT, 120, STARTS)
    lsn = sample.lsn
    assert mark_all_present(sample.workspace, activity).added == ()
    assert sample.lsn == lsn


def test_entries_are_corrected_and_cleared(sample: Sample, activity: bytes) -> None:
    one, other = sample.students(2)
    enrol_students(sample.workspace, activity, [one, other])
    mark_all_present(sample.workspace, activity)
    recorded = record_attendance(
        sample.workspace,
        activity,
        [
            AttendanceChange(one, check_out=STARTS + timedelta(minutes=45)),
            AttendanceChange(other, None),
        ],
        AttendanceSource.TYPED,
    )
    assert (recorded.added, recorded.corrected, recorded.cleared) == ((), (one,), (other,))
    rows = {row.student_id: row for row in grid(sample, activity)}
    assert (rows[one].minutes, rows[one].source) == (45, AttendanceSource.TYPED)
    assert (rows[other].presence, rows[other].minutes) == (None, 0)
    lsn = sample.lsn
    again = record_attendance(
        sample.workspace,
        activity,
        [
            AttendanceChange(one, check_out=STARTS + timedelta(minutes=45)),
            AttendanceChange(other, None),
        ],
    )
    assert (again.added, again.corrected, again.cleared) == ((), (), ())
    assert sample.lsn == lsn


def test_one_wrong_entry_keeps_all_out(sample: Sample, activity: bytes) -> None:
    one, other, stranger = sample.students(3)
    enrol_students(sample.workspace, activity, [one, other])
    lsn = sample.lsn
    backwards = AttendanceChange(other, check_out=STARTS - timedelta(hours=1))
    with pytest.raises(AttendanceRuleError, match="签退时间"):
        record_attendance(sample.workspace, activity, [AttendanceChange(one), backwards])
    with pytest.raises(AttendanceRuleError, match="1 名学生不在"):
        record_attendance(
            sample.workspace, activity, [AttendanceChange(one), AttendanceChange(stranger)]
        )
    with pytest.raises(AttendanceRuleError, match="两条签到"):
        record_attendance(sample.workspace, activity, [AttendanceChange(one)] * 2)
    assert sample.lsn == lsn


def test_nothing_is_entered_before_the_start_or_after_a_cancellation(sample: Sample) -> None:
    planned = sample.activity(sample.project(sample.active()))
    enrol_students(sample.workspace, planned, sample.students(1))
    with pytest.raises(AttendanceRuleError, match="筹备"):
        mark_all_present(sample.workspace, planned)
    change_activity_state(sample.workspace, planned, ActivityState.CANCELLED)
    with pytest.raises(AttendanceRuleError, match="取消"):
        mark_all_present(sample.workspace, planned)


def test_a_walk_in_known_or_new_is_on_the_list_and_present(sample: Sample, activity: bytes) -> None:
    known, withdrawn = sample.students(2)
    enrol_students(sample.workspace, activity, [withdrawn])
    withdraw_enrolment(sample.workspace, activity, [withdrawn])
    assert not add_walk_in(sample.workspace, activity, known).new_student
    add_walk_in(sample.workspace, activity, withdrawn, check_out=STARTS + timedelta(hours=1))
    fields = StudentFields(branch_id(NEAR, "2班"), " 新同学 ", "2026")
    new = add_walk_in(sample.workspace, activity, fields)
    rows = {row.student_id: row for row in grid(sample, activity)}
    assert {row.minutes for row in rows.values()} == {60, 120}
    assert rows[withdrawn].minutes == 60
    assert (rows[new.student_id].name, rows[new.student_id].branch) == ("新同学", "2班")
    lsn = sample.lsn
    with pytest.raises(StudentRuleError, match="相同学号"):
        add_walk_in(sample.workspace, activity, fields)
    assert sample.lsn == lsn


def test_a_walk_in_who_cannot_be_entered_is_not_kept(sample: Sample, activity: bytes) -> None:
    fields = StudentFields(branch_id(NEAR, "2班"), "新同学", "2026")
    lsn = sample.lsn
    with pytest.raises(AttendanceRuleError):
        add_walk_in(sample.workspace, activity, fields, check_out=STARTS - timedelta(days=1))
    assert sample.lsn == lsn
    with sample.workspace.store.read() as reader:
        assert reader.find(Student) == []


def test_an_unknown_student_cannot_walk_in(sample: Sample, activity: bytes) -> None:
    with pytest.raises(MissingRowError):
        add_walk_in(sample.workspace, activity, new_id())


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (NOW, NOW + timedelta(hours=2), "2026年11月20日 10:00—12:00"),
        (NOW, NOW + timedelta(days=1), "2026年11月20日 10:00—11月21日 10:00"),
        (NOW, None, "待定"),
    ],
)
def test_a_period_is_in_beijing_time(starts: datetime, ends: datetime | None, words: str) -> None:
    assert period(starts, ends) == words

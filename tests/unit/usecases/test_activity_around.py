"""What stands around an activity: staff, money, incidents, feedback, insurers, both sides' word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from desktop.domain.activity import ActivityRuleError
from desktop.domain.feedback import FeedbackError
from desktop.domain.identity_card import checked
from desktop.domain.schedule import Rhythm
from desktop.domain.terms import (
    ActivityState,
    FeedbackGiver,
    QuietKind,
    SafeguardKind,
    Side,
    StaffKind,
)
from desktop.store.queries import activities, enrolments, insured
from desktop.store.tables import Activity, Enrolment, InsuredPerson, Safeguard
from desktop.usecases.activity.agreement import words_on
from desktop.usecases.activity.budget import BudgetFields, keep_budget_line, lines_of, totals
from desktop.usecases.activity.change_activity_state import (
    change_activity_state,
    record_results,
    sign_off,
)
from desktop.usecases.activity.conduct import read_conduct
from desktop.usecases.activity.create_project import join_club
from desktop.usecases.activity.enrol_students import (
    enrol_students,
    set_leader,
    set_team,
    withdraw_enrolment,
)
from desktop.usecases.activity.feedback import forms_of, key_feedback, summaries
from desktop.usecases.activity.incidents import IncidentFields, keep_incident
from desktop.usecases.activity.insured import Insured, keep_insured, read_insured_list
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.quiet_spans import QuietFields, keep_quiet_span
from desktop.usecases.activity.series import plan_series, preview_series, semester_end
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.activity.staff import StaffFields, keep_staff
from desktop.usecases.activity.templates import (
    pattern_of_activity,
    pattern_of_template,
    save_template,
    templates,
)
from desktop.usecases.pairing.record_consent import Said
from desktop.usecases.undo import noting_changes, take_back
from tests.unit.township_sample import NEAR, Sample, branch_id

CARD, OTHER = checked("99000020050101001"), checked("99000020050102002")


def planned(sample: Sample) -> bytes:
    return sample.activity(sample.project(sample.active()))


def closed(sample: Sample) -> bytes:
    activity = planned(sample)
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, activity, kind, done=True)
    for state in (ActivityState.ONGOING, ActivityState.CLOSED):
        change_activity_state(sample.workspace, activity, state)
    return activity


def fields_of(sample: Sample, project: bytes) -> ActivityFields:
    starts = sample.now + timedelta(days=1)
    return ActivityFields(project, "作业辅导", starts, starts + timedelta(hours=2))


def kept_numbers(sample: Sample) -> list[InsuredPerson]:
    with sample.workspace.store.read() as reader:
        return reader.local(InsuredPerson)


def test_numbers_for_insurers_are_kept_until_their_day_and_then_removed(sample: Sample) -> None:
    activity = planned(sample)
    one, other = sample.students(2)
    enrol_students(sample.workspace, activity, [one, other])
    until = read_insured_list(sample.workspace, activity).until
    assert until == date(2026, 12, 21)  # thirty days after the activity
    people = {one: Insured(CARD.lower(), " 家长 "), other: Insured("")}
    assert keep_insured(sample.workspace, activity, people, until) == 1
    assert read_insured_list(sample.workspace, activity).people == {one: Insured(CARD, "家长")}
    sample.now += timedelta(days=31)
    assert read_insured_list(sample.workspace, activity).people == {one: Insured(CARD, "家长")}
    sample.now += timedelta(days=1)
    assert insured.purge(sample.workspace.store, sample.workspace.today()) == 1
    assert kept_numbers(sample) == []


@pytest.mark.parametrize(
    ("number", "day", "words"),
    [
        (CARD[:-1], date(2026, 12, 21), "身份证号"),
        (CARD, date(2026, 11, 19), "今天以后"),
        (CARD, date(2027, 8, 1), "180"),
    ],
)
def test_a_wrong_number_or_day_changes_nothing(
    sample: Sample, number: str, day: date, words: str
) -> None:
    activity = planned(sample)
    (one,) = sample.students(1)
    enrol_students(sample.workspace, activity, [one])
    keep_insured(sample.workspace, activity, {one: Insured(OTHER)}, date(2026, 12, 21))
    with pytest.raises(ActivityRuleError, match=words):
        keep_insured(sample.workspace, activity, {one: Insured(number)}, day)
    assert [row.identity for row in kept_numbers(sample)] == [OTHER]


def test_numbers_go_with_who_withdraws_and_with_a_cancelled_activity(sample: Sample) -> None:
    activity = planned(sample)
    one, other = sample.students(2)
    enrol_students(sample.workspace, activity, [one, other])
    people = {one: Insured(CARD), other: Insured(OTHER)}
    keep_insured(sample.workspace, activity, people, date(2026, 12, 1))
    withdraw_enrolment(sample.workspace, activity, [one])
    assert [row.student_id for row in kept_numbers(sample)] == [other]
    change_activity_state(sample.workspace, activity, ActivityState.CANCELLED)
    assert kept_numbers(sample) == []


def test_numbers_are_in_no_row_that_travels(sample: Sample) -> None:
    activity = planned(sample)
    (one,) = sample.students(1)
    enrol_students(sample.workspace, activity, [one])
    before = sample.lsn
    keep_insured(sample.workspace, activity, {one: Insured(CARD)}, date(2026, 12, 1))
    assert sample.lsn == before


def test_a_series_leaves_out_holidays_and_exam_weeks(sample: Sample) -> None:
    project = sample.project(sample.active())
    fields = fields_of(sample, project)  # Saturday, 21 November 2026
    exams = QuietFields(QuietKind.EXAM, date(2026, 12, 5), date(2026, 12, 12), name="考试周")
    keep_quiet_span(sample.workspace, exams)
    found = preview_series(sample.workspace, fields, Rhythm.WEEKLY, date(2027, 1, 2))
    assert [(one.day.isoformat(), one.load.quiet) for one in found.days] == [
        ("2026-11-21", ""),
        ("2026-11-28", ""),
        ("2026-12-05", "考试周"),
        ("2026-12-12", "考试周"),
        ("2026-12-19", ""),
        ("2026-12-26", ""),
        ("2027-01-02", ""),
    ]
    days = [one.day for one in found.days]
    assert found.load_words(days[:3]) == ()
    (words,) = found.load_words(days[:4])
    assert "1班2026—2027 学年第一学期 4 次，已超过 3 次" in words
    beyond = preview_series(sample.workspace, fields, Rhythm.WEEKLY, date(2027, 3, 6))
    spring = [one.day for one in beyond.days if one.day >= date(2027, 2, 1)]
    assert len(beyond.load_words([*days[:3], *spring])) == 1
    autumn_words, spring_words = beyond.load_words([*days[:4], *spring])
    assert "第一学期 4 次" in autumn_words
    assert "第二学期" in spring_words
    assert semester_end(date(2026, 11, 21)) == date(2027, 1, 31)
    with pytest.raises(ActivityRuleError, match="最多"):
        preview_series(sample.workspace, fields, Rhythm.WEEKLY, date(2027, 12, 31))


def test_a_series_is_made_whole_numbered_in_order_and_taken_back_whole(sample: Sample) -> None:
    project = sample.project(sample.active())
    days = [date(2026, 12, 5), date(2026, 11, 28)]
    fields = fields_of(sample, project)
    made, act = noting_changes(lambda: plan_series(sample.workspace, fields, days))
    assert made == 2
    with sample.workspace.store.read() as reader:
        rows = sorted(reader.find(Activity), key=lambda row: row.number)
        assert len(reader.find(Safeguard)) == 2 * len(SafeguardKind)
    assert [row.number[-4:] for row in rows] == ["0001", "0002"]
    assert [row.starts_at.isoformat() for row in rows if row.starts_at] == [
        "2026-11-28T02:00:00+00:00",
        "2026-12-05T02:00:00+00:00",
    ]
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        assert reader.find(Activity) == []


def test_plans_are_warned_of_exam_weeks_and_of_students_on_two_lists(sample: Sample) -> None:
    pairing, other = sample.active(), sample.active(community=2, branch="2班")
    one = sample.activity(sample.project(pairing))
    (student,) = sample.students(1)
    enrol_students(sample.workspace, one, [student])
    two = sample.activity(sample.project(other), title="环境清洁")
    enrolled = enrol_students(sample.workspace, two, [student])
    assert enrolled.warnings == ("学生1 1 人同时报了HD2026-A3F0-0001",)
    day = date(2026, 11, 21)
    keep_quiet_span(sample.workspace, QuietFields(QuietKind.EXAM, day, day, name="期中考试"))
    third = plan_activity(sample.workspace, fields_of(sample, sample.project(pairing)))
    assert "这一天是期中考试" in third.warnings


def test_a_copy_and_a_template_take_over_what_activities_of_a_sort_share(sample: Sample) -> None:
    activity = planned(sample)
    set_safeguard(sample.workspace, activity, SafeguardKind.MEALS, done=True, note="社区食堂")
    staff = StaffFields(StaffKind.CADRE, "团委老师")
    keep_staff(sample.workspace, activity, staff)
    copied = pattern_of_activity(sample.workspace, activity)
    assert (copied.title, copied.clock, copied.length) == ("作业辅导", (10, 0), timedelta(hours=2))
    assert copied.safeguard_notes == {SafeguardKind.MEALS: "社区食堂"}
    assert copied.staff == (staff,)
    save_template(sample.workspace, activity, "周末辅导")
    save_template(sample.workspace, activity, "周末辅导")
    (template,) = templates(sample.workspace)
    assert pattern_of_template(template) == replace(copied, staff=())
    project = sample.project(sample.active(community=2, branch="2班"))
    fields = replace(
        fields_of(sample, project), safeguard_notes=copied.safeguard_notes, staff=copied.staff
    )
    made = plan_activity(sample.workspace, fields).activity_id
    assert [one.person for one in read_conduct(sample.workspace, made).staff] == ["团委老师"]
    with sample.workspace.store.read() as reader:
        lines = {one.kind: one for one in activities.safeguards(reader, made)}
    assert (lines[SafeguardKind.MEALS].note, lines[SafeguardKind.MEALS].done) == ("社区食堂", False)


def test_a_ledger_sums_up_by_activity_and_by_project(sample: Sample) -> None:
    project = sample.project(sample.active())
    activity = sample.activity(project)
    meals = BudgetFields("用餐", planned_fen=10_000, spent_fen=12_050)
    keep_budget_line(sample.workspace, meals, activity_id=activity)
    prints = BudgetFields("印刷", planned_fen=5_000, spent_fen=100, voucher="收据 1")
    keep_budget_line(sample.workspace, prints, project_id=project)
    with sample.workspace.store.read() as reader:
        mine = totals(lines_of(reader, activity_id=activity))
        whole = totals(lines_of(reader, project_id=project))
    assert (mine.planned_fen, mine.spent_fen, mine.without_voucher) == (10_000, 12_050, 1)
    assert (whole.planned_fen, whole.spent_fen, whole.without_voucher) == (15_000, 12_150, 1)


def test_feedback_is_keyed_after_the_start_and_averaged_without_names(sample: Sample) -> None:
    waiting = planned(sample)
    with pytest.raises(ActivityRuleError, match="还没有开始"):
        key_feedback(sample.workspace, waiting, FeedbackGiver.STUDENT, "55555")
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, waiting, kind, done=True)
    change_activity_state(sample.workspace, waiting, ActivityState.ONGOING)
    key = partial(key_feedback, sample.workspace, waiting, FeedbackGiver.RESIDENT)
    key("5550", "常来")
    key("3 3 3 3")
    with pytest.raises(FeedbackError):
        key("33")
    with sample.workspace.store.read() as reader:
        students, residents = summaries(forms_of(reader, waiting))
    assert (students.forms, students.overall) == (0, None)
    assert (residents.forms, residents.averages) == (2, (4.0, 4.0, 4.0, 3.0))
    assert residents.words == ("常来",)


def test_an_incident_is_settled_only_when_somebody_was_told(sample: Sample) -> None:
    activity = closed(sample)
    fields = IncidentFields(sample.now - timedelta(hours=1), "扭伤脚踝", settled=True)
    with pytest.raises(ActivityRuleError, match="通知了谁"):
        keep_incident(sample.workspace, activity, fields)
    with pytest.raises(ActivityRuleError, match="现在之后"):
        keep_incident(
            sample.workspace, activity, replace(fields, happened_at=sample.now + timedelta(hours=1))
        )
    kept = keep_incident(sample.workspace, activity, replace(fields, settled=False))
    assert read_conduct(sample.workspace, activity).open_incidents == 1
    keep_incident(sample.workspace, activity, replace(fields, told="家长"), kept)
    conduct = read_conduct(sample.workspace, activity)
    assert (len(conduct.incidents), conduct.open_incidents) == (1, 0)


def test_both_sides_sign_what_was_summed_up(sample: Sample) -> None:
    activity = closed(sample)
    said = Said(Side.COMMUNITY, "王书记", sample.workspace.today(), document="确认单 3 号")
    with pytest.raises(ActivityRuleError, match="结束以后的总结"):
        sign_off(sample.workspace, activity, said)
    record_results(sample.workspace, activity, summary="好", residents_served=3)
    sign_off(sample.workspace, activity, said)
    sign_off(sample.workspace, activity, replace(said, person="李书记"))
    with sample.workspace.store.read() as reader:
        words = words_on(reader, activity_id=activity)
    assert {side: word.person for side, word in words.items()} == {Side.COMMUNITY: "李书记"}
    assert words[Side.COMMUNITY].document == "确认单 3 号"


def test_only_a_club_joins_a_project_outside_its_pairing_and_only_once(sample: Sample) -> None:
    project = sample.project(sample.active())
    join_club(sample.workspace, project, branch_id(NEAR, "公益社"), "演出")
    for branch, words in (("公益社", "已经参加"), ("2班", "只有社团")):
        with pytest.raises(ActivityRuleError, match=words):
            join_club(sample.workspace, project, branch_id(NEAR, branch))


def test_a_team_has_one_leader_who_leaves_with_the_list(sample: Sample) -> None:
    activity = planned(sample)
    one, other, third = sample.students(3)
    enrol_students(sample.workspace, activity, [one, other, third])
    with pytest.raises(ActivityRuleError, match="还没有编进小组"):
        set_leader(sample.workspace, activity, one)
    set_team(sample.workspace, activity, [one, other], "一组")
    set_leader(sample.workspace, activity, one)
    set_leader(sample.workspace, activity, other)
    with sample.workspace.store.read() as reader:
        rows = {row.student_id: row for row in enrolments.enrolled(reader, activity)}
    assert [(rows[key].team, rows[key].leads) for key in (one, other, third)] == [
        ("一组", False),
        ("一组", True),
        ("", False),
    ]
    withdraw_enrolment(sample.workspace, activity, [other])
    with sample.workspace.store.read() as reader:
        (left,) = reader.find(Enrolment, student_id=other)
    assert not left.leads


def test_an_enrolment_taken_back_can_be_made_again(sample: Sample) -> None:
    activity = planned(sample)
    (one,) = sample.students(1)
    enrol: Callable[[], object] = partial(enrol_students, sample.workspace, activity, [one])
    _, act = noting_changes(enrol)
    take_back(sample.workspace, act)
    with sample.workspace.store.read() as reader:
        assert enrolments.enrolled(reader, activity) == []
    enrol()
    with sample.workspace.store.read() as reader:
        assert [row.student_id for row in enrolments.enrolled(reader, activity)] == [one]

from __future__ import annotations

from datetime import date

import pytest

from desktop.bundle.credential import verify_credential
from desktop.documents.certificate import CertificateTextError
from desktop.domain.attendance import AttendanceRuleError
from desktop.domain.certificate import CertificateRuleError
from desktop.domain.terms import ActivityState, CertificateState, Presence, SafeguardKind
from desktop.foundation.ids import new_id
from desktop.store.queries import certificates
from desktop.store.store import MissingRowError
from desktop.store.tables import Activity
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import enrol_students
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.certificate.issue_certificates import days, issue_certificates
from desktop.usecases.certificate.preview_certificates import preview_certificates
from desktop.usecases.certificate.render_certificates import render_certificates
from desktop.usecases.certificate.revoke_certificate import revoke_certificate
from tests.unit.township_sample import FAR, NEAR, NOW, TOWNSHIP, Sample


def ongoing(sample: Sample, students: list[bytes]) -> bytes:
    """Two of the students came, the third was on leave, the fourth has no entry."""
    activity = sample.activity(sample.project(sample.active()))
    for kind in SafeguardKind:
        set_safeguard(sample.workspace, activity, kind, done=True)
    enrol_students(sample.workspace, activity, students)
    change_activity_state(sample.workspace, activity, ActivityState.ONGOING)
    changes = [
        AttendanceChange(students[0]),
        AttendanceChange(students[1]),
        AttendanceChange(students[2], Presence.LEAVE),
    ]
    record_attendance(sample.workspace, activity, changes)
    return activity


@pytest.fixture
def students(sample: Sample) -> list[bytes]:
    return sample.students(4)


@pytest.fixture
def activity(sample: Sample, students: list[bytes]) -> bytes:
    made = ongoing(sample, students)
    change_activity_state(sample.workspace, made, ActivityState.CLOSED)
    return made


def register(sample: Sample) -> list[certificates.CertificateRow]:
    with sample.workspace.store.read() as reader:
        return certificates.page(reader, sort="serial")


def test_a_preview_tells_earners_holders_and_others(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    preview = preview_certificates(sample.workspace, activity)
    assert [one.student_id for one in preview.earners] == students[:2]
    assert [one.presence for one in preview.others] == [Presence.LEAVE, None]
    assert (preview.holders, preview.undrawable) == ((), ())
    issue_certificates(sample.workspace, activity, student_ids=students[:1])
    preview = preview_certificates(sample.workspace, activity)
    assert [one.student_id for one in preview.holders] == students[:1]
    assert [one.student_id for one in preview.earners] == students[1:2]


def test_a_certificate_is_numbered_signed_and_worded(sample: Sample, activity: bytes) -> None:
    issued = issue_certificates(sample.workspace, activity)
    assert issued.serials == (f"{TOWNSHIP}-MFR00-00001", f"{TOWNSHIP}-MFR00-00002")
    first, second = register(sample)
    identity = sample.workspace.identity
    facts = verify_credential(first.credential, {identity.key_id: identity.verify_key})
    assert (facts.name, facts.serial, facts.minutes) == ("学生1", first.serial, 120)
    assert facts.first_day == facts.last_day == date(2026, 11, 21)
    assert (facts.township, facts.issued_on) == (TOWNSHIP, NOW.date())
    assert first.body == (
        "系近处大学学院学生，于2026年11月21日参加五山街道组织的“作业辅导”社会实践活动，"
        "累计实践2小时，认真负责，圆满完成各项任务。\n特发此证。"
    )
    assert (second.branch, second.university, second.activity) == ("1班", NEAR, "作业辅导")


def test_issuing_twice_issues_nothing_more(sample: Sample, activity: bytes) -> None:
    issue_certificates(sample.workspace, activity)
    lsn = sample.lsn
    again = issue_certificates(sample.workspace, activity)
    assert (again.certificate_ids, again.held) == ((), 2)
    assert sample.lsn == lsn


def test_the_words_may_be_the_committees_own(sample: Sample, activity: bytes) -> None:
    issue_certificates(sample.workspace, activity, body="{姓名}服务{时长}")
    assert [row.body for row in register(sample)] == ["学生1服务2小时", "学生2服务2小时"]


@pytest.mark.parametrize("body", ["{身份证号}", "很长的话。" * 2000])
def test_words_that_cannot_be_set_are_refused_before_issuing(
    sample: Sample, activity: bytes, body: str
) -> None:
    lsn = sample.lsn
    with pytest.raises(CertificateTextError):
        issue_certificates(sample.workspace, activity, body=body)
    assert sample.lsn == lsn


def test_braces_in_a_title_are_refused_before_issuing(sample: Sample, activity: bytes) -> None:
    with sample.workspace.store.write() as writer:
        writer.get(Activity, activity).title = "{姓名}"
    lsn = sample.lsn
    with pytest.raises(CertificateRuleError, match="花括号"):
        issue_certificates(sample.workspace, activity)
    assert sample.lsn == lsn


def test_who_did_not_earn_one_gets_none_nor_do_the_others_named(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    with pytest.raises(CertificateRuleError, match="1 名学生"):
        issue_certificates(sample.workspace, activity, student_ids=students[:3])
    assert register(sample) == []


def test_no_certificates_before_the_activity_is_over(sample: Sample, students: list[bytes]) -> None:
    activity = ongoing(sample, students)
    with pytest.raises(CertificateRuleError, match="进行中"):
        issue_certificates(sample.workspace, activity)


def test_a_revoked_certificate_makes_room_for_another(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    first, _ = issue_certificates(sample.workspace, activity).certificate_ids
    correction = [AttendanceChange(students[0], Presence.ABSENT)]
    with pytest.raises(AttendanceRuleError, match="有效证书"):
        record_attendance(sample.workspace, activity, correction)
    with pytest.raises(CertificateRuleError, match="原因"):
        revoke_certificate(sample.workspace, first, " ")
    revoke_certificate(sample.workspace, first, "姓名有误")
    with pytest.raises(CertificateRuleError, match="已经作废"):
        revoke_certificate(sample.workspace, first, "又一次")
    again = issue_certificates(sample.workspace, activity)
    assert again.serials == (f"{TOWNSHIP}-MFR00-00003",)
    assert [(row.serial[-1], row.state) for row in register(sample)] == [
        ("1", CertificateState.REVOKED),
        ("2", CertificateState.ISSUED),
        ("3", CertificateState.ISSUED),
    ]


def test_printing_gives_a_page_for_each(sample: Sample, activity: bytes) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    made = render_certificates(sample.workspace, ids)
    assert made.pages == 2
    assert made.pdf.startswith(b"%PDF-")
    assert render_certificates(sample.workspace, ids[::-1]).pdf == made.pdf


def test_what_is_revoked_missing_or_nothing_is_not_printed(sample: Sample, activity: bytes) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    with pytest.raises(CertificateRuleError, match="没有选择"):
        render_certificates(sample.workspace, [])
    with pytest.raises(MissingRowError):
        render_certificates(sample.workspace, [ids[0], new_id()])
    revoke_certificate(sample.workspace, ids[0], "有误")
    with pytest.raises(CertificateRuleError, match="已作废"):
        render_certificates(sample.workspace, ids)


def test_the_register_is_searched(sample: Sample, activity: bytes) -> None:
    issue_certificates(sample.workspace, activity)
    with sample.workspace.store.read() as reader:
        assert certificates.count(reader, text="学生2 作业") == 1
        assert certificates.count(reader, text=FAR) == 0
        assert certificates.count(reader, only={"activity_id": activity}) == 2


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (date(2026, 12, 31), "2026年12月31日"),
        (date(2027, 1, 2), "2026年12月31日至2027年1月2日"),
    ],
)
def test_days_in_words(last: date, words: str) -> None:
    assert days(date(2026, 12, 31), last) == words

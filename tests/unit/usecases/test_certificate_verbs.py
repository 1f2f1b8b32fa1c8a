from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from desktop.bundle.credential import verify_credential
from desktop.documents.certificate import CertificateTextError, Overlay
from desktop.domain.attendance import AttendanceRuleError
from desktop.domain.certificate import CertificateRuleError
from desktop.domain.certificate_design import STANDARD, STANDARD_DESIGN
from desktop.domain.terms import (
    ActivityState,
    CertificateLook,
    CertificateState,
    Presence,
    SafeguardKind,
)
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import new_id
from desktop.foundation.progress import Cancelled
from desktop.store.queries import certificates
from desktop.store.store import MissingRowError
from desktop.store.tables import Activity, Attendance, Certificate, Student, TownshipProfile
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import enrol_students
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.certificate.export_certificates import (
    export_archive,
    export_folder,
)
from desktop.usecases.certificate.export_register import export_register
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.issuing import days
from desktop.usecases.certificate.preview_certificates import preview_certificates
from desktop.usecases.certificate.reissue_certificate import reissue_certificate
from desktop.usecases.certificate.render_certificates import pages_of, render_certificates
from desktop.usecases.certificate.revoke_certificate import (
    restore_certificate,
    revoke_certificate,
)
from desktop.usecases.certificate.verify import RevokedCertificateError, verify_text
from desktop.usecases.exchange.issuers import read_trust
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


def test_what_no_font_drew_is_kept_with_the_certificate(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    with sample.workspace.store.write() as writer:
        writer.get(Student, students[0]).name = "王\ue0aa"
    issue_certificates(sample.workspace, activity)
    with sample.workspace.store.read() as reader:
        kept = {one.name: one.undrawn for one in reader.find(Certificate)}
    assert kept == {"王\ue0aa": "\ue0aa", "学生2": ""}


def test_issuing_twice_issues_nothing_more(sample: Sample, activity: bytes) -> None:
    issue_certificates(sample.workspace, activity)
    lsn = sample.lsn
    again = issue_certificates(sample.workspace, activity)
    assert (again.certificate_ids, again.held) == ((), 2)
    assert sample.lsn == lsn


def test_the_words_may_be_the_committees_own(sample: Sample, activity: bytes) -> None:
    design = replace(STANDARD_DESIGN, body="{姓名}服务{时长}")
    issue_certificates(sample.workspace, activity, design=design)
    assert [row.body for row in register(sample)] == ["学生1服务2小时", "学生2服务2小时"]


@pytest.mark.parametrize("body", ["{身份证号}", "很长的话。" * 2000])
def test_words_that_cannot_be_set_are_refused_before_issuing(
    sample: Sample, activity: bytes, body: str
) -> None:
    lsn = sample.lsn
    with pytest.raises(QingqiaoError, match=r"占位符|太长"):
        issue_certificates(sample.workspace, activity, design=replace(STANDARD_DESIGN, body=body))
    assert sample.lsn == lsn


def test_braces_in_a_title_are_words(sample: Sample, activity: bytes) -> None:
    with sample.workspace.store.write() as writer:
        writer.get(Activity, activity).title = "{姓名}"
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    assert all("“{姓名}”" in row.body for row in register(sample))
    (page, _) = pages_of(sample.workspace, ids)
    assert "“{姓名}”" in page.body


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


def test_a_certificate_prints_as_it_was_issued_whatever_became_of_the_rest(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    before = render_certificates(sample.workspace, ids).pdf
    with sample.workspace.store.write() as writer:
        held = writer.get(Activity, activity)
        held.title, held.starts_at, held.ends_at = "另一个名称", None, None
        writer.get(Student, students[0]).name = "改了名"
        writer.add(TownshipProfile(committee="改了名的委员会"))
    assert render_certificates(sample.workspace, ids).pdf == before


def test_certificates_of_the_first_version_get_the_standard_heading(
    sample: Sample, activity: bytes
) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    with sample.workspace.store.write() as writer:
        old = writer.get(Certificate, ids[0])
        old.caption = old.heading = old.salutation = old.issuer = ""
    first, second = pages_of(sample.workspace, ids)
    assert (first.heading, first.salutation) == (second.heading, second.salutation)
    assert first.issuer == second.issuer == "五山街道青年工作委员会"


def test_a_record_without_its_code_is_told(sample: Sample, activity: bytes) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    with sample.workspace.store.write() as writer:
        writer.get(Certificate, ids[0]).credential = ""
    with pytest.raises(CertificateRuleError, match="不完整"):
        render_certificates(sample.workspace, ids)


def test_a_certificate_is_replaced_with_the_name_and_hours_of_today(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    first, _ = issue_certificates(sample.workspace, activity).certificate_ids
    with sample.workspace.store.write() as writer:
        writer.get(Student, students[0]).name = "学生壹"
    honour = STANDARD["荣誉证书"]
    made = reissue_certificate(sample.workspace, first, " 姓名有误 ", honour)
    old, _, new = register(sample)
    assert (made.serial, made.replaced) == (new.serial, old.serial)
    assert (old.state, old.reason) == (CertificateState.REVOKED, "姓名有误")
    assert (new.name, new.heading, new.replaced) == ("学生壹", "荣誉证书", old.serial)
    assert new.look is CertificateLook.GOLD
    trust = read_trust(sample.workspace.folder.root)
    assert verify_text(new.credential, trust).facts.name == "学生壹"
    with pytest.raises(RevokedCertificateError):
        verify_text(old.credential, trust)


def test_what_cannot_be_replaced_stays_as_it_is(
    sample: Sample, activity: bytes, students: list[bytes]
) -> None:
    first, _ = issue_certificates(sample.workspace, activity).certificate_ids
    lsn = sample.lsn
    with pytest.raises(CertificateRuleError, match="原因"):
        reissue_certificate(sample.workspace, first, "", STANDARD_DESIGN)
    too_long = replace(STANDARD_DESIGN, body="很长的话。" * 2000)
    with pytest.raises(CertificateTextError):
        reissue_certificate(sample.workspace, first, "遗失", too_long)
    assert sample.lsn == lsn
    with sample.workspace.store.write() as writer:
        (entry,) = writer.find(Attendance, activity_id=activity, student_id=students[0])
        writer.delete(entry)
    with pytest.raises(CertificateRuleError, match="没有到场"):
        reissue_certificate(sample.workspace, first, "遗失", STANDARD_DESIGN)


def test_what_was_revoked_by_mistake_counts_again_unless_there_is_another(
    sample: Sample, activity: bytes
) -> None:
    first, second = issue_certificates(sample.workspace, activity).certificate_ids
    for one in (first, second):
        revoke_certificate(sample.workspace, one, "点错了")
    restore_certificate(sample.workspace, first)
    assert [(row.state, row.reason) for row in register(sample)] == [
        (CertificateState.ISSUED, ""),
        (CertificateState.REVOKED, "点错了"),
    ]
    verify_text(register(sample)[0].credential, read_trust(sample.workspace.folder.root))
    with pytest.raises(CertificateRuleError, match="没有作废"):
        restore_certificate(sample.workspace, first)
    issue_certificates(sample.workspace, activity)
    with pytest.raises(CertificateRuleError, match="另一张"):
        restore_certificate(sample.workspace, second)


def test_issuing_anew_after_revoking_names_the_one_replaced(
    sample: Sample, activity: bytes
) -> None:
    first, _ = issue_certificates(sample.workspace, activity).certificate_ids
    revoke_certificate(sample.workspace, first, "有误")
    issue_certificates(sample.workspace, activity)
    old, other, new = register(sample)
    assert (old.replaced, other.replaced, new.replaced) == ("", "", old.serial)


def test_everybody_gets_a_file_in_a_new_folder(
    sample: Sample, activity: bytes, tmp_path: Path
) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    first, second = register(sample)
    target = tmp_path / "证书"
    for name in ("证书", "证书 (2)"):
        made = export_folder(sample.workspace, ids, target)
        assert (made.path.name, made.files) == (name, 2)
        files = sorted(made.path.iterdir())
        assert [file.name for file in files] == [
            f"{row.name}_{row.serial}.pdf" for row in (first, second)
        ]
        assert files[0].read_bytes() == render_certificates(sample.workspace, ids[:1]).pdf
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_an_archive_holds_a_file_for_each(sample: Sample, activity: bytes, tmp_path: Path) -> None:
    ids = issue_certificates(sample.workspace, activity).certificate_ids
    target = tmp_path / "证书.zip"
    export_archive(sample.workspace, ids, target, Overlay())
    content = target.read_bytes()
    with ZipFile(target) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == [f"{row.name}_{row.serial}.pdf" for row in register(sample)]
        assert archive.read(names[0]).startswith(b"%PDF-")
    export_archive(sample.workspace, ids, target, Overlay())
    assert target.read_bytes() == content


def test_an_export_that_is_stopped_leaves_nothing(
    sample: Sample, activity: bytes, tmp_path: Path
) -> None:
    class Stop:
        def step(self, done: int, total: int, message: str) -> None:
            assert message
            if done == total - 1:
                raise Cancelled

    ids = issue_certificates(sample.workspace, activity).certificate_ids
    place = tmp_path / "放这里"
    with pytest.raises(Cancelled):
        export_folder(sample.workspace, ids, place / "证书", progress=Stop())
    with pytest.raises(Cancelled):
        export_archive(sample.workspace, ids, place / "证书.zip", progress=Stop())
    assert list(place.iterdir()) == []


def test_the_register_lists_all_with_what_became_of_them(
    sample: Sample, activity: bytes, tmp_path: Path
) -> None:
    first, _ = issue_certificates(sample.workspace, activity).certificate_ids
    made = reissue_certificate(sample.workspace, first, "遗失", STANDARD_DESIGN)
    target = tmp_path / "登记表.xlsx"
    assert export_register(sample.workspace, target).rows == 3
    sheet = load_workbook(target).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "五山街道青年工作委员会证书登记表"
    assert rows[1][:3] == ["编号", "姓名", "证书"]
    assert rows[2][0] == made.replaced
    assert rows[2][10:12] == ["已作废", "遗失"]
    assert (rows[4][0], rows[4][12]) == (made.serial, made.replaced)


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

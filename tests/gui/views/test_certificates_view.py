"""The page 证书: issued, printed, revoked, verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.bundle import base45
from desktop.bundle.credential import PREFIX, CredentialFacts, sign_credential
from desktop.bundle.keyring import Identity
from desktop.documents.certificate import Template
from desktop.documents.preview import page_image
from desktop.documents.qr_reading import read_qr
from desktop.domain.terms import CertificateState, Presence
from desktop.gui.desk import Desk
from desktop.gui.dialogs.issue import IssueDialog
from desktop.gui.dialogs.printing_certificates import CertificatePaperDialog
from desktop.gui.dialogs.verify import VerifyDialog
from desktop.gui.dialogs.verify_answers import answers_for_text
from desktop.gui.views.certificates import CertificatesView
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries import certificates
from desktop.store.queries.certificates import CertificateRow
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.render_certificates import render_certificates
from desktop.usecases.certificate.render_specimen import render_specimen
from desktop.usecases.certificate.revoke_certificate import revoke_certificate
from desktop.usecases.exchange.issuers import Issuer, write_issuers
from desktop.usecases.workspace import Workspace
from tests.gui.views import activities_sample as sample
from tests.gui.views.activities_sample import the
from tests.gui.views.conftest import Said, press, student_id

Wait = Callable[[], None]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

HEAD = 1 + 8 + 64
"""Bytes of version, key id and signature."""

FACTS = CredentialFacts(
    name="张䶮",
    serial="370102001-MFR00-00001",
    activity="作业辅导",
    minutes=120,
    first_day=date(2026, 11, 21),
    last_day=date(2026, 11, 21),
    township=370102001,
    issued_on=date(2026, 11, 22),
)


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, settle: Wait) -> Callable[[], CertificatesView]:
    def make() -> CertificatesView:
        view = CertificatesView(desk)
        qtbot.addWidget(view)
        view.resize(1092, 614)
        view.show()
        settle()
        return view

    return make


def register(township: Workspace) -> list[CertificateRow]:
    with township.store.read() as reader:
        return certificates.page(reader, sort="serial")


def _bytes(credential: str) -> bytes:
    return base45.decode(credential.removeprefix(PREFIX))


def words(view: QWidget) -> str:
    texts = [one.property("text") for one in view.findChildren(QWidget) if one.isVisible()]
    return " ".join(text for text in texts if isinstance(text, str))


def test_without_an_activity_that_is_over_the_page_leads_to_activities(
    open_page: Callable[[], CertificatesView], said: Said
) -> None:
    press(open_page(), "去看活动")
    assert said.opened == [("activities", ())]


def test_certificates_are_issued_to_those_who_came_and_shown(
    open_page: Callable[[], CertificatesView], township: Workspace, said: Said, settle: Wait
) -> None:
    activity = sample.closed(township)
    record_attendance(township, activity, [AttendanceChange(student_id(2), Presence.LEAVE)])
    view = open_page()
    view.page.action_clicked.emit()
    the(FormDialog, view).save_button.click()
    settle()
    dialog = the(IssueDialog, view)
    assert dialog.save_button.text() == "颁发 7 张"
    assert [(one.who.name, one.words) for one in dialog.people][-1] == ("李𬭎", "请假")
    dialog.save_button.click()
    settle()
    assert said.toasts == ["已颁发 7 张证书"]
    assert len(register(township)) == 7
    assert "共 7 页" in words(the(CertificatePaperDialog, view))
    assert view.page.model.rowCount() == 7


def test_the_first_certificate_is_shown_before_and_can_be_taken_for_none(
    township: Workspace,
) -> None:
    activity = sample.closed(township)
    pictures = []
    for template in Template:
        pdf = render_specimen(township, activity, template, "系{学校}学生。")
        assert pdf is not None
        pictures.append(page_image(pdf, 0, 150))
    assert pictures[0].tobytes() != pictures[1].tobytes()
    assert [read_qr(picture) for picture in pictures] == [["样张，尚未颁发"]] * 2
    assert register(township) == []
    issue_certificates(township, activity)
    assert render_specimen(township, activity, Template.RED, "系{学校}学生。") is None


def test_words_that_cannot_be_set_are_told_while_they_are_typed(
    open_page: Callable[[], CertificatesView], township: Workspace, qtbot: QtBot, settle: Wait
) -> None:
    sample.closed(township)
    view = open_page()
    view.page.action_clicked.emit()
    the(FormDialog, view).save_button.click()
    settle()
    dialog = the(IssueDialog, view)
    box = dialog.form.control("body")
    with qtbot.waitSignal(dialog._pause.timeout):  # noqa: SLF001 - the pause in typing
        box.setPlainText("给{名字}")  # type: ignore[attr-defined]  # a QPlainTextEdit
    settle()
    assert "不认识的占位符“{名字}”" in words(dialog)
    dialog.save_button.click()
    settle()
    assert dialog.isVisible()
    assert register(township) == []


def test_the_template_chosen_stays_for_later_prints(
    open_page: Callable[[], CertificatesView], township: Workspace, desk: Desk, settle: Wait
) -> None:
    issue_certificates(township, sample.closed(township))
    view = open_page()
    view.page.table.select(0)
    settle()
    press(view, "预览打印…")
    settle()
    paper = the(CertificatePaperDialog, view)
    (box,) = paper.findChildren(QComboBox)
    assert box.currentText() == Template.RED.value
    box.setCurrentText(Template.CELADON.value)
    settle()
    paper.reject()
    settle()
    press(view, "全部打印…")
    settle()
    paper = the(CertificatePaperDialog, view)
    assert paper.template.currentText() == Template.CELADON.value
    assert "共 8 页" in words(paper)
    assert desk.memory["certificate/template"] == Template.CELADON.value


def test_revoking_asks_why_and_a_new_one_can_be_issued(
    open_page: Callable[[], CertificatesView], township: Workspace, settle: Wait
) -> None:
    issue_certificates(township, sample.closed(township))
    view = open_page()
    view.page.table.select(0)
    settle()
    press(view, "作废…")
    form = the(FormDialog, view)
    form.save_button.click()
    assert "请填写原因" in words(form)
    form.form.set_values({"reason": "时长有误"})
    form.save_button.click()
    settle()
    (revoked,) = [row for row in register(township) if row.state is CertificateState.REVOKED]
    assert revoked.reason == "时长有误"
    assert "作废原因" in words(view)
    view.page.action_clicked.emit()
    assert "待颁发 1 张" in the(FormDialog, view).form.control("activity").property("currentText")
    the(FormDialog, view).reject()


@pytest.fixture
def known(township: Workspace) -> Workspace:
    """Return the township with its own public key put down for verifying."""
    write_issuers(township)
    return township


def test_a_genuine_certificate_says_what_it_certifies(known: Workspace) -> None:
    (answer,) = answers_for_text(known, sign_credential(FACTS, known.identity))
    assert answer.verdict == "真实有效"
    assert answer.facts == (
        ("姓名", "张䶮"),
        ("编号", "370102001-MFR00-00001"),
        ("活动", "作业辅导"),
        ("活动日期", "2026-11-21"),
        ("时长", "2 小时"),
        ("颁发日期", "2026-11-22"),
        ("签发单位", "解放路街道 370102001"),
    )
    assert "请核对身份" in answer.meaning


def test_altered_words_are_told_from_an_unknown_issuer(known: Workspace) -> None:
    stranger = Identity.generate()
    unknown = sign_credential(FACTS, stranger)
    (answer,) = answers_for_text(known, unknown)
    assert (answer.verdict, answer.facts) == ("不是已知单位签发", ())
    genuine = _bytes(sign_credential(FACTS, known.identity))
    more_hours = _bytes(sign_credential(msgspec.structs.replace(FACTS, minutes=7200), stranger))
    # a forger keeps version, key and signature, and writes other facts below them
    forged = PREFIX + base45.encode(genuine[:HEAD] + more_hours[HEAD:])
    (answer,) = answers_for_text(known, forged)
    assert (answer.verdict, answer.kind, answer.facts) == ("内容被改动", "danger", ())


def test_what_is_no_certificate_is_neither_good_nor_bad(known: Workspace) -> None:
    (answer,) = answers_for_text(known, "https://example.invalid")
    assert (answer.verdict, answer.kind) == ("不是证书，或没有读完整", "neutral")


def test_a_stopped_issuer_is_told(known: Workspace) -> None:
    issuer = Issuer(370102001, known.identity.verify_key, revoked=True)
    content = msgspec.json.encode({"issuers": [issuer], "revoked": []})
    known.folder.issuers.write_bytes(content)
    (answer,) = answers_for_text(known, sign_credential(FACTS, known.identity))
    assert answer.verdict == "签发电脑已停用"


def test_a_page_with_a_revoked_certificate_shows_it_first(
    open_page: Callable[[], CertificatesView], known: Workspace, tmp_path: Path, settle: Wait
) -> None:
    issued = issue_certificates(known, sample.closed(known)).certificate_ids[:3]
    (tmp_path / "证书.pdf").write_bytes(render_certificates(known, issued).pdf)
    revoke_certificate(known, issued[2], "重名发错")
    view = open_page()
    view.verify_button.click()
    dialog = the(VerifyDialog, view)
    dialog.drop.dropped.emit(tmp_path / "证书.pdf")
    settle()
    assert [answer.verdict for answer in dialog.answers] == ["真实有效", "真实有效", "已作废"]
    seen = words(dialog)
    assert seen.index("已作废") < seen.index("真实有效")
    assert "重名发错" in seen
    dialog.text.setPlainText(register(known)[0].credential + "\n")
    dialog.check_button.click()
    settle()
    assert [answer.verdict for answer in dialog.answers] == ["真实有效"]


def test_a_file_that_is_no_picture_is_told_with_what_to_do(
    open_page: Callable[[], CertificatesView], known: Workspace, tmp_path: Path, settle: Wait
) -> None:
    (tmp_path / "坏.png").write_bytes(b"not a picture")
    assert known.folder.issuers.exists()
    view = open_page()
    view.verify_button.click()
    dialog = the(VerifyDialog, view)
    dialog.check_file(tmp_path / "坏.png")
    settle()
    assert "不是能识别的图片" in words(dialog)
    assert dialog.answers == []

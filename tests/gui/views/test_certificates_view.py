"""The page 证书: issued, printed, revoked, verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
import pypdf
import pytest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.bundle import base45
from desktop.bundle.credential import PREFIX, CredentialFacts, sign_credential
from desktop.bundle.identity import Identity
from desktop.documents.certificate import Overlay
from desktop.documents.preview import page_image
from desktop.documents.qr_reading import read_qr
from desktop.domain.certificate_design import STANDARD, STANDARD_DESIGN
from desktop.domain.terms import CertificateState, Presence
from desktop.gui.desk import Desk
from desktop.gui.dialogs.certificate_template import TemplateDialog, last_template
from desktop.gui.dialogs.issue import IssueDialog
from desktop.gui.dialogs.overlay_bar import OverlayBar
from desktop.gui.dialogs.paper import PaperDialog
from desktop.gui.dialogs.printing_certificates import CertificatePaperDialog
from desktop.gui.dialogs.verify import VerifyDialog
from desktop.gui.dialogs.verify_answers import answers_for_text
from desktop.gui.views.certificates import CertificatesView
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.store.queries import certificates
from desktop.store.queries.certificates import CertificateRow
from desktop.store.tables import Activity
from desktop.usecases.attendance.record_attendance import AttendanceChange, record_attendance
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.render_certificates import render_certificates
from desktop.usecases.certificate.render_specimen import render_specimen
from desktop.usecases.certificate.revoke_certificate import revoke_certificate
from desktop.usecases.certificate.templates import list_templates, save_template
from desktop.usecases.exchange.issuers import Issuer, write_issuers
from desktop.usecases.workspace import Workspace
from tests.gui.views import activities_sample as sample
from tests.gui.views.activities_sample import the
from tests.gui.views.conftest import Said, press, student_id, type_in

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
    for design in STANDARD.values():
        pdf = render_specimen(township, activity, design)
        assert pdf is not None
        pictures.append(page_image(pdf, 0, 150))
    assert len({picture.tobytes() for picture in pictures}) == 3
    assert [read_qr(picture) for picture in pictures] == [["样张，尚未颁发"]] * 3
    assert register(township) == []
    issue_certificates(township, activity)
    assert render_specimen(township, activity, STANDARD_DESIGN) is None


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
    with qtbot.waitSignal(dialog.specimen.pause.timeout):
        box.setPlainText("给{名字}")  # type: ignore[attr-defined]  # a QPlainTextEdit
    settle()
    assert "不认识的占位符“{名字}”" in words(dialog)
    dialog.save_button.click()
    settle()
    assert dialog.isVisible()
    assert register(township) == []


def test_the_template_chosen_gives_its_words_and_is_offered_next_time(
    open_page: Callable[[], CertificatesView],
    township: Workspace,
    desk: Desk,
    settle: Wait,
    qtbot: QtBot,
) -> None:
    sample.closed(township)
    view = open_page()
    view.page.action_clicked.emit()
    the(FormDialog, view).save_button.click()
    settle()
    dialog = the(IssueDialog, view)
    before = dialog.specimen.preview.grab().toImage()
    box = dialog.form.control("template")
    assert isinstance(box, QComboBox)
    assert [box.itemText(at) for at in range(box.count())] == list(STANDARD)
    with qtbot.waitSignal(dialog.specimen.pause.timeout):
        box.setCurrentText("荣誉证书")
    settle()
    assert dialog.form.values()["body"] == STANDARD["荣誉证书"].body
    assert dialog.specimen.preview.grab().toImage() != before
    dialog.save_button.click()
    settle()
    assert {row.heading for row in register(township)} == {"荣誉证书"}
    first = last_template(desk, list_templates(township))
    assert first.name == "荣誉证书"


def edit_template(view: CertificatesView, settle: Wait, name: str) -> TemplateDialog:
    """Open a template, or 新建 a new one."""
    view.templates_button.click()
    settle()
    chooser = the(FormDialog, view)
    box = chooser.form.control("template")
    assert isinstance(box, QComboBox)
    (label,) = [box.itemText(at) for at in range(box.count()) if box.itemText(at).startswith(name)]
    box.setCurrentText(label)
    chooser.save_button.click()
    settle()
    return the(TemplateDialog, view)


def test_a_template_changes_the_page_while_it_is_typed_and_is_kept(
    open_page: Callable[[], CertificatesView],
    township: Workspace,
    said: Said,
    settle: Wait,
    qtbot: QtBot,
) -> None:
    view = open_page()
    dialog = edit_template(view, settle, "荣誉证书")
    before = dialog.specimen.preview.grab().toImage()
    box = dialog.form.control("body")
    assert isinstance(box, QPlainTextEdit)
    box.setPlainText("给{名字}")
    assert "不认识的占位符“{名字}”" in words(dialog)
    dialog.save_button.click()
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.specimen.pause.timeout):
        box.setPlainText("{姓名}在“{活动}”中表现突出。")
    settle()
    assert dialog.specimen.preview.grab().toImage() != before
    type_in(dialog.form.control("issuer"), "共青团历下区委员会")
    dialog.save_button.click()
    settle()
    assert said.toasts == ["已保存模板“荣誉证书”"]
    kept = {one.name: one for one in list_templates(township)}
    assert kept["荣誉证书"].design.body == "{姓名}在“{活动}”中表现突出。"
    assert kept["荣誉证书"].design.issuer == "共青团历下区委员会"
    assert [one.changed for one in kept.values()] == [False, True, False]
    issue_certificates(township, sample.closed(township), design=kept["荣誉证书"].design)
    assert {row.issuer for row in register(township)} == {"共青团历下区委员会"}


def test_a_template_goes_back_to_how_it_was_and_that_can_be_undone(
    open_page: Callable[[], CertificatesView], township: Workspace, said: Said, settle: Wait
) -> None:
    changed = replace(STANDARD_DESIGN, heading="结业证书")
    (first, *_) = list_templates(township)
    save_template(township, first.template_id, first.name, changed)
    view = open_page()
    dialog = edit_template(view, settle, "社会实践证书（已改）")
    press(dialog, "恢复原样")
    settle()
    assert list_templates(township)[0].design == STANDARD_DESIGN
    assert said.undo is not None
    said.undo()
    settle()
    assert list_templates(township)[0].design == changed


def test_a_template_of_ones_own_is_made_and_deleted(
    open_page: Callable[[], CertificatesView], township: Workspace, settle: Wait
) -> None:
    view = open_page()
    dialog = edit_template(view, settle, "新建")
    type_in(dialog.form.control("name"), "荣誉证书")
    dialog.save_button.click()
    settle()
    assert "已经有叫“荣誉证书”的模板" in words(dialog)
    type_in(dialog.form.control("name"), "暑期专用")
    dialog.save_button.click()
    settle()
    assert [one.name for one in list_templates(township)] == [*STANDARD, "暑期专用"]
    dialog = edit_template(view, settle, "暑期专用（自建）")
    press(dialog, "删除模板")
    settle()
    assert [one.name for one in list_templates(township)] == list(STANDARD)


@pytest.fixture
def paper(
    open_page: Callable[[], CertificatesView], township: Workspace, settle: Wait
) -> CertificatePaperDialog:
    """Return the eight certificates of an activity, ready to be printed."""
    issue_certificates(township, sample.closed(township))
    view = open_page()
    view.page.table.select(0)
    settle()
    press(view, "全部打印…")
    settle()
    return the(CertificatePaperDialog, view)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_onto_blanks_goes_only_the_text_moved_and_that_is_remembered(
    paper: CertificatePaperDialog, desk: Desk, settle: Wait
) -> None:
    assert STANDARD_DESIGN.heading in text_of(paper.pdf)
    whole = paper.pdf
    paper.bar.on.setChecked(True)
    settle()
    assert STANDARD_DESIGN.heading not in text_of(paper.pdf)
    still = paper.pdf
    paper.bar.right.setValue(2.5)
    paper.bar.down.setValue(-1)
    settle()
    assert paper.pdf != still
    key = f"red/{STANDARD_DESIGN.heading}"
    again, other = OverlayBar(desk.memory, key), OverlayBar(desk.memory, "gold/荣誉证书")
    assert again.overlay == Overlay(2.5, -1)
    assert other.overlay is None
    press(paper, "测试页…")
    settle()
    (test,) = [one for one in paper.findChildren(PaperDialog) if one.isVisible()]
    assert "向右 2.5 毫米，向下 -1 毫米" in text_of(test.pdf)
    test.reject()
    paper.bar.on.setChecked(False)
    settle()
    assert paper.pdf == whole


def test_everybody_gets_a_file(
    paper: CertificatePaperDialog, tmp_path: Path, said: Said, settle: Wait
) -> None:
    paper.export_to_folder(tmp_path)
    paper.export_to_archive(tmp_path / "证书.zip")
    settle()
    (folder,) = [path for path in tmp_path.iterdir() if path.is_dir() and "证书_" in path.name]
    assert len(list(folder.glob("*.pdf"))) == 8
    assert said.toasts == [
        f"已生成 8 个证书文件，在“{folder.name}”里",
        "已生成 8 个证书文件，在“证书.zip”里",
    ]


def test_a_certificate_is_replaced_and_the_new_one_shown(
    open_page: Callable[[], CertificatesView], township: Workspace, said: Said, settle: Wait
) -> None:
    issue_certificates(township, sample.closed(township))
    view = open_page()
    view.page.table.select(0)
    settle()
    press(view, "补发换发…")
    settle()
    form = the(FormDialog, view)
    form.form.set_values({"reason": "姓名有误", "detail": "同音字"})
    form.save_button.click()
    settle()
    (old,) = [row for row in register(township) if row.state is CertificateState.REVOKED]
    (new,) = [row for row in register(township) if row.replaced]
    assert (old.reason, new.replaced) == ("姓名有误：同音字", old.serial)
    assert said.toasts == [f"已换发 {new.serial}，{old.serial} 已作废"]
    assert "共 1 页" in words(the(CertificatePaperDialog, view))


def test_the_register_is_exported(
    open_page: Callable[[], CertificatesView],
    township: Workspace,
    tmp_path: Path,
    said: Said,
    settle: Wait,
) -> None:
    issue_certificates(township, sample.closed(township))
    view = open_page()
    view.verbs.write_register(tmp_path / "登记表.xlsx")
    settle()
    assert (tmp_path / "登记表.xlsx").exists()
    assert said.toasts == ["已导出 8 张证书到“登记表.xlsx”"]


def test_a_page_for_verifying_is_exported(
    open_page: Callable[[], CertificatesView], known: Workspace, tmp_path: Path, settle: Wait
) -> None:
    view = open_page()
    view.verify_button.click()
    the(VerifyDialog, view).export_page(tmp_path / "核验.html")
    settle()
    assert known.identity.key_id.hex() in (tmp_path / "核验.html").read_text("utf-8")


def test_what_the_list_shows_is_printed_in_one_document(
    open_page: Callable[[], CertificatesView], township: Workspace, said: Said, settle: Wait
) -> None:
    issued = issue_certificates(township, sample.closed(township)).certificate_ids
    revoke_certificate(township, issued[0], "有误")
    view = open_page()
    press(view, "打印证书")
    settle()
    paper = the(CertificatePaperDialog, view)
    assert "共 7 页" in words(paper)
    paper.reject()
    view.page.choose("state", CertificateState.REVOKED.value)
    settle()
    press(view, "打印证书")
    settle()
    assert said.toasts == ["列表里没有有效的证书"]


def test_words_of_the_text_that_no_font_draws_are_told(
    open_page: Callable[[], CertificatesView], township: Workspace, settle: Wait
) -> None:
    activity = sample.closed(township)
    with township.store.write() as writer:
        writer.get(Activity, activity).title = "走进\ue0aa村"
    issue_certificates(township, activity)
    view = open_page()
    press(view, "打印证书")
    settle()
    paper = the(CertificatePaperDialog, view)
    assert "走进\ue0aa村" in words(paper)
    assert paper.print_button.accessibleName() == "仍然打印…"


def test_revoking_can_be_undone(
    open_page: Callable[[], CertificatesView], township: Workspace, said: Said, settle: Wait
) -> None:
    issue_certificates(township, sample.closed(township))
    view = open_page()
    view.page.table.select(0)
    settle()
    press(view, "作废…")
    form = the(FormDialog, view)
    form.form.set_values({"reason": "点错了"})
    form.save_button.click()
    settle()
    assert said.undo is not None
    said.undo()
    settle()
    assert {row.state for row in register(township)} == {CertificateState.ISSUED}


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

"""What has been kept for its term is found and erased for good; what is counted stays right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pypdf import PdfReader

from desktop.documents.letter import render_document
from desktop.documents.template import standard_text
from desktop.domain.account import Account, Role
from desktop.domain.retention import ERASED, DataKind, due_before
from desktop.domain.terms import BackupReason, PairingState
from desktop.store.queries.audit import page
from desktop.store.queries.students import StudentRow
from desktop.store.queries.students import page as students_page
from desktop.store.tables import (
    Activity,
    Appointment,
    Attachment,
    Attendance,
    Base,
    Certificate,
    Conflict,
    Consent,
    Enrolment,
    InsuredPerson,
    Pairing,
    Project,
    Student,
    StudentEvent,
    Survey,
)
from desktop.usecases.account.permission import NotAllowedError
from desktop.usecases.activity.photos import add_papers
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.paper.print_draft import compose_draft
from desktop.usecases.retention.draft_destruction import draft_destruction
from desktop.usecases.retention.erase import Erased, NothingDueError, erase_due
from desktop.usecases.retention.list_due import count_due, list_due
from desktop.usecases.search.find import find
from tests.unit.exchange_world import End, Peer, World
from tests.unit.photo_files import noise

NAME, PHONE, NUMBER = "欧阳青禾", "13987654321", "20250001"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def peer(world: World) -> Peer:
    made = world.join()
    with made.workspace.store.write() as writer:
        writer.add(Student(name=NAME, student_number=NUMBER, phone=PHONE))
        writer.add(Student(name="李小满", student_number="20250002"))
    return made


def years_later(world: World, years: int = 4) -> None:
    world.clock.now = datetime.now(UTC) + timedelta(days=366 * years)


def erase(peer: Peer, *kinds: DataKind) -> Erased:
    found = [due for due in list_due(peer.workspace) if due.kind in kinds]
    return erase_due(peer.workspace, kinds, sum(len(due.rows) for due in found))


def plain_pages(peer: Peer) -> bytes:
    """Return every page of the database file, free ones included, without its encryption."""
    store = peer.workspace.store
    content = peer.workspace.folder.database.read_bytes()
    plain = b""
    for start in range(0, len(content), 4096):
        page, begin = content[start : start + 4096], 16 if start == 0 else 0
        cipher = Cipher(algorithms.AES(store.key), modes.CBC(page[4016:4032])).decryptor()
        plain += cipher.update(page[begin:4016])
    return plain


def names(end: End) -> list[str]:
    with end.workspace.store.read() as reader:
        return sorted(row.name for row in reader.local(Student))


def test_nothing_is_due_before_its_term(peer: Peer, world: World) -> None:
    years_later(world, 2)
    assert not any(due.rows for due in list_due(peer.workspace))
    years_later(world, 4)
    (students,) = (due for due in list_due(peer.workspace) if due.kind is DataKind.STUDENT)
    assert [row.title for row in students.rows] == [NAME, "李小满"]
    assert "36 个月" in students.why


def test_who_came_to_an_activity_lately_is_not_due(peer: Peer, world: World) -> None:
    years_later(world, 4)
    with peer.workspace.store.write() as writer:
        (student,) = writer.find(Student, name=NAME)
        activity = writer.add(Activity(title="课堂", ends_at=world.clock.now - timedelta(days=90)))
        writer.add(Attendance(activity_id=activity.id, student_id=student.id, minutes=90))
    (students,) = (due for due in list_due(peer.workspace) if due.kind is DataKind.STUDENT)
    assert [row.title for row in students.rows] == ["李小满"]


def test_erased_names_are_gone_from_the_file_and_the_figures_stay(peer: Peer, world: World) -> None:
    with peer.workspace.store.write() as writer:
        (student,) = writer.find(Student, name=NAME)
        writer.add(Attendance(activity_id=b"a" * 16, student_id=student.id, minutes=90))
        writer.add(Certificate(student_id=student.id, serial="1", name=NAME, minutes=90))
    with peer.workspace.store.write() as writer:
        writer.get(Student, student.id).phone = "13900000000"
    peer.workspace.store.compact()
    assert NAME.encode() in plain_pages(peer)  # or else the test sees nothing
    before = figures(peer)
    years_later(world)
    erased = erase(peer, DataKind.STUDENT)
    assert erased.counts == {DataKind.STUDENT: 2}
    assert erased.remains is None
    assert figures(peer) == before
    assert names(peer) == [ERASED, ERASED]
    content = plain_pages(peer)
    assert PHONE.encode() not in content
    assert b"13900000000" not in content
    assert content.count(NAME.encode()) == 1  # the certificate keeps it for its own term


def figures(peer: Peer) -> list[StudentRow]:
    with peer.workspace.store.read() as reader:
        return sorted(
            (replace(row, name="", student_number="", phone="") for row in students_page(reader)),
            key=lambda row: row.id,
        )


def test_certificates_are_blanked_after_their_own_longer_term(peer: Peer, world: World) -> None:
    with peer.workspace.store.write() as writer:
        writer.add(
            Certificate(
                serial="1",
                name=NAME,
                salutation=f"{NAME}同学：",
                credential="QQ1:X",
                issued_on=world.clock.now.date(),
                minutes=90,
            )
        )
    years_later(world, 7)
    assert erase(peer, DataKind.CERTIFICATE).total == 1
    with peer.workspace.store.read() as reader:
        (kept,) = reader.find(Certificate)
    assert (kept.name, kept.salutation, kept.credential) == (ERASED, "", "")
    assert (kept.serial, kept.minutes) == ("1", 90)


def test_the_search_index_forgets_them_here_and_at_a_colleague(world: World, peer: Peer) -> None:
    world.round(peer)
    colleague = world.join()
    world.round(colleague)
    for one in (peer, colleague):
        assert find(one.workspace, NUMBER)
        one.workspace.store.compact()
        assert NUMBER.encode() in plain_pages(one)
    years_later(world)
    erase(peer, DataKind.STUDENT)
    world.round(peer)
    world.round(colleague)
    for one in (peer, colleague):
        assert not find(one.workspace, NUMBER)
        content = plain_pages(one)
        assert NUMBER.encode() not in content
        assert NAME.encode() not in content


def test_what_is_said_of_a_student_elsewhere_goes_too(peer: Peer, world: World) -> None:
    with peer.workspace.store.write() as writer:
        (student,) = writer.find(Student, name=NAME)
        writer.add(StudentEvent(other_id=student.id, note=f"手机号取“{PHONE}”"))
        writer.add(Enrolment(student_id=student.id, reason=f"{NAME}生病"))
    years_later(world)
    erase(peer, DataKind.STUDENT)
    with peer.workspace.store.read() as reader:
        assert [row.note for row in reader.find(StudentEvent)] == [""]
        assert [row.reason for row in reader.find(Enrolment)] == [""]
    assert PHONE.encode() not in plain_pages(peer)


def test_deleted_students_are_erased_too(peer: Peer, world: World) -> None:
    with peer.workspace.store.write() as writer:
        writer.delete(writer.find(Student, name=NAME)[0])
    years_later(world, 1)
    assert erase(peer, DataKind.DELETED).total == 1
    assert NAME not in names(peer)
    assert NAME.encode() not in plain_pages(peer)


def test_people_named_in_every_table_are_erased_after_their_term(peer: Peer, world: World) -> None:
    day = world.clock.now.date()
    with peer.workspace.store.write() as writer:
        project = writer.add(Project(name="课堂", community_owner=NAME, ends_on=day))
        writer.add(Project(name="长期", campus_owner=NAME))
        writer.add(Consent(project_id=project.id, person=NAME))
        writer.add(Survey(told_by="", surveyor=NAME, surveyed_on=day))
        writer.add(Appointment(phone=PHONE, ends_on=day))
        writer.add(Base(name="服务中心", contact=NAME, phone=PHONE))
        writer.delete(writer.add(Base(name="旧址", contact="", phone=PHONE)))
    years_later(world)
    listed = {due.kind: [row.table for row in due.rows] for due in list_due(peer.workspace)}
    assert sorted(listed[DataKind.CONTACT]) == ["appointment", "consent", "project", "survey"]
    assert listed[DataKind.DELETED] == ["base"]
    assert count_due(peer.workspace) == sum(map(len, listed.values()))
    erase(peer, DataKind.CONTACT, DataKind.DELETED)
    assert count_due(peer.workspace) == len(listed[DataKind.STUDENT])
    with peer.workspace.store.read() as reader:
        assert [row.community_owner for row in reader.find(Project, name="课堂")] == [ERASED]
        assert [(row.told_by, row.surveyor) for row in reader.find(Survey)] == [(ERASED, "")]
        assert [(row.person, row.phone) for row in reader.find(Appointment)] == [(ERASED, "")]
        assert [row.phone for row in reader.local(Base)] == [PHONE, ""]


def test_a_signed_paper_goes_with_who_signed_it(world: World, peer: Peer, tmp_path: Path) -> None:
    photo = tmp_path / f"{NAME}签字.jpg"
    noise(80, 60, 1).save(photo)
    day = world.clock.now.date()
    with peer.workspace.store.write() as writer:
        pairing = writer.add(Pairing(state=PairingState.ENDED, active_until=day))
        consent = writer.add(Consent(pairing_id=pairing.id, person=NAME))
    add_papers(peer.workspace, consent.id, [photo])
    world.round(peer)
    assert pictures(peer) == pictures(world.province)
    assert len(pictures(peer)) == 1
    years_later(world)
    erase(peer, DataKind.CONTACT)
    assert pictures(peer) == []
    world.round(peer)
    for end in (peer, world.province):
        assert pictures(end) == []
        with end.workspace.store.read() as reader:
            (row,) = reader.local(Attachment)
        assert (row.deleted, row.file_name) == (True, "")


def pictures(end: Peer | End) -> list[bytes]:
    with end.workspace.store.read() as reader:
        query = "SELECT sha256 FROM attachment_content"
        return list(reader.connection.exec_driver_sql(query).scalars())


def test_identity_numbers_go_when_the_insured_time_is_over(peer: Peer, world: World) -> None:
    day = world.clock.now.date()
    with peer.workspace.store.write() as writer:
        for number, ends in enumerate((day - timedelta(days=2), day + timedelta(days=2))):
            writer.add(
                InsuredPerson(
                    activity_id=bytes([number]) * 16,
                    student_id=bytes([number]) * 16,
                    identity="37010219990101001X",
                    expires_on=ends,
                )
            )
    assert erase(peer, DataKind.INSURED).total == 1
    with peer.workspace.store.read() as reader:
        assert len(reader.local(InsuredPerson)) == 1


def test_an_erasure_travels_and_a_colleague_cannot_bring_it_back(world: World, peer: Peer) -> None:
    world.round(peer)
    colleague = world.join()
    world.round(colleague)
    world.down(colleague)
    years_later(world)
    erase(peer, DataKind.STUDENT)
    with colleague.workspace.store.write() as writer:  # who does not know yet
        for row in writer.find(Student, name=NAME):
            row.phone = "13711112222"
    for _ in range(3):
        for one in (peer, colleague):
            world.round(one)
    for end in (peer, colleague, world.province):
        assert names(end) == [ERASED, ERASED]
        with end.workspace.store.read() as reader:
            assert [row.phone for row in reader.local(Student)] == ["", ""]
            quoted = [f"{row.kept}{row.other}" for row in reader.local(Conflict)]
        assert not any(NAME in text or "137" in text or PHONE in text for text in quoted)
    assert peer.digest(peer.township) == world.province.digest(peer.township)


def test_only_what_was_looked_at_is_erased_and_only_by_an_administrator(
    peer: Peer, world: World
) -> None:
    years_later(world)
    with pytest.raises(NothingDueError):
        erase_due(peer.workspace, [DataKind.STUDENT], 1)
    peer.workspace.account = Account(2, "周敏", Role.CLERK)
    with pytest.raises(NotAllowedError):
        erase_due(peer.workspace, [DataKind.STUDENT], 2)
    assert NAME in names(peer)


def test_the_certificate_of_deletion_names_kinds_and_numbers_alone(
    peer: Peer, world: World
) -> None:
    back_up(peer.workspace, BackupReason.ASKED)
    years_later(world)
    erased = erase(peer, DataKind.STUDENT)
    draft = draft_destruction(peer.workspace, erased)
    paper = compose_draft(draft, standard_text(draft.kind), {})
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(render_document(paper))).pages)
    assert "2 条" in text
    assert "1 份加密备份" in text
    assert NAME not in text
    with peer.workspace.store.read() as reader:
        (entry,) = page(reader, only={"act": "erase"})
    assert NAME not in f"{entry.note}{entry.touched}"


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2026, 11, 26), 36, date(2023, 11, 26)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_are_counted_back_by_the_calendar(today: date, months: int, day: date) -> None:
    assert due_before(today, months) == day

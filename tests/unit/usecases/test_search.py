"""What is found by typing, whatever path wrote it."""

from __future__ import annotations

from desktop.gui.dialogs.enrol_lists import roster_fetch
from desktop.gui.rows_model import RowsQuery
from desktop.store import rows
from desktop.store.queries import found
from desktop.store.search_index import KINDS, behind
from desktop.store.tables import Appointment, Base, Certificate, Pairing, Student
from desktop.usecases.roster.add_student import add_student
from desktop.usecases.roster.delete_student import delete_student
from desktop.usecases.roster.edit_student import edit_student
from desktop.usecases.roster.student_fields import StudentFields
from desktop.usecases.search.find import MOST, find, keep_up, where_to_open
from tests.unit.township_sample import NEAR, Sample, branch_id, community_id

PEOPLE = ("张伟", "张伟丽", "王张伟", "单雄信", "曾巩", "欧阳若兰", "张三")


def fill(sample: Sample) -> dict[str, bytes]:
    return {
        name: add_student(
            sample.workspace, StudentFields(branch_id(NEAR, "1班"), name, f"20250{at}")
        ).student_id
        for at, name in enumerate(PEOPLE)
    }


def names(sample: Sample, text: str, kind: str = "student") -> list[str]:
    return [hit.name for hit in find(sample.workspace, text) if hit.kind == kind]


def test_exact_comes_first_then_beginnings_then_what_is_inside(sample: Sample) -> None:
    fill(sample)
    for query in ("张伟", "zhangwei", "zw", "zhang伟", "z伟", "zwei"):
        assert names(sample, query)[:3] == ["张伟", "张伟丽", "王张伟"], query
    assert names(sample, "shan") == ["单雄信"]
    assert names(sample, "ceng") == names(sample, "zg") == ["曾巩"]
    assert names(sample, "若兰") == ["欧阳若兰"]
    assert names(sample, "202504") == ["曾巩"]
    assert names(sample, "没有的人") == []
    assert names(sample, " ") == []


def test_other_kinds_are_found_and_opened_where_their_rows_are(sample: Sample) -> None:
    pairing = sample.active()
    project = sample.project(pairing)
    activity = sample.activity(project)
    hits = {hit.kind: hit for hit in find(sample.workspace, "dongshequ")}
    assert hits["community"].name == "东社区"
    assert names(sample, "gys", "branch") == ["公益社"] * 3
    clubs = find(sample.workspace, "gongyishe")
    assert {hit.about for hit in clubs} == {
        f"{one}学院" for one in (NEAR, "远处大学", "无坐标大学")
    }
    place = where_to_open(sample.workspace, hits["community"])
    assert place[0] in {"needs", "pairings"}
    assert place[1]
    assert community_id(1) == hits["community"].id
    titles = [hit for hit in find(sample.workspace, "四") if hit.kind in {"activity", "project"}]
    for hit in titles:
        assert where_to_open(sample.workspace, hit) == ("activities", (activity,))


def test_many_people_hide_no_other_kind(sample: Sample) -> None:
    for at, end in enumerate("华虎海河湖杭"):
        person = StudentFields(branch_id(NEAR, "1班"), f"丁三{end}", f"20250{at}")
        add_student(sample.workspace, person)
    assert len(names(sample, "dsh")) == MOST
    assert names(sample, "dsh", "community") == ["东社区"]


def test_contacts_are_found_where_they_are_named(sample: Sample) -> None:
    pairing = sample.active()
    with sample.workspace.store.write() as writer:
        base = writer.add(Base(name="历山路青年之家", contact="单老师"))
        post = writer.add(Appointment(person="曾巩", serves="东社区"))
        writer.get(Pairing, pairing).campus_contact = "仇辅导员"
    for text, name, place in (
        ("lsl", "历山路青年之家", ("needs/bases", (base.id,))),
        ("青年之家", "历山路青年之家", ("needs/bases", (base.id,))),
        ("单老师", "历山路青年之家", ("needs/bases", (base.id,))),
        ("shanls", "历山路青年之家", ("needs/bases", (base.id,))),
        ("zg", "曾巩", ("pairings/appointments", (post.id,))),
        ("qiufdy", "仇辅导员", ("pairings", (pairing,))),
    ):
        (hit,) = [one for one in find(sample.workspace, text) if one.name == name]
        assert where_to_open(sample.workspace, hit) == place, text


def test_a_walk_in_is_found_by_the_sound_of_another_character(sample: Sample) -> None:
    fill(sample)
    activity = sample.activity(sample.project(sample.active()))
    while keep_up(sample.workspace):
        pass
    fetch = roster_fetch(sample.workspace, activity)
    for text, listed in (
        ("张伟", ["张伟", "张伟丽", "王张伟"]),
        ("章伟", ["张伟（音同）"]),
        ("張偉", ["张伟（音同）"]),
        ("章 伟", ["张伟（音同）"]),
        ("單雄信", ["单雄信（音同）"]),
        ("善雄信", ["单雄信（音同）"]),
        ("增巩", ["曾巩（音同）"]),
        ("歐陽若蘭", ["欧阳若兰（音同）"]),
        ("章韦明", []),
        ("zhangw", ["张伟", "张伟丽", "王张伟"]),
    ):
        page = fetch(RowsQuery(text=text, limit=10))
        assert sorted(line.name for line in page.rows) == sorted(listed), text
        assert page.total == len(listed)


def test_the_index_follows_every_write(sample: Sample) -> None:
    ids = fill(sample)
    assert names(sample, "zhangsan") == ["张三"]
    fields = StudentFields(branch_id(NEAR, "1班"), "李四", "1")
    edit_student(sample.workspace, ids["张三"], fields)
    assert names(sample, "zhangsan") == []
    assert names(sample, "lisi") == ["李四"]
    delete_student(sample.workspace, ids["张三"])
    assert names(sample, "lisi") == []
    with sample.workspace.store.write() as writer:
        student = writer.add(Student(name="周经", student_number="9"))
        writer.add(Certificate(name="周经", serial="QQ-0001", student_id=student.id))
    assert names(sample, "zj") == ["周经"]
    assert names(sample, "qq0001", "certificate") == ["周经"]
    with sample.workspace.store.write() as writer:  # as a take-in does: past the triggers
        connection = writer.connection
        row = dict(
            zip(
                rows.wire_columns(Student),
                rows.find(connection, "student", [student.id])[student.id],
                strict=True,
            )
        )
        row |= {"id": bytes(16), "name": "收来的人"}
        last = writer.replica.lsn
        connection.exec_driver_sql("UPDATE replica SET capture = 0, lsn = lsn + 1")
        rows.upsert(connection, "student", [tuple(row.values())], last + 1, {})
        connection.exec_driver_sql("UPDATE replica SET capture = 1")
    assert names(sample, "收来") == ["收来的人"]


def test_an_index_of_another_version_is_made_anew(sample: Sample) -> None:
    fill(sample)
    assert names(sample, "zw")
    with sample.workspace.store.upkeep() as connection:
        connection.exec_driver_sql("UPDATE search_state SET version = 0")
        assert behind(connection)
    before = sample.lsn
    assert names(sample, "zw") == ["张伟", "张伟丽", "王张伟"]
    assert sample.lsn == before


def test_many_rows_are_indexed_a_few_at_a_time(sample: Sample) -> None:
    with sample.workspace.store.write() as writer:
        for at in range(1000):
            writer.session.add(Student(name="钱多多", student_number=f"{at}", township=1))
        for at in range(1000):
            writer.session.add(
                Student(name="孙晓", student_number=f"{at}", township=writer.replica.township)
            )
    turns = 1
    while keep_up(sample.workspace):
        turns += 1
    assert turns > 2
    assert len(names(sample, "sx")) == MOST
    assert names(sample, "qdd") == []


def test_every_kind_has_words_and_a_page(sample: Sample) -> None:
    with sample.workspace.store.read() as reader:
        for kind in KINDS:
            assert found.said(reader, kind, [bytes(16)]) == []
            assert found.where_to_open(reader, kind, bytes(16))[1] == ()

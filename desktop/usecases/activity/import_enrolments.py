"""导入报名: whom the rows of a branch's workbook mean, and who finds the list full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from desktop.store.store import Reader
from desktop.store.tables import Activity, Enrolment, Student
from desktop.usecases.activity.places import asks_anew, places
from desktop.usecases.importing.importing import Fields, Importing, Resolve
from desktop.workbooks.enrolment import ENROLMENT
from desktop.workbooks.fields import FieldError
from desktop.workbooks.form import FormRow


def enrolment_import(activity_id: bytes, title: str, now: datetime) -> Importing:
    """Return the import of people who enrol for an activity; a full list makes them wait."""

    def resolver(reader: Reader, _: Sequence[FormRow]) -> Resolve:
        return _Resolver(reader, activity_id, now).resolve

    return Importing(
        form=ENROLMENT,
        table=Enrolment,
        key=("student_id",),
        resolver=resolver,
        labels={
            "student_id": "姓名",
            "state": "报名",
            "team": "小组",
            "asked_at": "报名时间",
            "reason": "退出原因",
        },
        topics=("activity",),
        unit="人",
        note=f"报名参加“{title}”。报满以后的人进候补；表里没有的人不会退出。",
        only={"activity_id": activity_id},
        named=lambda row: str(row.values["name"]),
    )


class _Resolver:
    """Finds students by name and number, and counts the places as rows are taken."""

    def __init__(self, reader: Reader, activity_id: bytes, now: datetime) -> None:
        self._by_name: dict[str, list[Student]] = defaultdict(list)
        for student in reader.find(Student):
            self._by_name[student.name].append(student)
        activity = reader.get(Activity, activity_id)
        rows = reader.find(Enrolment, activity_id=activity_id)
        self._there = {row.student_id for row in rows if not asks_anew(row)}
        self._places = places(activity, rows, now)

    def resolve(self, row: FormRow) -> Fields:
        """Return whom a row means and whether there is a place; raises `FieldError`."""
        student = self._student(row)
        team = {"team": row.values["team"]} if "team" in row.values else {}
        if student.id in self._there:
            return {"student_id": student.id, **team}
        self._there.add(student.id)
        return {"student_id": student.id, **self._places.give(), **team}

    def _student(self, row: FormRow) -> Student:
        found = self._by_name.get(str(row.values["name"]), [])
        number = row.values.get("student_number")
        if number:
            found = [one for one in found if one.student_number == number]
        if not found:
            raise FieldError("姓名", "名册里没有这个人，请先在“名册”导入")
        if len(found) > 1:
            raise FieldError("学号", f"名册里有 {len(found)} 个同名的人，请填学号")
        return found[0]

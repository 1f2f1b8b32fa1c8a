"""查找重复: students who may be one person, each pair with the reasons for thinking so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from desktop.domain.pinyin import readings, typed
from desktop.foundation.ids import reference_id
from desktop.store.batches import batches
from desktop.store.queries import students
from desktop.store.queries.students import StudentRow
from desktop.store.tables import DistinctStudents
from desktop.usecases.workspace import Workspace

_MOST_IN_A_GROUP = 400
"""Students with something in common that are compared with each other; more say nothing."""

_FEW = 8
"""So many are compared without looking first whose numbers are near."""


@dataclass(frozen=True)
class Suspicion:
    """Two students who may be one person, the one with more on record first, and why."""

    first: StudentRow
    second: StudentRow
    reasons: tuple[str, ...]
    strong: bool


@dataclass(frozen=True)
class KeptApart:
    """Two students who are not one person; the pair is not shown again."""

    first_id: bytes
    second_id: bytes


@dataclass(frozen=True)
class _Person:
    """What is compared of a student; `plain` is the number as typed, without zeros in front."""

    id: bytes
    name: str
    sound: str
    number: str
    plain: str
    phone: str
    university: str


def find_duplicates(workspace: Workspace) -> tuple[Suspicion, ...]:
    """Return the pairs nobody has decided on yet, the likeliest first."""
    with workspace.store.read() as reader:
        compared = "id", "name", "student_number", "phone", "university"
        everyone = [_person(*row) for row in students.STUDENTS.values(reader, *compared)]
        apart = {frozenset((one.first_id, one.second_id)) for one in reader.find(DistinctStudents)}
        found = {}
        for first, second in _near(everyone):
            pair = frozenset((first.id, second.id))
            if pair not in apart and pair not in found and (said := _reasons(first, second)):
                found[pair] = said
        ids = sorted(frozenset[bytes]().union(*found))
        rows = {
            row.id: row for some in batches(ids) for row in students.rows(reader, b"".join(some))
        }
    suspicions = [
        _suspicion([rows[one] for one in pair], *said)
        for pair, said in found.items()
        if pair <= rows.keys()
    ]
    return tuple(sorted(suspicions, key=lambda one: (not one.strong, one.first.name)))


def keep_apart(workspace: Workspace, first_id: bytes, second_id: bytes) -> KeptApart:
    """Remember that two students are 不是同一人; every PC gives the decision the same id."""
    first, second = sorted((first_id, second_id))
    row_id = reference_id("distinct_students", first.hex(), second.hex())
    with workspace.store.write() as writer:
        known = writer.session.get(DistinctStudents, row_id)
        if known is None:
            writer.add(DistinctStudents(id=row_id, first_id=first, second_id=second))
        else:
            known.deleted = False
    return KeptApart(first, second)


def sound(name: str) -> str:
    """Return how a name is usually read, without tones."""
    return "".join(readings(one)[0] for one in typed(name))


def nearly(first: str, second: str) -> bool:
    """Tell whether two numbers differ by zeros in front, one character, or two exchanged."""
    return _are_near(_plain(first), _plain(second))


def _are_near(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        swapped = len(wrong) == 2 and [one[at] for at in wrong] == [other[at] for at in wrong][::-1]  # noqa: PLR2004 - a pair
        return len(wrong) == 1 or swapped
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _plain(number: str) -> str:
    return typed(number).lstrip("0")


def _person(row_id: bytes, name: str, number: str, phone: str, university: str) -> _Person:
    return _Person(row_id, name, sound(name), typed(number), _plain(number), phone, university)


def _near(everyone: Sequence[_Person]) -> Iterator[tuple[_Person, _Person]]:
    """Yield pairs worth a look: of one number, one telephone, or one sound and school."""
    for numbered in (
        _grouped(everyone, lambda one: filter(None, [one.plain])),
        _grouped(everyone, lambda one: filter(None, [one.phone])),
    ):
        for group in numbered:
            yield from combinations(group, 2)
    for group in _grouped(everyone, lambda one: [(one.sound, one.university)], most=None):
        parts = [group] if len(group) <= _FEW else _grouped(group, _misread)
        for part in parts:
            yield from combinations(part, 2)


def _grouped(
    people: Iterable[_Person],
    keys: Callable[[_Person], Iterable[object]],
    most: int | None = _MOST_IN_A_GROUP,
) -> list[list[_Person]]:
    """Return those with a key in common, more than one and at most so many."""
    groups: dict[object, list[_Person]] = defaultdict(list)
    for one in people:
        for key in keys(one):
            groups[key].append(one)
    return [
        group for group in groups.values() if len(group) > 1 and (not most or len(group) <= most)
    ]


def _misread(one: _Person) -> set[str]:
    """Return what a number has in common with those that are nearly the same."""
    plain = one.plain
    without_one = {plain[:at] + plain[at + 1 :] for at in range(len(plain))}
    return {plain, "".join(sorted(plain)), *without_one}


def _reasons(first: _Person, second: _Person) -> tuple[bool, tuple[str, ...]] | None:
    """Return whether they are surely one person, and why they seem so; None: they do not."""
    same_name, alike = first.name == second.name, first.sound == second.sound
    school = first.university == second.university
    number = first.number == second.number
    near = number or _are_near(first.plain, second.plain)
    phone = bool(first.phone) and first.phone == second.phone
    strong = alike and (phone or (school and number))
    if not (strong or (school and number) or (alike and near)):
        return None
    reasons = []
    if alike:
        reasons.append("姓名相同" if same_name else "姓名读音相同")
    if school:
        reasons.append("同一所高校")
    if near:
        reasons.append("学号相同" if number else "学号只差一点")
    if phone:
        reasons.append("手机号相同")
    return strong, tuple(reasons)


def _suspicion(pair: Iterable[StudentRow], strong: bool, reasons: tuple[str, ...]) -> Suspicion:
    fuller, other = sorted(pair, key=lambda row: (-row.activities, -row.minutes, row.id))
    return Suspicion(fuller, other, reasons, strong)

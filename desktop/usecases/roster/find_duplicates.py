"""查找重复: students who may be one person, each pair with the reasons for thinking so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from desktop.domain.pinyin import readings, typed
from desktop.foundation.ids import reference_id
from desktop.store.queries import students
from desktop.store.queries.students import StudentRow
from desktop.store.tables import DistinctStudents
from desktop.usecases.workspace import Workspace

_MOST_IN_A_GROUP = 400
"""Students of one sound and school that are compared with each other; more say nothing."""


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


def find_duplicates(workspace: Workspace) -> tuple[Suspicion, ...]:
    """Return the pairs nobody has decided on yet, the likeliest first."""
    with workspace.store.read() as reader:
        rows = students.page(reader)
        apart = {frozenset((one.first_id, one.second_id)) for one in reader.find(DistinctStudents)}
    found = {}
    for first, second in _near(rows):
        pair = frozenset((first.id, second.id))
        if pair not in apart and pair not in found and (said := _suspicion(first, second)):
            found[pair] = said
    return tuple(sorted(found.values(), key=lambda one: (not one.strong, one.first.name)))


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
    one, other = typed(first).lstrip("0"), typed(second).lstrip("0")
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


def _near(rows: Iterable[StudentRow]) -> Iterator[tuple[StudentRow, StudentRow]]:
    """Yield the pairs worth a look: of one number, one telephone, or one sound and school."""
    keys: tuple[Callable[[StudentRow], object], ...] = (
        lambda row: typed(row.student_number).lstrip("0"),
        lambda row: row.phone,
        lambda row: (sound(row.name), row.university),
    )
    everyone = list(rows)
    for key in keys:
        groups: dict[object, list[StudentRow]] = defaultdict(list)
        for row in everyone:
            groups[key(row)].append(row)
        groups.pop("", None)
        for group in groups.values():
            if len(group) <= _MOST_IN_A_GROUP:
                yield from combinations(group, 2)


def _suspicion(first: StudentRow, second: StudentRow) -> Suspicion | None:
    same_name = first.name == second.name
    alike = same_name or sound(first.name) == sound(second.name)
    school = first.university == second.university
    number = typed(first.student_number) == typed(second.student_number)
    near = number or nearly(first.student_number, second.student_number)
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
    fuller, other = sorted((first, second), key=lambda row: (-row.activities, -row.minutes, row.id))
    return Suspicion(fuller, other, tuple(reasons), strong)

"""Every figure of 工作台 against plain SQL, on random rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop.domain.indicators import semester_bounds
from desktop.domain.terms import Theme
from desktop.domain.todo import TodoKind
from desktop.store.queries import dashboard, figures
from desktop.store.queries.dashboard import Todo
from desktop.store.queries.definitions import definitions
from desktop.store.tables import IndicatorDefinition
from tests.unit.store.plain_figures import plain
from tests.unit.store.random_township import TODAY, fill
from tests.unit.township_sample import NOW, Sample, open_sample

SEEDS = range(4)

KINDS = (
    TodoKind.READY,
    TodoKind.PROPOSALS,
    TodoKind.OBJECTED,
    TodoKind.INCIDENTS,
    TodoKind.UNPRINTED,
    TodoKind.UNCLOSED,
    TodoKind.UNSIGNED,
    TodoKind.UNCERTIFIED,
    TodoKind.BELOW,
    TodoKind.ABOVE,
    TodoKind.EXPIRING,
    TodoKind.TERMS,
)


@pytest.fixture(scope="module", params=SEEDS)
def database(
    request: pytest.FixtureRequest, sample_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    sample = open_sample(folder, sample_database)
    with sample.workspace.store.write() as writer:
        fill(writer, request.param)
    sample.workspace.close()
    return folder / "qingqiao.db"


@pytest.fixture
def filled(database: Path, tmp_path: Path) -> Iterator[Sample]:
    sample = open_sample(tmp_path, database)
    yield sample
    sample.workspace.close()


def ids(connection: Connection, sql: str) -> set[bytes]:
    return {row[0] for row in connection.exec_driver_sql(sql)}


def test_the_rings_equal_plain_sql(filled: Sample) -> None:
    with filled.workspace.store.write() as reader:
        rings = {one.key: one for one in figures.indicators(reader, TODAY)}
        branches = set(figures.covered(reader, definitions(reader, TODAY).coverage))
        sql = plain(reader.connection, NOW)
        paired = ids(sql, "SELECT id FROM paired")
        (whole,) = sql.exec_driver_sql("SELECT branches FROM denominator").scalars()
        within = ids(sql, "SELECT id FROM load WHERE each BETWEEN 2 AND 3")
        listed = ids(sql, "SELECT id FROM listed")
        came = ids(sql, "SELECT id FROM listed WHERE came > 0")
    assert {key: (one.numerator, one.denominator) for key, one in rings.items()} == {
        "coverage": (len(paired), whole),
        "band": (len(within), len(paired)),
        "reach": (len(came), len(listed)),
    }
    assert branches == paired
    assert paired
    assert came


def test_the_lines_equal_plain_sql(filled: Sample) -> None:
    with filled.workspace.store.write() as reader:
        said = {one.kind: one for one in dashboard.todos(reader, NOW)}
        sql = plain(reader.connection, NOW)
        plainly: dict[TodoKind, set[bytes]] = {kind: set() for kind in KINDS}
        for kind, row_id in sql.exec_driver_sql("SELECT kind, id FROM todo"):
            plainly[TodoKind(kind)].add(row_id)
        plainly[TodoKind.UNENTERED] = unentered(sql)
        plainly[TodoKind.GRADUATING] = no_successor(sql)
    for kind, expected in plainly.items():
        todo = said.pop(kind, Todo(kind, "", 0))
        assert set(todo.ids) == expected, kind
        assert todo.count == len(todo.ids) == len(expected), kind
    assert set(said) <= {"overdue", "receipts"}


def unentered(sql: Connection) -> set[bytes]:
    """Return the ended activities with a page of the last sheet of which nobody was entered."""
    entered = {
        tuple(row)
        for row in sql.exec_driver_sql(
            "SELECT activity_id, student_id FROM attendance WHERE deleted = 0"
        )
    }
    pages = sql.exec_driver_sql(
        """SELECT g.activity_id, g.students
        FROM sheet_page g JOIN activity a ON a.id = g.activity_id, now
        WHERE g.deleted = 0 AND a.deleted = 0 AND a.state <> 'cancelled'
          AND a.ends_at <= now.instant AND g.version = (SELECT MAX(h.version) FROM sheet_page h
            WHERE h.deleted = 0 AND h.activity_id = g.activity_id)"""
    )
    return {
        activity
        for activity, students in pages
        if not any(
            (activity, students[at : at + 16]) in entered for at in range(0, len(students), 16)
        )
    }


def no_successor(sql: Connection) -> set[bytes]:
    """Return the active pairings of branches of 2022, who left, with nobody on the same need."""
    rows = sql.exec_driver_sql(
        """SELECT p.id, p.state, p.need_id, COALESCE(b.grade, '')
        FROM pairing p LEFT JOIN branch b ON b.id = p.branch_id
        WHERE p.deleted = 0 AND p.state IN ('active', 'proposed')"""
    ).all()
    staying = {need for _, _, need, grade in rows if grade != "2022级" and need is not None}
    return {
        pairing
        for pairing, state, need, grade in rows
        if state == "active" and grade == "2022级" and need not in staying
    }


def test_the_chart_equals_plain_sql(filled: Sample) -> None:
    since, until = semester_bounds(TODAY)
    with filled.workspace.store.write() as reader:
        rows = figures.activities_by_month_and_theme(reader, since, until)
        of_theme = {
            theme: set(figures.activities_between(reader, since, until, theme)) for theme in Theme
        }
        counted = (
            plain(reader.connection, NOW)
            .exec_driver_sql(
                "SELECT id, theme, strftime('%Y-%m', starts_at + 28800, 'unixepoch') "
                "FROM counted_activity"
            )
            .all()
        )
    assert {(row.month, row.theme.value): row.activities for row in rows} == Counter(
        (month, theme) for _, theme, month in counted
    )
    for theme, found in of_theme.items():
        assert found == {activity for activity, said, _ in counted if said == theme.value}


def test_the_province_may_count_otherwise(filled: Sample) -> None:
    """A floor of one without a ceiling, class branches alone, joint activities counted once."""
    _settle(
        filled,
        ("coverage", '{"clubs": false}'),
        ("band", '{"floor": 1, "ceiling": 0, "clubs": false, "joint": false}'),
        ("reach", '{"at_least": 2}'),
    )
    with filled.workspace.store.write() as reader:
        rings = {one.key: one for one in figures.indicators(reader, TODAY)}
        todos = {one.kind for one in dashboard.todos(reader, NOW)}
        sql = plain(reader.connection, NOW)
        within = ids(sql, "SELECT id FROM load WHERE kind = 'class' AND once >= 1")
        classes = ids(sql, "SELECT id FROM paired WHERE kind = 'class'")
        came = ids(sql, "SELECT id FROM listed WHERE came >= 2")
    assert rings["coverage"].numerator == len(classes)
    assert (rings["band"].numerator, rings["band"].denominator) == (len(within), len(classes))
    assert rings["reach"].numerator == len(came)
    assert rings["band"].label == "每学期 1 次以上"
    assert "第 2 版口径（2026-09-01 起）" in rings["band"].origin
    assert "above" not in todos


def test_a_definition_that_cannot_be_read_is_told_of_and_passed_over(filled: Sample) -> None:
    before = _rings(filled)
    _settle(filled, ("band", '{"floor": 1, "weekends": true}'))
    after = _rings(filled)
    assert after["band"].numerator == before["band"].numerator
    assert "本程序版本还不能用" in after["band"].origin


def _rings(sample: Sample) -> dict[str, figures.Indicator]:
    with sample.workspace.store.read() as reader:
        return {one.key: one for one in figures.indicators(reader, TODAY)}


def _settle(sample: Sample, *said: tuple[str, str]) -> None:
    with sample.workspace.store.write() as writer:
        for key, parameters in said:
            writer.add(
                IndicatorDefinition(
                    key=key,
                    version=2,
                    starts_on=date(2026, 9, 1),
                    parameters=parameters,
                    epoch=1,
                )
            )

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import Cancelled, Progress
from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import (
    Column,
    ListChangedError,
    Order,
    RowsModel,
    RowsPage,
    RowsQuery,
    by_jobs,
    immediately,
)
from desktop.gui.widgets.table_view import MenuItem, TableView, row_menu
from desktop.gui.widgets.text import folded

T = TypeVar("T")

COLUMNS = (
    Column[int]("name", "名称", lambda row: f"第 {row} 行", sort_key="name", width=150),
    Column[int]("size", "人数", lambda row: f"{row}", align="right", kind=lambda _: "success"),
    Column[int]("note", "备注", lambda _: "", tooltip=lambda row: f"备注 {row}", hidden=True),
)
ALIGN = Qt.ItemDataRole.TextAlignmentRole
TIP = Qt.ItemDataRole.ToolTipRole


class Table:
    """A million invented rows and a diary of what was asked."""

    def __init__(self, total: int = 1_000_000) -> None:
        self.total = total
        self.shift = 0
        self.asked: list[RowsQuery] = []
        self.error: QingqiaoError | None = None

    def __call__(self, query: RowsQuery) -> RowsPage[int]:
        self.asked.append(query)
        if self.error is not None:
            raise self.error
        total = 5 if query.text else self.total
        rows = range(query.offset, min(query.offset + query.limit, total))
        chosen = [total - 1 - row if query.descending else row for row in rows]
        return RowsPage([row + self.shift for row in chosen], total)


def settle() -> None:
    for _ in range(8):
        QApplication.processEvents()


def made(table: Table) -> RowsModel[int]:
    model = RowsModel(COLUMNS, table)
    model.reload()
    settle()
    return model


def text(model: RowsModel[int], row: int) -> str:
    return str(model.index(row, 0).data())


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.mark.parametrize("total", [0, 250])
def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, total: int) -> None:
    qtmodeltester.check(made(Table(total)))  # type: ignore[no-untyped-call]


def test_a_million_rows_fetch_only_the_pages_that_are_looked_at(table: Table) -> None:
    model = made(table)
    assert model.rowCount() == 1_000_000
    assert text(model, 987_654) == "…"
    settle()
    assert text(model, 987_654) == "第 987654 行"
    assert [query.offset for query in table.asked] == [0, 987_600]


def test_scrolling_past_pages_does_not_fetch_them_all(table: Table) -> None:
    model = made(table)
    for row in range(0, 1_000_000, 100):
        text(model, row)
    settle()
    assert len(table.asked) <= 4
    assert text(model, 999_900) == "第 999900 行"


def test_old_pages_are_let_go(table: Table) -> None:
    model = made(table)
    for page in range(1, 80):
        text(model, page * 100)
        settle()
    assert text(model, 0) == "…"
    settle()
    assert text(model, 0) == "第 0 行"


def test_sorting_and_filtering_ask_anew_from_the_top(table: Table) -> None:
    model = made(table)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    settle()
    assert text(model, 0) == "第 999999 行"
    assert (table.asked[-1].sort_key, table.asked[-1].descending) == ("name", True)
    before = len(table.asked)
    model.sort(1)
    settle()
    assert len(table.asked) == before, "a column without a key does not sort"
    model.set_filter("张", {"state": "active"})
    settle()
    assert model.rowCount() == 5
    assert (table.asked[-1].text, table.asked[-1].choices) == ("张", {"state": "active"})
    assert table.asked[-1].sort_key == "name"


def test_refreshing_keeps_the_rows_and_then_shows_the_new(qtbot: QtBot, table: Table) -> None:
    model = made(table)
    text(model, 500)
    settle()
    table.shift, table.total = 1000, 999_990
    with qtbot.waitSignals([model.rowsRemoved, model.loaded, model.dataChanged]):
        model.refresh()
        assert text(model, 500) == "第 500 行"
    text(model, 500)
    settle()
    assert text(model, 500) == "第 1500 行"
    table.total = 1_000_001
    with qtbot.waitSignal(model.rowsInserted):
        model.refresh()
    assert model.rowCount() == 1_000_001


def test_a_failed_fetch_is_told_and_can_be_tried_again(qtbot: QtBot, table: Table) -> None:
    model = made(table)
    table.error = QingqiaoError("读不出。")
    with qtbot.waitSignal(model.failed) as told:
        model.refresh()
    assert told.args == [table.error]
    assert text(model, 3) == "第 3 行"
    table.error = None
    model.reload()
    settle()
    assert text(model, 3) == "第 3 行"


def test_an_answer_to_an_older_question_is_dropped(table: Table) -> None:
    waiting: list[Callable[[], object]] = []

    def later(
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[QingqiaoError], None],
        *,
        beside: bool = False,
    ) -> Callable[[], None]:
        assert not beside
        waiting.append(lambda: immediately(work, done, failed))
        return lambda: None

    model = RowsModel(COLUMNS, table, later)
    model.reload()
    settle()
    model.set_filter("张")
    settle()
    for answer in reversed(waiting):
        answer()
        settle()
    assert model.rowCount() == 5


def test_rows_come_through_the_jobs_thread(
    qtbot: QtBot,
    jobs: JobRunner,
    table: Table,
) -> None:
    model = RowsModel(COLUMNS, table, by_jobs(jobs))
    with qtbot.waitSignal(model.loaded) as told:
        model.reload()
    assert told.args == [1_000_000]
    assert not jobs.busy, "fetching is never in the way of closing"


def test_cells_say_how_they_want_to_look(table: Table) -> None:
    model = made(table)
    assert model.index(0, 1).data(ALIGN) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 2).data(TIP) == "备注 0"
    assert model.index(0, 0).data(TIP) is None
    horizontal = Qt.Orientation.Horizontal
    assert [model.headerData(at, horizontal) for at in range(3)] == ["名称", "人数", "备注"]


def shown(qtbot: QtBot, table: Table, memory: dict[str, str]) -> TableView[int]:
    view = TableView(made(table), memory, "t", menu=lambda row: [MenuItem(f"改 {row}", lambda: 1)])
    view.model().setParent(view)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    settle()
    return view


def test_columns_are_remembered(qtbot: QtBot, table: Table) -> None:
    memory: dict[str, str] = {}
    view = shown(qtbot, table, memory)
    assert view.isColumnHidden(2)
    view.columns_menu().actions()[2].trigger()
    view.horizontalHeader().resizeSection(0, 222)
    view.horizontalHeader().moveSection(1, 0)
    again = shown(qtbot, table, memory)
    assert not again.isColumnHidden(2)
    assert again.columnWidth(0) == 222
    assert again.horizontalHeader().visualIndex(1) == 0
    assert not again.columns_menu().actions()[0].isEnabled()


def test_columns_share_the_room_until_the_user_sets_a_width(qtbot: QtBot, table: Table) -> None:
    memory: dict[str, str] = {}
    view = shown(qtbot, table, memory)
    view.resize(1200, 300)
    wide = view.columnWidth(0)
    assert 150 < wide <= 150 * 1.8
    assert memory == {}  # a large window is no habit of the user's
    view.resize(200, 300)
    assert view.columnWidth(0) == 150
    view.horizontalHeader().resizeSection(0, 99)
    view.resize(1200, 300)
    assert view.columnWidth(0) == 99
    assert memory


def test_only_words_grow_with_the_room(qtbot: QtBot, table: Table) -> None:
    columns = (COLUMNS[0], replace(COLUMNS[1], width=90), COLUMNS[2])
    view = TableView(RowsModel(columns, table), {}, "t")
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.horizontalHeader().setStretchLastSection(False)  # else the number is stretched by Qt
    view.resize(340, 300)
    assert view.columnWidth(1) == 90
    assert 150 < view.columnWidth(0) <= view.viewport().width() - 90


def test_a_cell_too_narrow_for_its_words_says_them_in_a_tip(qtbot: QtBot, table: Table) -> None:
    view = shown(qtbot, table, {})
    place = view.visualRect(view.model().index(3, 0)).center()
    for width, tip in ((150, ""), (30, "第 3 行")):
        view.horizontalHeader().setMinimumSectionSize(width)
        view.horizontalHeader().resizeSection(0, width)
        at = QPoint(min(place.x(), width // 2), place.y())
        event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)
        settle()
        assert QToolTip.text() == tip


def test_a_tip_is_no_line_across_the_screen() -> None:
    words = "社区党群服务中心二楼教室、居民活动室、" * 6 + "\n周末可用 HD2026-3F7A-0001"
    lines = folded(words).split("\n")
    assert max(map(len, lines)) <= 40
    assert "".join(lines) == words.replace("\n", "")
    assert lines[-1] == "周末可用 HD2026-3F7A-0001"


def test_what_is_in_sight_is_fetched_again_wherever_that_is(qtbot: QtBot, table: Table) -> None:
    view = shown(qtbot, table, {})
    view.scrollTo(view.model().index(500_000, 0))
    settle()
    table.asked.clear()
    refreshed = view.model()
    assert isinstance(refreshed, RowsModel)
    with qtbot.waitSignal(refreshed.dataChanged) as told:
        refreshed.refresh()
    assert (told.args[0].row(), told.args[1].row()) == (0, 999_999)
    qtbot.waitUntil(lambda: {0, 500_000} <= {query.offset for query in table.asked})


def test_a_broken_memory_is_forgotten(qtbot: QtBot, table: Table) -> None:
    assert shown(qtbot, table, {"table/t": "{"}).columnWidth(0) == 150


def test_rows_are_chosen_and_opened_by_keyboard(qtbot: QtBot, table: Table) -> None:
    view = shown(qtbot, table, {})
    chosen: list[object] = []
    opened: list[object] = []
    view.row_selected.connect(chosen.append)
    view.row_activated.connect(opened.append)
    view.select(0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen == [0, 1]
    assert opened == [1]
    view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    settle()
    assert chosen[-1] is None
    assert view.selected_row() is None
    view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    assert view.horizontalHeader().sortIndicatorSection() == 0


@dataclass(frozen=True)
class Known:
    id: bytes
    name: str


def test_the_chosen_row_stays_chosen_when_others_come_before_it(qtbot: QtBot) -> None:
    rows = [Known(bytes([number]), f"{number}") for number in range(3)]
    model = RowsModel(
        (Column[Known]("name", "名", lambda row: row.name),),
        lambda query: RowsPage(rows[query.offset : query.offset + query.limit], len(rows)),
    )
    view = TableView(model, {}, "known")
    qtbot.addWidget(view)
    model.reload()
    settle()
    view.select(1)
    rows.insert(0, Known(b"new", "新"))
    model.refresh()
    settle()
    assert view.selected_row() == rows[2] == Known(b"\x01", "1")
    rows[2] = Known(b"\x01", "改了")
    model.refresh()
    settle()
    assert view.selected_row() == rows[2]
    del rows[2]
    model.refresh()
    settle()
    assert view.selected_row() is None


class Long:
    """A long list: its first rows at once, the rest with the order of that moment."""

    def __init__(self) -> None:
        self.rows = {number: Known(number.to_bytes(2), f"第 {number} 人") for number in range(950)}
        self.asked: list[RowsQuery] = []

    def __call__(self, query: RowsQuery) -> RowsPage[Known]:
        self.asked.append(query)
        if query.part is not None:
            return RowsPage(self.at(query.part), 0)
        assert query.quick
        return RowsPage(self.at(self.order().part(0, 100)), 100, rest=self.rest)

    def rest(self, _: Progress) -> RowsPage[Known]:
        order = self.order()
        return RowsPage(self.at(order.part(0, 100)), len(order), "全部", order)

    def order(self) -> Order:
        return Order(b"".join(number.to_bytes(2) for number in sorted(self.rows)), 2)

    def at(self, order: Order) -> list[Known]:
        numbers = [int.from_bytes(order.refs[at : at + 2]) for at in range(0, len(order.refs), 2)]
        return [self.rows[number] for number in numbers if number in self.rows]


def known(model: RowsModel[Known], numbers: range) -> list[str]:
    for number in numbers[::50]:
        model.row(number)
        settle()
    return [str(model.index(number, 0).data()) for number in numbers]


@pytest.fixture
def long() -> Long:
    return Long()


@pytest.fixture
def people(long: Long) -> RowsModel[Known]:
    return RowsModel((Column[Known]("name", "名", lambda row: row.name),), long)


def test_a_long_list_shows_its_first_rows_and_then_how_many_there_are(
    long: Long, people: RowsModel[Known]
) -> None:
    told: list[tuple[int, bool, str]] = []
    people.loaded.connect(lambda total: told.append((total, people.counting, people.sums)))
    people.reload()
    settle()
    assert told == [(100, True, ""), (950, False, "全部")]
    assert known(people, range(900, 950))[-1] == "第 949 人"
    told.clear()
    people.refresh()
    settle()
    assert told == [(950, False, "全部")], "what is in sight stays until all is known"
    assert [row.name for row in people.every_row()] == [row.name for row in long.rows.values()]
    assert len(people.all_rows(120)) == 120
    whole = people.rows_at(range(950))
    assert [row.name for row in whole] == [row.name for row in long.rows.values()], "all chosen"
    assert [row.name for row in people.rows_at({940, 3})] == ["第 3 人", "第 940 人"]
    people.set_filter("9")
    with pytest.raises(ListChangedError):  # what is in sight is not what would be meant
        list(people.rows_at({3}))


def test_rows_that_come_while_scrolling_move_no_other_row(
    long: Long, people: RowsModel[Known]
) -> None:
    people.reload()
    settle()
    before = known(people, range(300))
    long.rows = {-1 % 65536: Known(b"new", "新来的"), **long.rows}
    long.rows[2000] = Known(b"more", "又来的")
    assert before + known(people, range(300, 950)) == [f"第 {number} 人" for number in range(950)]
    people.refresh()
    settle()
    assert people.rowCount() == 952


def test_a_row_gone_while_scrolling_lets_the_list_be_asked_for_again(
    long: Long, people: RowsModel[Known]
) -> None:
    people.reload()
    settle()
    del long.rows[610]
    assert people.rowCount() == 950
    known(people, range(600, 700))
    settle()
    assert people.rowCount() == 949
    assert known(people, range(600, 620)) == [
        f"第 {number} 人" for number in range(600, 621) if number != 610
    ]


def test_an_older_count_is_stopped_and_never_heard(
    qtbot: QtBot, jobs: JobRunner, long: Long
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def count(progress: Progress) -> RowsPage[Known]:
        begun.set()
        with suppress(Cancelled):
            while True:
                progress.step(0, 0, "")
        ended.set()
        raise Cancelled

    def fetch(query: RowsQuery) -> RowsPage[Known]:
        page = long(query)
        return replace(page, rest=count) if not query.text and page.rest else page

    model = RowsModel((Column[Known]("name", "名", lambda row: row.name),), fetch, by_jobs(jobs))
    failed: list[object] = []
    model.failed.connect(failed.append)
    model.reload()
    qtbot.waitUntil(begun.is_set)
    jobs.run(lambda _: None, done=failed.append)
    qtbot.waitUntil(lambda: failed == [None])  # a count keeps nothing else waiting
    model.set_filter("人")
    qtbot.waitUntil(lambda: model.rowCount() == 950)
    assert ended.is_set()
    assert failed == [None]


def test_nobody_else_is_taken_for_who_was_chosen() -> None:
    rows = [Known(number.to_bytes(2), f"第 {number} 人") for number in range(250)]

    def fetch(query: RowsQuery) -> RowsPage[Known]:
        return RowsPage(rows[query.offset : query.offset + query.limit], len(rows))

    model = RowsModel((Column[Known]("name", "名", lambda row: row.name),), fetch)
    model.reload()
    settle()
    chosen = model.rows_at({3, 240})
    assert [row.name for row in model.rows_at({3, 240})] == ["第 3 人", "第 240 人"]
    rows.insert(0, Known(b"new", "新来的"))
    with pytest.raises(ListChangedError):
        list(chosen)


def test_a_rows_menu_runs_what_it_says(qtbot: QtBot, table: Table) -> None:
    view = shown(qtbot, table, {})
    run: list[str] = []
    items = [MenuItem("改", lambda: run.append("改"), "pencil"), MenuItem("删", int, enabled=False)]
    menu = row_menu(view, items)
    menu.actions()[0].trigger()
    assert run == ["改"]
    assert not menu.actions()[1].isEnabled()

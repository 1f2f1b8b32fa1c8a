from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.foundation.errors import QingqiaoError
from desktop.gui.jobs import JobRunner
from desktop.gui.row_pages import Order
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery
from desktop.gui.theme import tokens
from desktop.gui.widgets.bar_chart import BarChart, Series, steps
from desktop.gui.widgets.beside import Beside
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.panels import EmptyState, PageHeader
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.ring import Ring
from desktop.gui.widgets.text import Text
from desktop.gui.widgets.timeline import Step, Timeline


def settle() -> None:
    for _ in range(8):
        QApplication.processEvents()


def test_text_shows_marks_as_written(qtbot: QtBot) -> None:
    label = Text("<b>张</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_ring_opens_its_rows_and_is_read_aloud(qtbot: QtBot) -> None:
    ring = Ring("结对率", "22 / 65")
    qtbot.addWidget(ring)
    ring.show_value(1.4, "140%", "success", goal=0.3)
    ring.resize(ring.sizeHint())
    ring.show()
    assert ring.accessibleName() == "结对率 140%"
    with qtbot.waitSignal(ring.clicked):
        QTest.mouseClick(ring, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(ring.clicked):
        QTest.keyClick(ring, Qt.Key.Key_Return)
    assert not ring.grab().isNull()


def test_a_column_of_the_chart_opens_its_rows(qtbot: QtBot) -> None:
    chart = BarChart("每月活动")
    qtbot.addWidget(chart)
    chart.resize(440, 240)
    chart.show_data(["1 月", "2 月"], [Series("宣讲", [3, 4]), Series("治理", [0, 1])])
    assert chart.accessibleDescription() == "1 月 3；2 月 5"
    chart.show()
    for place, picked in (
        (QPoint(330, 40), [1, 1]),  # on 治理, which stands on 宣讲
        (QPoint(330, 150), [1, 0]),
        (QPoint(330, 10), [1, None]),  # above the column
        (QPoint(60, 230), [None, 0]),  # the legend
    ):
        with qtbot.waitSignal(chart.picked) as told:
            QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
        assert told.args == picked
    chart.show_data([], [])
    assert not chart.grab().isNull()


def test_the_scale_of_a_chart_ends_where_its_columns_do() -> None:
    tops = {most: steps(most) for most in (1, 3, 5, 6, 11, 23, 50, 51, 1000)}
    for most, (step, count) in tops.items():
        assert 1 <= count <= 5
        assert most <= step * count < most + step
    assert tops[5] == (1, 5)
    assert steps(0) == (1, 1)


def test_the_keys_show_where_they_are_the_mouse_does_not(qtbot: QtBot) -> None:
    button = Button("名册", "nav")
    qtbot.addWidget(button)
    for reason, ring in (
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
    ):
        QApplication.sendEvent(button, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert bool(button.property("ring")) is ring
        QApplication.sendEvent(button, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert not button.property("ring")


def test_a_timeline_is_read_aloud(qtbot: QtBot) -> None:
    line = Timeline([Step("已生成", "3-2", "done"), Step("缺第 7 包", "", "problem")])
    qtbot.addWidget(line)
    assert line.accessibleName() == "已生成 已完成 3-2，缺第 7 包 有问题 "
    assert not line.grab().isNull()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_one_file_of_the_right_kind_can_be_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea("拖到这里", suffixes=[".qqb"])
    qtbot.addWidget(area)
    told: list[Path] = []
    area.dropped.connect(told.append)
    good = tmp_path / "第一村 上报.QQB"
    for data, taken in (
        (files(good), True),
        (files(tmp_path / "a.docx"), False),
        (files(good, good), False),
    ):
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, button, none)
        enter.ignore()
        area.dragEnterEvent(enter)
        assert enter.isAccepted() == taken
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, none)
        area.dropEvent(drop)
    assert told == [good]


def test_a_file_can_be_chosen_by_key(qtbot: QtBot) -> None:
    answers = iter([Path("a.qqb"), None])
    area = DropArea("拖到这里", suffixes=[".qqb"], choose=lambda: next(answers))
    qtbot.addWidget(area)
    told: list[Path] = []
    area.dropped.connect(told.append)
    QTest.keyClick(area, Qt.Key.Key_Return)
    QTest.mouseClick(area, Qt.MouseButton.LeftButton)
    assert told == [Path("a.qqb")]


def test_an_error_panel_says_copies_and_retries(qtbot: QtBot) -> None:
    panel = ErrorPanel(retry="重试")
    qtbot.addWidget(panel)
    assert panel.isHidden()
    panel.show_error(QingqiaoError("没有写成。", "换一个 U 盘。"))
    assert not panel.isHidden()
    copy, retry = panel.findChildren(Button)
    copy.click()
    assert QApplication.clipboard().text() == "没有写成。\n换一个 U 盘。"
    with qtbot.waitSignal(panel.retried):
        retry.click()
    panel.show_error(None)
    assert panel.isHidden()


class Printer:
    def __init__(self) -> None:
        self.drawn: list[tuple[int, float]] = []

    def __call__(self, page: int, dpi: float) -> Image.Image:
        self.drawn.append((page, dpi))
        return Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")

    def sharp(self) -> set[int]:
        return {page for page, dpi in self.drawn if dpi > 20}


def preview(qtbot: QtBot, printer: Printer, pages: int) -> PdfPreview:
    widget = PdfPreview(pages, printer)
    qtbot.addWidget(widget)
    widget.resize(700, 600)
    widget.show()
    settle()
    return widget


def test_the_preview_draws_only_pages_in_sight(qtbot: QtBot) -> None:
    printer = Printer()
    widget = preview(qtbot, printer, 200)
    assert printer.sharp() == {0}
    assert len({page for page, _ in printer.drawn}) < 10, "nor all the thumbnails"
    with qtbot.waitSignal(widget.page_shown) as told:
        widget.go_to(150)
    settle()
    assert told.args == [150]
    assert printer.sharp() <= {0, 150, 151}
    assert 150 in printer.sharp()


def test_the_preview_zooms_and_fits(qtbot: QtBot) -> None:
    printer = Printer()
    widget = preview(qtbot, printer, 1)
    thumbs = widget.findChild(QListWidget)
    assert thumbs is not None
    assert not thumbs.isVisible(), "one page needs no thumbnails"
    fitting = printer.drawn[-1][1]
    widget.zoom_by(1)
    settle()
    larger = printer.drawn[-1][1]
    widget.zoom_by(-1)
    widget.zoom_by(-1)
    settle()
    assert printer.drawn[-1][1] < larger
    assert larger > fitting
    widget.fit_width()
    settle()
    assert printer.drawn[-1][1] == fitting


def test_the_preview_comes_to_rest_at_any_width(qtbot: QtBot) -> None:
    drawn: list[float] = []

    def certificate(_: int, dpi: float) -> Image.Image:
        drawn.append(dpi)
        return Image.new("RGB", (round(11.69 * round(dpi)), round(8.27 * round(dpi))), "white")

    widget = PdfPreview(1, certificate)
    qtbot.addWidget(widget)
    widget.show()
    for width in range(500, 600, 9):
        widget.resize(width, 560)
        settle()
        drawn.clear()
        settle()
        assert not drawn, f"drawn again and again {width} wide"


class Rows:
    def __init__(self) -> None:
        self.rows = ["甲", "乙"]
        self.error: QingqiaoError | None = None

    def __call__(self, query: RowsQuery) -> RowsPage[str]:
        if self.error is not None:
            raise self.error
        rows = [row for row in self.rows if query.text in row]
        if query.choices.get("kind") == "none":
            rows = []
        return RowsPage(rows, len(rows))


def listing(qtbot: QtBot, rows: Rows, jobs: JobRunner | None = None) -> ListDetailPage[str]:
    page = ListDetailPage(
        PageHeader("结对", action="新增"),
        RowsModel([Column[str]("name", "名称", str)], rows),
        name="t",
        memory={},
        empty=EmptyState("users", "还没有", "先新增。", "新增"),
        detail=lambda row: QLabel(f"详情 {row}"),
        filters=[Filter("kind", "种类", [("", "全部"), ("none", "没有的")])],
        jobs=jobs,
        topics=["pairing"],
    )
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    settle()
    return page


def words(page: QWidget) -> set[str]:
    return {label.text() for label in page.findChildren(QLabel) if label.isVisible()}


def test_the_detail_follows_the_chosen_row_and_its_changes(qtbot: QtBot, jobs: JobRunner) -> None:
    rows = Rows()
    page = listing(qtbot, rows, jobs)
    assert "共 2 条" in words(page)
    page.table.select(1)
    settle()
    assert "详情 乙" in words(page)
    rows.rows = ["甲", "丙"]
    jobs.data_changed.emit(frozenset({"other"}))
    settle()
    assert "详情 乙" in words(page)
    jobs.data_changed.emit(frozenset({"pairing"}))
    settle()
    assert "详情 丙" in words(page)


def test_f6_goes_to_what_is_known_of_the_row_and_back(qtbot: QtBot) -> None:
    page = listing(qtbot, Rows())
    with qtbot.waitActive(page):
        page.activateWindow()
    page.table.select(0)
    QTest.keyClick(page, Qt.Key.Key_F6)
    assert page.focusWidget() is page.table
    QTest.keyClick(page, Qt.Key.Key_F6)
    pane = page.focusWidget()
    assert pane is not None
    assert pane.accessibleName() == "详细情况"
    QTest.keyClick(page, Qt.Key.Key_F6)
    assert page.focusWidget() is page.table


def test_the_pane_grows_with_the_window_until_its_width_is_set(qtbot: QtBot) -> None:
    memory: dict[str, str] = {}

    def pane(width: int) -> Beside:
        made = Beside(QWidget(), QScrollArea(), memory, "pane/t")
        qtbot.addWidget(made)
        made.resize(width, 400)
        made.show()
        settle()
        return made

    narrow, wide, widest = (pane(width).sizes()[1] for width in (600, 1100, 2400))
    assert narrow < wide < widest == 32 * tokens().body
    set_by_hand = pane(1400)
    set_by_hand.moveSplitter(800, 1)
    kept = set_by_hand.sizes()[1]
    assert kept != wide
    assert pane(2400).sizes()[1] == kept


def test_an_empty_list_says_what_to_do_or_that_nothing_matches(qtbot: QtBot) -> None:
    rows = Rows()
    page = listing(qtbot, rows)
    page.search.insert("丁")
    qtbot.waitUntil(lambda: "没有符合条件的记录" in words(page))
    page.search.clear()
    qtbot.waitUntil(lambda: "共 2 条" in words(page))
    page.choose("kind", "none")
    settle()
    assert "没有符合条件的记录" in words(page)
    page.choose("kind", "")
    rows.rows = []
    page.model.refresh()
    settle()
    assert "还没有" in words(page)
    with qtbot.waitSignal(page.action_clicked):
        visible = [one for one in page.findChildren(Button) if one.isVisible()]
        next(
            one for one in visible if one is not page.header.action and one.text() == "新增"
        ).click()
    assert page.header.action is not None
    with qtbot.waitSignal(page.action_clicked):
        QTest.keyClick(page.header.action, Qt.Key.Key_Return)


def test_a_list_that_cannot_be_read_says_so_and_tries_again(qtbot: QtBot) -> None:
    rows = Rows()
    rows.error = QingqiaoError("读不出来。")
    page = listing(qtbot, rows)
    assert "读不出来。" in words(page)
    rows.error = None
    page.findChild(ErrorPanel).retried.emit()  # type: ignore[union-attr]
    settle()
    assert "读不出来。" not in words(page)
    assert "共 2 条" in words(page)


def test_every_control_of_a_list_page_has_a_name(qtbot: QtBot) -> None:
    page = listing(qtbot, Rows())
    controls = [*page.findChildren(Button), *page.findChildren(QComboBox), page.table, page.search]
    assert all(control.accessibleName() for control in controls if control.isVisible())


@dataclass(frozen=True)
class Person:
    id: bytes
    name: str


@pytest.mark.parametrize("at", [3, 177])
def test_a_row_just_added_is_chosen_wherever_it_stands(
    qtbot: QtBot, jobs: JobRunner, wait_idle: Callable[[], None], at: int
) -> None:
    people = [Person(n.to_bytes(16), f"人{n}") for n in range(250)]

    def fetch(query: RowsQuery) -> RowsPage[Person]:
        found = [one for one in people if query.text in one.name]
        return RowsPage(found[query.offset : query.offset + query.limit], len(found))

    page = ListDetailPage(
        PageHeader("名册"),
        RowsModel([Column[Person]("name", "姓名", lambda one: one.name)], fetch),
        name="t",
        memory={},
        empty=EmptyState("users", "还没有", "先新增。"),
        detail=lambda one: QLabel(f"详情 {one.name}"),
        jobs=jobs,
        topics=["roster"],
    )
    qtbot.addWidget(page)
    page.show()
    settle()

    def add(person: Person) -> None:
        people.insert(at, person)
        jobs.rows_made.emit(frozenset({person.id, b"its first event."}))
        jobs.data_changed.emit(frozenset({"roster"}))
        for _ in range(3):
            wait_idle()
            settle()

    add(Person(b"somebody new....", "新来的"))
    assert page.table.selected_row() == people[at]
    assert "详情 新来的" in words(page)
    page.search.setText("人1")
    page.search.returnPressed.emit()
    settle()
    add(Person(b"who is left out.", "筛选以外的"))
    assert page.table.selected_row() is None, "the filter in force leaves it out"


def test_an_order_knows_where_a_row_is() -> None:
    order = Order(b"".join((b"aa", b"ba", b"cc", b"dd")), 2)
    assert order.place([b"cc", b"dd"]) == 2
    assert order.place([b"ab", b"zz", b"c"]) is None, "no row begins within another"

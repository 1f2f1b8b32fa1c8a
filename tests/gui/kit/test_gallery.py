"""Draws every piece of the kit into a window; look at the pictures whenever a piece changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.foundation.errors import QingqiaoError
from desktop.gui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    IntegerField,
    ParagraphField,
)
from desktop.gui.form import Form
from desktop.gui.frame import MainFrame, PageSpec
from desktop.gui.jobs import JobRunner
from desktop.gui.rows_model import Column, RowsModel, RowsPage, RowsQuery
from desktop.gui.style_sheet import apply_theme
from desktop.gui.theme import Kind, Mode, Scale, tokens
from desktop.gui.widgets.bar_chart import BarChart, Series
from desktop.gui.widgets.button import Button
from desktop.gui.widgets.drop_area import DropArea
from desktop.gui.widgets.form_dialog import FormDialog
from desktop.gui.widgets.list_detail import Filter, ListDetailPage
from desktop.gui.widgets.notices import CrashDialog, ErrorDialog, ErrorPanel
from desktop.gui.widgets.panels import Card, EmptyState, PageHeader
from desktop.gui.widgets.pdf_preview import PdfPreview
from desktop.gui.widgets.ring import Ring
from desktop.gui.widgets.table_view import MenuItem
from desktop.gui.widgets.text import Badge, Text
from desktop.gui.widgets.timeline import Step, Timeline

THEMES = ("理论宣讲", "乡村振兴", "基层治理", "文化文艺", "生态环保", "为老助残", "课业辅导")


@dataclass(frozen=True)
class Pairing:
    branch: str
    community: str
    state: str
    kind: Kind
    distance: float
    count: int


STATES: tuple[tuple[str, Kind], ...] = (
    ("已结对", "success"),
    ("待对方同意", "warning"),
    ("草拟", "neutral"),
    ("已谢绝", "danger"),
    ("本学期新增", "info"),
)


def pairing(number: int) -> Pairing:
    state, kind = STATES[number % 5]
    branch = f"计算机 {2300 + number % 40} 班团支部"
    community = ("河东社区", "槐荫村", "柳泉社区", "南山口村", "青年路社区")[number % 5]
    return Pairing(branch, community, state, kind, 1.2 + number % 17, number % 4)


def fetch(query: RowsQuery) -> RowsPage[Pairing]:
    if query.text:
        return RowsPage((), 0)
    last = min(query.offset + query.limit, 1_000_000)
    return RowsPage([pairing(number) for number in range(query.offset, last)], 1_000_000)


COLUMNS = (
    Column[Pairing]("branch", "团支部", lambda row: row.branch, 190, sort_key="branch"),
    Column[Pairing]("community", "社区（村）", lambda row: row.community, 120),
    Column[Pairing]("state", "状态", lambda row: row.state, 120, kind=lambda row: row.kind),
    Column[Pairing]("way", "距离", lambda row: f"{row.distance:.1f} km", 90, "right"),
    Column[Pairing]("count", "本学期活动", lambda row: f"{row.count} 次", 110, "right"),
)


def detail(row: Pairing) -> QWidget:
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(tokens().l, tokens().l, tokens().l, tokens().l)
    column.setSpacing(tokens().m)
    head = QHBoxLayout()
    head.addWidget(Text(row.branch, "subtitle", wrap=True), 1)
    head.addWidget(Badge(row.state, row.kind))
    column.addLayout(head)
    grid = QGridLayout()
    grid.setVerticalSpacing(tokens().s)
    pairs = (
        ("社区（村）", row.community),
        ("距离", f"{row.distance:.1f} km"),
        ("报到", "日常课余"),
    )
    for at, (label, value) in enumerate(pairs):
        grid.addWidget(Text(label, "muted"), at, 0)
        grid.addWidget(Text(value), at, 1)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    column.addWidget(Timeline([Step("提出", "3-2", "done"), Step("两方同意", "等社区", "current")]))
    buttons = QHBoxLayout()
    buttons.addWidget(Button("改", icon_name="pencil"))
    buttons.addWidget(Button("结束结对", "quiet", icon_name="ban"))
    buttons.addStretch(1)
    column.addLayout(buttons)
    column.addStretch(1)
    return pane


def menu(_row: Pairing) -> Sequence[MenuItem]:
    return (MenuItem("打印签到表", lambda: None, "printer"), MenuItem("结束结对", lambda: None))


def list_page() -> QWidget:
    return ListDetailPage(
        PageHeader("结对", "镇街与院系、社区与团支部", action="提出结对"),
        RowsModel(COLUMNS, fetch),
        name="pairings",
        memory={},
        empty=EmptyState("affiliate", "还没有结对", "先登记需求。", "提出结对"),
        detail=detail,
        menu=menu,
        filters=[Filter("state", "状态", [("", "全部状态"), ("active", "已结对")])],
    )


def front_page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(tokens().xl, tokens().l, tokens().xl, tokens().l)
    column.setSpacing(tokens().m)
    column.addWidget(PageHeader("工作台", "今天是 3 月 2 日，有 3 件事要办", action="新建活动"))
    rings = QHBoxLayout()
    rings.setSpacing(tokens().m)
    for label, share, value, kind, caption, goal in (
        ("团支部结对率", 0.342, "34%", "success", "22 / 65 个，目标 30%", 0.3),
        ("每学期 2—3 次", 0.61, "61%", "warning", "14 / 23 个支部达到", None),
        ("在校至少 1 次", 0.18, "18%", "danger", "本镇街可见 420 / 2,310 人", None),
    ):
        card = Card()
        ring = Ring(label)
        ring.show_value(share, value, kind, caption=caption, goal=goal)  # type: ignore[arg-type]
        card.body.addWidget(ring)
        rings.addWidget(card)
    column.addLayout(rings)
    chart = BarChart("按月按主题的活动")
    months = [f"{month} 月" for month in (9, 10, 11, 12, 1, 2, 3)]
    values = [[(at * 5 + month * 3) % 6 for month in range(7)] for at in range(7)]
    chart.show_data(months, [Series(*pair) for pair in zip(THEMES, values, strict=True)])
    lower = QHBoxLayout()
    lower.setSpacing(tokens().m)
    card = Card("每月活动")
    card.body.addWidget(chart, 1)
    lower.addWidget(card, 3)
    todo = Card("要办的事", trailing=Button("全部", "quiet", icon_name="chevron-right"))
    for words, count, tone in (
        ("等对方同意的结对", "3", "warning"),
        ("7 天内没有签到表的活动", "1", "danger"),
        ("签到表已印未录", "2", "info"),
        ("证书还没发", "18", "neutral"),
    ):
        line = QHBoxLayout()
        line.addWidget(Text(words), 1)
        line.addWidget(Badge(count, tone))  # type: ignore[arg-type]
        todo.body.addLayout(line)
    todo.body.addStretch(1)
    lower.addWidget(todo, 2)
    column.addLayout(lower, 1)
    return page


def exchange_page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(tokens().xl, tokens().l, tokens().xl, tokens().l)
    column.setSpacing(tokens().m)
    column.addWidget(PageHeader("上报接收", "上报给团省委，接收下发和回执"))
    column.addWidget(
        ErrorPanel(QingqiaoError("U 盘写满了，没有写成。", "换一个 U 盘。"), retry="重试")
    )
    row = QHBoxLayout()
    row.setSpacing(tokens().m)
    up = Card("上报")
    up.body.addWidget(Text("待上报 12 条，约 38 KB，逻辑校验已通过", "muted"))
    up.body.addStretch(1)
    buttons = QHBoxLayout()
    buttons.addWidget(Button("存到 U 盘", "primary", icon_name="usb"))
    buttons.addWidget(Button("存到文件夹", icon_name="folder-open"))
    off = Button("分卷", icon_name="mail")
    off.setEnabled(False)
    buttons.addWidget(off)
    buttons.addStretch(1)
    up.body.addLayout(buttons)
    row.addWidget(up, 1)
    drop = DropArea("把收到的文件拖到这里", "或点一下选择 .qqb 文件", suffixes=[".qqb"])
    row.addWidget(drop, 1)
    column.addLayout(row)
    card = Card("上报记录")
    for steps in (
        [Step("已生成", "3-2 09:12", "done"), Step("已送出", "3-2", "done"), Step("已签收")],
        [
            Step("已生成", "2-1", "done"),
            Step("已送出", "2-3", "done"),
            Step("缺第 7 包", "请补", "problem"),
        ],
    ):
        card.body.addWidget(Timeline(steps))
    column.addWidget(card)
    badges = QHBoxLayout()
    for words, tone in STATES:
        badges.addWidget(Badge(words, tone))
    badges.addStretch(1)
    column.addLayout(badges)
    column.addStretch(1)
    return page


def paper(page: int, dpi: float) -> Image.Image:
    picture = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")
    pen = ImageDraw.Draw(picture)
    for line in range(20):
        y = dpi * (1 + line / 2.2)
        pen.line((dpi, y, dpi * 7.2, y), fill="#888888")
    pen.text((dpi, dpi / 2), f"{page + 1}", fill="black")
    return picture


FIELDS = (
    Field("name", "活动名称", required=True, hint="写清楚做什么，给居民看的"),
    ChoiceField(
        "theme", "主题", required=True, options=[(at, name) for at, name in enumerate(THEMES)]
    ),
    DateField("day", "日期", required=True),
    IntegerField("people", "计划人数", low=1, high=200),
    ParagraphField("about", "说明", placeholder="可不填"),
    CheckField("insured", "已购买保险"),
)


def show_frame(qtbot: QtBot, jobs: JobRunner, size: tuple[int, int]) -> MainFrame:
    pages = (
        PageSpec("front", "工作台", "layout-dashboard", front_page),
        PageSpec("pairing", "结对", "affiliate", list_page),
        PageSpec("needs", "需求与阵地", "map-pin", QWidget),
        PageSpec("activity", "项目与活动", "calendar-event", QWidget),
        PageSpec("roster", "名册", "users", lambda: PdfPreview(3, paper)),
        PageSpec("certificate", "证书", "certificate", QWidget),
        PageSpec("award", "成果与评优", "trophy", QWidget),
        PageSpec("assessment", "台账考核", "chart-bar", QWidget),
        PageSpec("exchange", "上报接收", "arrows-exchange", exchange_page),
        PageSpec("settings", "设置", "settings", lambda: EmptyState("inbox", "没有", "试试", "好")),
    )
    frame = MainFrame(jobs, pages)
    qtbot.addWidget(frame)
    frame.top_bar.set_township("历城区港沟街道")
    frame.top_bar.set_semester("2025—2026 学年第二学期")
    frame.top_bar.set_exchange_state("待上报 12 条 · 上次回执 3 月 2 日", "warning")
    frame.resize(*size)
    frame.show()
    return frame


def draw_gallery(
    qtbot: QtBot,
    jobs: JobRunner,
    folder: Path,
    size: tuple[int, int],
) -> list[Path]:
    """Save a picture of every page of the gallery and of the dialogs; return the files."""
    frame = show_frame(qtbot, jobs, size)
    drawn = []

    def keep(widget: QWidget, name: str) -> None:
        QApplication.processEvents()
        QApplication.processEvents()
        file = folder / f"{name}.png"
        assert widget.grab().save(str(file))
        drawn.append(file)

    keep(frame, "front")
    page = frame.show_page("pairing")
    QApplication.processEvents()
    assert isinstance(page, ListDetailPage)
    page.table.select(1)
    jobs.started.emit("导入名册")
    jobs.progressed.emit(1200, 3000, "正在核对")
    frame.toast("已结束 1 个结对", lambda: None)
    keep(frame, "list")
    jobs.finished.emit()
    for key in ("roster", "exchange", "settings"):
        frame.show_page(key)
        keep(frame, key)
    form = Form(FIELDS, {"name": "春季义务植树"})
    form.show_problem("day", "请填写日期。")
    for name, dialog in (
        ("form", FormDialog("新建活动", form, lambda _values, finish: finish(None), parent=frame)),
        ("error", ErrorDialog(QingqiaoError("没有接收成。", "请重新拷贝这个文件。"), frame)),
        ("crash", CrashDialog("Python 3.11\nValueError\n  gui/a.py:3 run", frame)),
    ):
        dialog.open()
        keep(dialog, name)
        dialog.close()
    return drawn


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_gallery_can_be_drawn_in_every_mode(
    qtbot: QtBot,
    qapp: QApplication,
    jobs: JobRunner,
    tmp_path: Path,
    mode: Mode,
) -> None:
    apply_theme(qapp, mode, "中")
    drawn = draw_gallery(qtbot, jobs, tmp_path, (1092, 614))
    apply_theme(qapp)
    assert len(drawn) == 8


@pytest.mark.parametrize("scale", ["小", "中", "大"])
def test_the_smallest_screen_shows_everything_uncut(
    qtbot: QtBot,
    qapp: QApplication,
    jobs: JobRunner,
    scale: Scale,
) -> None:
    apply_theme(qapp, "light", scale)
    frame = show_frame(qtbot, jobs, (1092, 614))
    for key in ("front", "pairing", "exchange"):
        page = frame.show_page(key)
        QApplication.processEvents()
        assert frame.size().toTuple() == (1092, 614), key
        needed = page.minimumSizeHint()
        assert needed.width() <= page.width(), key
        # the last is taller than that screen in any case: it scrolls
        if key != "exchange" and scale != "大":
            assert needed.height() <= page.height(), key
    apply_theme(qapp)

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.foundation.errors import QingqiaoError
from desktop.gui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    IntegerField,
    ParagraphField,
    Values,
)
from desktop.gui.form import Form
from desktop.gui.widgets import parsing
from desktop.gui.widgets.editors import DateEditor
from desktop.gui.widgets.form_dialog import Finish, FormDialog
from desktop.gui.widgets.notices import ErrorPanel
from desktop.gui.widgets.parsing import (
    WrongInputError,
    parse_date,
    parse_moment,
    parse_number,
)

FIELDS = (
    Field("name", "名称", required=True, check=lambda text: "名称太短。" if len(text) < 2 else ""),
    ChoiceField("theme", "主题", options=[("a", "宣讲"), ("b", "治理")]),
    DateField("day", "日期", required=True),
    DateTimeField("start", "开始"),
    IntegerField("people", "人数", required=True, low=0, high=200),
    DecimalField("hours", "时长", low=0.5, high=12),
    ParagraphField("about", "说明", max_length=5),
    CheckField("agreed", "已同意", required=True),
)
GOOD: Values = {
    "name": "植树",
    "theme": "b",
    "day": date(2026, 3, 2),
    "start": datetime(2026, 3, 2, 14, 30),  # noqa: DTZ001 - a form's local time
    "people": 0,
    "hours": 1.5,
    "about": "说明",
    "agreed": True,
}


def shown(qtbot: QtBot, values: Values | None = None) -> Form:
    form = Form(FIELDS, values)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    return form


def notes(form: QWidget) -> list[str]:
    return [
        label.text()
        for label in form.findChildren(QLabel)
        if label.property("role") == "error" and not label.isHidden()
    ]


def type_in(form: Form, key: str, text: str) -> None:
    control = form.control(key)
    assert isinstance(control, QLineEdit)
    control.selectAll()
    control.insert(text)


def test_values_go_in_and_come_out_the_same(qtbot: QtBot) -> None:
    form = shown(qtbot, GOOD)
    assert form.is_valid
    assert form.values() == GOOD
    assert notes(form) == [], "nothing is found wrong before anything was typed"


def test_an_empty_form_says_what_is_missing_and_goes_there(qtbot: QtBot) -> None:
    form = shown(qtbot)
    assert not form.is_valid
    assert notes(form) == []
    assert not form.show_problems()
    assert notes(form) == ["请填写名称。", "请填写日期。", "请填写人数。", "请勾选已同意。"]
    assert form.focusWidget() is form.control("name")
    with pytest.raises(WrongInputError):
        form.values()


def test_faults_are_named_while_typing_and_go_away_when_mended(qtbot: QtBot) -> None:
    form = shown(qtbot, GOOD)
    type_in(form, "people", "二十")
    assert notes(form) == ["请输入 0 到 200 之间的整数。"]
    assert form.control("people").property("wrong") == "true"
    assert "整数" in form.control("people").accessibleDescription()
    type_in(form, "people", "２０")
    assert notes(form) == []
    assert form.values()["people"] == 20
    type_in(form, "name", "植")
    type_in(form, "day", "2026-2-30")
    about = form.control("about")
    assert isinstance(about, QPlainTextEdit)
    about.setPlainText("一二三四五六")
    assert notes(form) == [
        "名称太短。",
        "没有 2026 年 2 月 30 日这一天，请核对。",
        "最多 5 字，现在有 6 字。",
    ]
    form.show_problem("hours", "超过当天。")
    assert notes(form)[2] == "超过当天。"


def test_enter_moves_on_and_submits_at_the_end(qtbot: QtBot) -> None:
    form = shown(qtbot, GOOD)
    form.control("name").setFocus()
    for key in ("name", "theme", "day", "start", "people", "hours"):
        assert form.focusWidget() is form.control(key)
        QTest.keyClick(form.control(key), Qt.Key.Key_Return)
    about = form.control("about")
    assert form.focusWidget() is about
    QTest.keyClick(about, Qt.Key.Key_Return)
    assert form.focusWidget() is about
    assert isinstance(about, QPlainTextEdit)
    assert "\n" in about.toPlainText()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(about, Qt.Key.Key_Return, control)
    with qtbot.waitSignal(form.submitted):
        QTest.keyClick(form.control("agreed"), Qt.Key.Key_Return)


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    form = shown(qtbot)
    names = [form.control(field.key).accessibleName() for field in FIELDS]
    assert names[:2] == ["名称（必填）", "主题"]
    assert all(names)


def test_a_long_list_is_chosen_from_by_typing(qtbot: QtBot) -> None:
    options = [(number, f"第 {number} 社区") for number in range(30)]
    form = Form([ChoiceField("community", "社区", required=True, options=options)])
    qtbot.addWidget(form)
    box = form.control("community")
    assert isinstance(box, QComboBox)
    assert box.isEditable()
    box.setEditText("第 7")
    assert notes(form) == ["列表里没有这一项，请从列表中选择。"] or not form.is_valid
    box.setCurrentIndex(7)
    assert form.values() == {"community": 7}
    box.setEditText("")
    assert not form.is_valid


def test_the_calendar_puts_the_day_in_and_keeps_the_time(qtbot: QtBot) -> None:
    for with_time, before, after in (
        (False, "", "2026-03-02"),
        (True, "2026-1-1 08:15", "2026-03-02 08:15"),
        (True, "乱写", "2026-03-02 09:00"),
    ):
        editor = DateEditor("", with_time=with_time)
        qtbot.addWidget(editor.line)
        editor.line.setText(before)
        editor.open_calendar().clicked.emit(QDate(2026, 3, 2))
        assert editor.line.text() == after


@pytest.mark.parametrize(
    "text", ["2026-3-2", "2026/03/02", "20260302", "２０２６年３月２日", "2026.3.2"]
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert parse_date(text) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-2 14:30",
        "20260302 14：30",
        "2026年3月2日14时30分",
        "2026年3月2日（周一）下午2点半",
        "2026.3.2 下午2:30",
    ],
)
def test_moments_are_read_as_people_write_them(text: str) -> None:
    assert parse_moment(text) == GOOD["start"]


def test_a_day_without_a_year_is_the_nearest_and_is_then_shown_in_full(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "system_clock", lambda: datetime(2026, 11, 26, 4, tzinfo=UTC))
    for typed, meant in (
        ("11月26日下午2点", "2026-11-26 14:00"),
        ("明天 中午12点", "2026-11-27 12:00"),
        ("1-15 晚上7:05", "2027-01-15 19:05"),
    ):
        assert parse_moment(typed) == parse_moment(meant)
    assert parse_date("9月1日") == date(2026, 9, 1)
    with pytest.raises(WrongInputError, match="没有 2 月 29 日"):
        parse_date("2月29日")  # not in the years around
    editor = DateEditor("", with_time=True)
    qtbot.addWidget(editor.line)
    for typed, shown in (("1月15日下午2点", "2027-01-15 14:00"), ("下午吧", "下午吧")):
        editor.line.setText(typed)
        editor.line.editingFinished.emit()
        assert editor.line.text() == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-2",
        "2026-3-2 25:00",
        "下午",
        "2026-3-2 14:30:99",
        "2026-3-2 晚上12点",  # of which day?
        "2026-3-2 晚上1点",
        "2026-3-2 上午14:30",
        "2026-3-2（周五）14:30",  # a Monday
        "明天(周二) 9:00",
    ],
)
def test_what_is_no_moment_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "system_clock", lambda: datetime(2026, 11, 26, 4, tzinfo=UTC))
    with pytest.raises(WrongInputError):
        parse_moment(text)


@pytest.mark.parametrize("text", ["1.5", "-1", "201", "1e2", "3万", "两人", "١"])
def test_what_is_no_whole_number_in_range_is_refused(text: str) -> None:
    if text == "١":  # another script's digit one is a digit all the same
        assert parse_number(text, 0, 200, whole=True) == 1
        return
    with pytest.raises(WrongInputError):
        parse_number(text, 0, 200, whole=True)


def test_nothing_typed_is_no_value() -> None:
    assert parse_number(" ", 0, 1, whole=True) is None
    assert parse_date("") is None
    assert parse_moment("　") is None
    assert parse_number("1,234.5", 0, 2000, whole=False) == 1234.5
    assert parse_number("６ 人", 0, 10, whole=True) == 6
    assert parse_number("1.5小时", 0, 10, whole=False) == 1.5
    with pytest.raises(WrongInputError, match="0 到 10,000,000 之间"):
        parse_number("六十", 0, 10_000_000, whole=False)


def dialog(qtbot: QtBot, save: Callable[[Values, Finish], None], values: Values) -> FormDialog:
    made = FormDialog("新建", Form(FIELDS, values), save, note="说明")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    return made


def test_the_dialog_stays_until_saving_is_done(qtbot: QtBot) -> None:
    saved: list[Values] = []
    ends: list[Finish] = []

    def save(values: Values, finish: Finish) -> None:
        saved.append(values)
        ends.append(finish)

    made = dialog(qtbot, save, GOOD)
    made.save_button.click()
    assert saved == [GOOD]
    made.reject()
    assert made.isVisible(), "not closed while saving runs"
    assert not made.save_button.isEnabled()
    ends[0](QingqiaoError("没有存成。", "重试。"))
    assert made.isVisible()
    panel = made.findChild(ErrorPanel)
    assert panel is not None
    assert panel.isVisible()
    assert made.form.values() == GOOD
    made.save_button.click()
    ends[1](None)
    assert not made.isVisible()


def test_the_dialog_saves_nothing_wrong_and_shows_errors_raised_at_once(qtbot: QtBot) -> None:
    calls: list[Values] = []

    def refuse(values: Values, _finish: Finish) -> None:
        calls.append(values)
        raise QingqiaoError("不行。")

    made = dialog(qtbot, refuse, {})
    made.save_button.click()
    assert calls == []
    assert notes(made.form)
    made.form.set_values(GOOD)
    made.save_button.click()
    assert calls == [GOOD]
    assert made.save_button.isEnabled()


def test_what_was_typed_is_left_only_by_its_own_button(qtbot: QtBot) -> None:
    made = dialog(qtbot, lambda _values, _finish: None, GOOD)
    made.reject()
    assert not made.isVisible(), "nothing was typed"
    made = dialog(qtbot, lambda _values, _finish: None, GOOD)
    QTest.keyClicks(made.form.control("name"), "x")
    for _ in range(2):
        QTest.keyClick(made, Qt.Key.Key_Escape)
        assert made.isVisible()
    (leave,) = [one for one in made.findChildren(QPushButton) if one.text() == "不保存，关闭"]
    assert leave.isVisible()
    QTest.keyClicks(made.form.control("name"), "y")
    assert not leave.isVisible(), "typing goes on"
    made.reject()
    leave.click()
    assert not made.isVisible()


def test_the_field_that_the_keys_come_to_is_in_sight(qtbot: QtBot) -> None:
    made = dialog(qtbot, lambda _values, _finish: None, {**GOOD, "name": ""})
    made.resize(made.width(), 300)
    area = made.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    made.save_button.click()

    def seen(key: str) -> bool:
        control = made.form.control(key)
        return control.visibleRegion().boundingRect().height() == control.height()

    qtbot.waitUntil(lambda: seen("name"))
    made.form.control("agreed").setFocus()
    qtbot.waitUntil(lambda: seen("agreed"))

"""Every dialog and page with long names and large text on the smallest screen: nothing is cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from desktop.bundle.keyring import Keyring, seal_keyring
from desktop.domain.activity import HARD_SAFEGUARDS
from desktop.domain.terms import ActivityState
from desktop.gui.dialogs import self_test
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.style_sheet import apply_theme
from desktop.gui.widgets.navigation import Navigation
from desktop.gui.widgets.tab_order import stops
from desktop.gui.window import open_main_window
from desktop.store.tables import Branch, Community, Student
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.activity.enrol_students import enrol_branch
from desktop.usecases.activity.plan_activity import ActivityFields, plan_activity
from desktop.usecases.activity.set_safeguard import set_safeguard
from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.demo.groundwork import lay_ground
from desktop.usecases.selftest.run import Finding
from desktop.usecases.workspace import Workspace
from tests.dialogs.opening import close
from tests.dialogs.pages import PAGES, select_first, turn_to
from tests.dialogs.scene import Scene, set_scene
from tests.dialogs.table import DIALOGS, missing
from tests.gui.views.activities_sample import ENDS, STARTS, closed, row_of
from tests.gui.views.conftest import PASSPHRASE, branch_id

ROOM = QSize(1092, 614 - 62)
"""1366x768 at 125 %, less the task bar and the title of the window."""

BAR = 12
"""Of a bar to scroll with."""

FINDINGS = (Finding("typing", "中文输入", sound=False, words="没有找到输入法。" * 12, seconds=0.1),)

ENGLISH = re.compile(r"\b(OK|Cancel|Close|Yes|No|Save|Open|Apply|Help)\b")


def lengthen(township: Workspace) -> None:
    """Give everything a name as long as there are any."""
    with township.store.write() as writer:
        for community in writer.find(Community):
            community.name = f"千佛山街道历山路北段第一新村{community.name}居民委员会"
        for branch in writer.find(Branch):
            branch.name = f"马克思主义理论与思想政治教育专业{branch.name}团支部"
        for student in writer.find(Student):
            if student.name == "刘洋":
                student.name = "古丽努尔·阿不都热合曼𠅤"


def fill(township: Workspace) -> None:
    """Lay something of everything: held, running and planned activities, certificates."""
    lengthen(township)
    lay_ground(township)
    held = closed(township, "四点半课堂：语文、数学、英语作业辅导与安全自护教育（第一期）")
    project_id = row_of(township, held).project_id
    assert project_id is not None
    for title, state in (("防溺水宣讲", ActivityState.ONGOING), ("清洁家园", None)):
        fields = ActivityFields(
            project_id, title, STARTS + timedelta(days=9), ENDS + timedelta(days=9)
        )
        activity = plan_activity(township, fields).activity_id
        enrol_branch(township, activity, branch_id())
        if state is not None:
            make_sheet(township, activity)
            for kind in HARD_SAFEGUARDS:
                set_safeguard(township, activity, kind, done=True)
            change_activity_state(township, activity, state)
    issue_certificates(township, held)


@pytest.fixture
def scene(
    township: Workspace,
    jobs: JobRunner,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    # it loads a whole province, and has a test of its own
    monkeypatch.setattr(self_test, "self_test", lambda *_, **__: FINDINGS)
    fill(township)
    keys = seal_keyring(Keyring(bytes(32), township.identity), PASSPHRASE, slot="1")
    township.folder.keyring.write_bytes(keys)  # 设置 looks into them
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light", "大")
    frame: MainFrame = open_main_window(township, jobs, {})
    frame.show()
    settle()
    yield set_scene(township, jobs, frame)
    settle()
    frame.discard()
    apply_theme(app)


def test_no_dialog_is_forgotten() -> None:
    assert not missing()


def test_everything_fits_is_named_and_led_through_as_it_is_read(
    scene: Scene, settle: Callable[[], None]
) -> None:
    wrong = {}
    for key in PAGES:
        page = turn_to(scene.window, key)
        settle()
        select_first(page)
        settle()
        wrong[key] = [*words_and_names(page), *leaps(page), *rivals(page), *too_wide(page)]
    for name, opening in DIALOGS.items():
        if name.startswith("window."):
            continue
        shown = opening.open(scene, settle)
        shown.resize(shown.size().boundedTo(ROOM))
        QApplication.processEvents()
        wrong[name] = list(faults(shown))
        close(shown)
    told = "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in found)
    assert not told, f"\n{told}"


def leaps(page: QWidget) -> Iterator[str]:
    """Yield where Tab goes back up, or back to the left in a line."""
    seen = [one for one in stops(page) if not one.visibleRegion().isEmpty()]
    for before, after in pairwise(seen):
        one, other = place(before), place(after)
        if other.right() < one.left() and other.top() < one.bottom() - 1:
            yield f"Tab goes back from {told(before)} to {told(after)}"
        elif other.bottom() < one.top() and other.left() <= one.right():
            yield f"Tab goes up from {told(before)} to {told(after)}"


def place(one: QWidget) -> QRect:
    return QRect(one.mapTo(one.window(), QPoint(0, 0)), one.size())


def told(one: QWidget) -> str:
    return f"{type(one).__name__} {one.accessibleName()!r}"


def faults(dialog: QWidget) -> Iterator[str]:
    least = dialog.minimumSizeHint()
    if least.width() > ROOM.width() or least.height() > ROOM.height():
        yield f"needs {least.width()}x{least.height()}"
    yield from words_and_names(dialog)
    yield from leaps(dialog)
    yield from rivals(dialog)
    start = dialog.focusWidget()
    if dialog.isModal() and isinstance(start, QPushButton) and start.text() in {"取消", "先不取消"}:
        yield "starts on the button that gives up"


def too_wide(page: QWidget) -> Iterator[str]:
    """Yield how wide a page wants to be, where it would have to be scrolled to and fro."""
    (side,) = page.window().findChildren(Navigation)
    inside = [area.widget() for area in page.findChildren(QScrollArea) if area.isVisible()]
    wanted = max(one.minimumSizeHint().width() for one in (page, *filter(None, inside)))
    if wanted > ROOM.width() - side.width() - BAR:
        yield f"wants to be {wanted} wide"


def rivals(shown: QWidget) -> Iterator[str]:
    """Yield the primary actions, where there is more than one."""
    buttons = [one for one in shown.findChildren(QPushButton) if one.isVisible()]
    primary = [one.text().strip() for one in buttons if one.property("kind") == "primary"]
    if len(primary) > 1:
        yield f"primary actions: {', '.join(primary)}"


def words_and_names(shown: QWidget) -> Iterator[str]:
    for one in shown.findChildren(QWidget):
        if one.isVisible():
            yield from cut(one)
            yield from unnamed(one)
            for words in (getattr(one, "text", str)(), one.toolTip(), one.windowTitle()):
                if ENGLISH.search(words):
                    yield f"English: {words!r}"
            if isinstance(one, QPushButton) and one.isDefault():
                yield f"Enter anywhere presses {one.text()!r}"


def cut(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel):
        yield from cut_label(one)
    elif isinstance(one, QTableView):
        yield from cut_titles(one)
    elif isinstance(one, QPushButton) and one.width() < one.minimumSizeHint().width():
        yield f"cut button {one.text()!r}"


def cut_label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    if label.wordWrap():
        if label.height() < label.heightForWidth(label.width()):
            yield f"cut below {label.text()!r}"
    elif label.width() < label.sizeHint().width():
        yield f"cut at the side {label.text()!r}"


def cut_titles(table: QTableView) -> Iterator[str]:
    header, model = table.horizontalHeader(), table.model()
    for at in range(header.count()):
        words = model.headerData(at, Qt.Orientation.Horizontal) or ""
        if header.isVisible() and not header.isSectionHidden(at):
            need = header.fontMetrics().horizontalAdvance(str(words)) + 16
            if header.sectionSize(at) < need:
                yield f"cut title {words!r}"


def unnamed(one: QWidget) -> Iterator[str]:
    typed_in = isinstance(one, QLineEdit | QComboBox | QPlainTextEdit | QAbstractItemView)
    owner = one.window().parent() if one.window().windowType() == Qt.WindowType.Popup else None
    inside = isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox)
    inside = inside or isinstance(owner, QComboBox) or isinstance(one, QHeaderView)
    words = one.text().strip() if isinstance(one, QAbstractButton) else ""
    if typed_in and not inside and not one.accessibleName():
        yield f"unnamed {type(one).__name__}"
    if isinstance(one, QAbstractButton) and not (words or one.accessibleName()):
        yield f"unnamed {type(one).__name__}"

"""Ctrl+K: from a key to its rows on the screen, for every beginning of many words.

Milliseconds by the clock and of CPU of all threads, drawing included: the clock tells what a clerk
waits here and now, with whatever else the machine does; the load is printed with it.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.gui.desk import Desk
from desktop.gui.jobs import JobRunner
from desktop.gui.search import SearchPopup
from desktop.gui.widgets.search_box import SearchBox
from desktop.usecases.workspace import Workspace

GOAL = 50
"""Milliseconds."""

_TURNS = 3
_FAST = 0.04
"""Seconds from key to key: five within 200 ms."""

_WORDS = (
    *("zhangwei", "zhangw", "zhwei", "zwei", "zhang伟", "张伟", "王", "李伟", "陈", "ouyangxiu"),
    *("lixiulan", "wangjianguo", "yjg", "weiguo", "2025", "20250012", "139", "HD2026", "A3F0"),
    *("社区课堂", "第1期", "敬老", "环境整治", "huanjing", "sqkt", "2025级1班", "jisuanji"),
    *("山东大学", "qingdao", "shiyanxiaoxue", "没有的人", *ascii_lowercase),
)


@dataclass
class Key:
    """What one text took, turn by turn, in milliseconds: by the clock, and of CPU."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


class _Painted(QObject):
    """Knows whether a widget was drawn since it was asked last."""

    seen = False

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


class Typist:
    """A search box with its list, in a window on a screen that is not there."""

    def __init__(self, app: QApplication, workspace: Workspace, jobs: JobRunner) -> None:
        self._app, self._jobs = app, jobs
        self.window = QWidget()
        self.window.resize(1092, 614)
        self.box = SearchBox(parent=self.window)
        desk = Desk(workspace, jobs, {}, lambda *_: None, lambda *_: None)
        self.popup = SearchPopup(self.box, desk, {}, lambda _: self.window)
        self._painted = _Painted()
        self.popup.list.viewport().installEventFilter(self._painted)
        self.window.show()
        self.window.activateWindow()
        self.box.setFocus()
        self._until(lambda: jobs.at_rest)

    def type(self, text: str) -> tuple[float, float]:
        """Type the last character of `text`; return what it took until its rows are drawn."""
        self.box.setText(text[:-1])
        self._until(lambda: self._jobs.at_rest)
        clock, cpu = time.perf_counter(), time.process_time()
        self.box.insert(text[-1])
        self._until_drawn(text)
        return (time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000

    def type_fast(self, text: str) -> float:
        """Type all of `text`; return the milliseconds from its last key to its rows."""
        self.box.clear()
        self._until(lambda: self._jobs.at_rest)
        for character in text:
            clock = time.perf_counter()
            self.box.insert(character)
            if len(self.box.text()) < len(text):
                self._wait(clock + _FAST)
        self._until_drawn(text)
        return (time.perf_counter() - clock) * 1000

    def close(self) -> None:
        """Take the window away."""
        self.window.close()
        self.window.deleteLater()
        self._app.sendPostedEvents(None, 0)

    def _until_drawn(self, text: str) -> None:
        self._until(lambda: self.popup.listed == text)
        self._painted.seen = False
        self.popup.list.viewport().update()
        self._until(lambda: self._painted.seen)

    def _wait(self, until: float) -> None:
        self._until(lambda: time.perf_counter() >= until)

    def _until(self, come: Callable[[], bool]) -> None:
        while not come():
            self._app.processEvents()
            time.sleep(0.0005)


def beginnings(words: Iterable[str]) -> list[str]:
    """Return every beginning of the words, each once, in the order they are typed in."""
    return list(dict.fromkeys(word[:end] for word in words for end in range(1, len(word) + 1)))


def measure(app: QApplication, workspace: Workspace, jobs: JobRunner) -> list[str]:
    """Return what every beginning took, in lines of words."""
    typist = Typist(app, workspace, jobs)
    texts = beginnings(_WORDS)
    first = {text: typist.type(text)[0] for text in texts}
    keys = {text: Key() for text in texts}
    for text in texts * _TURNS:
        clock, cpu = typist.type(text)
        keys[text].clock.append(clock)
        keys[text].cpu.append(cpu)
    fast = [typist.type_fast(word) for word in ("zhang", "wangj", "zwei", "社区课堂", "20250")]
    typist.close()
    return [
        _title(len(texts)),
        _line("by the clock", {text: one.clock for text, one in keys.items()}),
        _line("CPU", {text: one.cpu for text, one in keys.items()}),
        _line("the very first time, by the clock", {text: [one] for text, one in first.items()}),
        f"five keys within 200 ms: the last to its rows {max(fast):.0f} ms at worst",
    ]


def _title(texts: int) -> str:
    load = os.getloadavg()[0]
    return (
        f"Ctrl+K, a key to its rows drawn; {texts} texts, {_TURNS} turns, load {load:.1f}, "
        f"goal {GOAL} ms"
    )


def _line(title: str, took: dict[str, Sequence[float]]) -> str:
    every = [one for turns in took.values() for one in turns]
    slow = sorted(((max(turns), text) for text, turns in took.items()), reverse=True)
    over = sum(one > GOAL for one in every)
    worst = ", ".join(f"{text} {one:.0f}" for one, text in slow[:5])
    return (
        f"  {title}: {statistics.median(every):.0f} ms (middle), {max(every):.0f} (slowest); "
        f"{over} of {len(every)} over {GOAL}; slowest: {worst}"
    )

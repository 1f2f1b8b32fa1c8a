"""All trials, one after the other; one that fails does not keep the others from running."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from desktop.foundation.clock import Clock, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.progress import SILENT, Progress
from desktop.usecases.selftest import exchange, machine, paper
from desktop.usecases.selftest.fault import FaultError
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Finding:
    """What one trial found; `seconds` it took."""

    trial: str
    title: str
    sound: bool
    words: str
    seconds: float


Trial = tuple[str, str, Callable[[], str]]
"""A name for scripts, a title for people, and what returns words or raises."""


def self_test(
    data: Path,
    more: tuple[Trial, ...] = (),
    *,
    progress: Progress = SILENT,
    clock: Clock = system_clock,
) -> tuple[Finding, ...]:
    """Try every part of this installation in a temporary folder, which is removed again.

    `data` is the folder where this user's data are or will be; it is only looked at.
    """
    with tempfile.TemporaryDirectory(prefix="qingqiao-") as name, _ends(Path(name)) as ends:
        trials: tuple[Trial, ...] = (
            ("database", "加密数据库", ends.database),
            ("bundle", "上报与接收", ends.bundle),
            ("paper", "字体、PDF 与二维码", paper.paper),
            ("workbook", "Excel/WPS 工作簿", partial(paper.workbook, Path(name))),
            ("disk", "磁盘空间", partial(machine.disk, data)),
            ("clock", "电脑时间", lambda: machine.clock(clock())),
            *more,
        )
        findings = []
        for done, trial in enumerate(trials):
            progress.step(done, len(trials), f"正在检查{trial[1]}")
            findings.append(_try(trial))
        return tuple(findings)


def _try(trial: Trial) -> Finding:
    key, title, work = trial
    start = perf_counter()
    try:
        sound, words = True, work()
    except QingqiaoError as error:
        sound, words = False, f"{error.message}{error.hint}"
    except Exception as error:  # noqa: BLE001 - a broken installation may raise anything
        sound, words = False, f"出错（{type(error).__name__}），请联系省级技术支持。"
    return Finding(key, title, sound, words, round(perf_counter() - start, 3))


class _Ends:
    """The provincial end, kept open for the trial that needs it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.province: Workspace | None = None

    def database(self) -> str:
        words, self.province = exchange.open_province(self._folder)
        return words

    def bundle(self) -> str:
        if self.province is None:
            raise FaultError("加密数据库不可用，这一项没有检查。", "")
        return exchange.exchange(self._folder, self.province)


@contextmanager
def _ends(folder: Path) -> Iterator[_Ends]:
    ends = _Ends(folder)
    try:
        yield ends
    finally:
        if ends.province is not None:
            ends.province.close()

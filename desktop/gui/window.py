"""The main window of a township: its pages around one desk, its top bar kept up to date."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.domain.activity import semester_of
from desktop.foundation.clock import BEIJING
from desktop.foundation.log import LOG
from desktop.gui.backup_keeper import BackupKeeper
from desktop.gui.desk import TOPICS, Desk
from desktop.gui.frame import MainFrame
from desktop.gui.jobs import JobRunner
from desktop.gui.pages import page_specs
from desktop.gui.search import SearchPopup
from desktop.gui.theme import Kind
from desktop.usecases.account.township_profile import TownshipShown, show_profile
from desktop.usecases.exchange.status import ExchangeStatus, exchange_status
from desktop.usecases.workspace import Workspace


def open_main_window(
    workspace: Workspace, jobs: JobRunner, memory: MutableMapping[str, str]
) -> MainFrame:
    """Return the window on an unlocked township, with its first page; `show()` it."""
    frame: MainFrame

    def toast(text: str, undo: Callable[[], object] | None = None) -> None:
        frame.toast(text, undo)

    def open_page(key: str, ids: tuple[bytes, ...] = ()) -> None:
        name, _, section = key.partition("/")
        page = frame.show_page(name)
        show_rows: Callable[..., None] | None = getattr(page, "show_rows", None)
        if show_rows is not None:
            show_rows(ids, *filter(None, [section]))

    press = JobRunner()
    desk = Desk(workspace, jobs, memory, toast, open_page, press)
    specs = page_specs(desk)
    frame = MainFrame(jobs, specs, press)
    _keep_acts(frame, desk)
    jobs.crashed.connect(_log_crash)
    _Standing(frame, desk)
    BackupKeeper(frame, workspace, jobs)
    _Arrivals(frame, desk)
    titles = {spec.key: spec.title for spec in specs}
    SearchPopup(frame.top_bar.search, desk, titles, frame.show_page)
    return frame


def _keep_acts(frame: MainFrame, desk: Desk) -> None:
    """Let Ctrl+Z take back the last act of the page that is open."""

    def turn(key: str) -> None:
        desk.acts.page = key

    turn(frame.page)
    frame.page_shown.connect(turn)
    frame.undo_requested.connect(desk.take_back)


class _Arrivals(QObject):
    """Files that come to the window from outside go where they belong."""

    def __init__(self, frame: MainFrame, desk: Desk) -> None:
        super().__init__(frame)
        self._frame, self._desk = frame, desk
        frame.opened.connect(self._open)

    def _open(self, paths: Sequence[Path]) -> None:
        from desktop.gui.views.exchange import ExchangeView  # noqa: PLC0415 - with its page

        enrolments = [path for path in paths if path.suffix.lower() == ".qqe"]
        others = [path for path in paths if path not in enrolments]
        if others:
            page = self._frame.show_page("exchange")
            if isinstance(page, ExchangeView):
                page.take_in(others)
        if enrolments:
            from desktop.gui.dialogs.enrolment_notice import EnrolmentNotice  # noqa: PLC0415 - rare

            EnrolmentNotice(self._desk, enrolments[0], self._frame).open()


def _log_crash(report: str) -> None:
    LOG.error("a job crashed\n%s", report)


class _Standing(QObject):
    """Keeps township, semester and state of the exchange in the top bar."""

    def __init__(self, frame: MainFrame, desk: Desk) -> None:
        super().__init__(frame)
        self._frame, self._desk = frame, desk
        name, _, _ = semester_of(desk.workspace.today())
        frame.top_bar.set_semester(name)
        desk.jobs.data_changed.connect(self._changed)
        self._load()

    def _changed(self, topics: frozenset[str]) -> None:
        if topics & frozenset(TOPICS):
            self._load()

    def _load(self) -> None:
        workspace = self._desk.workspace

        def work(_: object) -> tuple[TownshipShown, ExchangeStatus]:
            return show_profile(workspace), exchange_status(workspace)

        self._desk.jobs.run(work, done=self._show)

    def _show(self, result: tuple[TownshipShown, ExchangeStatus]) -> None:
        shown, status = result
        account = self._desk.workspace.account
        self._frame.top_bar.set_account(account.name, account.role.label)
        name = shown.name or str(shown.code)
        self._frame.top_bar.set_township(name)
        self._frame.setWindowTitle(f"{name} · 青桥")
        self._frame.top_bar.set_exchange_state(*exchange_words(status))
        self._frame.navigation.show_waiting("exchange", *waiting_words(status))


def waiting_words(status: ExchangeStatus) -> tuple[str, Kind, str]:
    """Return what to put on 上报接收 in the navigation: a number or a sign, and what it means."""
    reasons = [
        (status.revoked, "本机已停用"),
        (status.conflicts, f"{status.conflicts} 处修改待选定"),
        (status.refused, f"{status.refused} 条记录团省委没有收"),
        (status.overdue, "有改动很久没有上报"),
        (status.late, f"{status.late} 次上报很久没有回执"),
    ]
    said = "，".join(words for true, words in reasons if true)
    if status.urgent or status.revoked:
        return str(status.urgent) if status.urgent else "!", "danger", said
    return "!" if said else "", "warning", said


def exchange_words(status: ExchangeStatus) -> tuple[str, Kind]:
    """Return the state of the exchange in a line, e.g. “待上报 12 条 · 上次回执 3 月 2 日”."""
    waiting = f"待上报 {status.waiting} 条" if status.waiting else "全部已签收"
    if status.last_receipt is not None:
        day = status.last_receipt.astimezone(BEIJING)
        return (
            f"{waiting} · 上次回执 {day.month} 月 {day.day} 日",
            "info" if status.waiting else "success",
        )
    if not status.joined and not status.bundles:
        return f"{waiting} · 尚未上报登记", "warning"
    return f"{waiting} · 还没有回执", "warning" if status.bundles else "info"

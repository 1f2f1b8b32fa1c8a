"""The whole loop: reference data down, a semester, paper, a bundle up, a receipt down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.foundation.clock import Clock, system_clock
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import write_bytes
from desktop.foundation.progress import SILENT, Progress
from desktop.store.tables import Activity
from desktop.usecases.attendance.make_sheet import make_sheet
from desktop.usecases.certificate.issue_certificates import issue_certificates
from desktop.usecases.certificate.render_certificates import render_certificates
from desktop.usecases.demo.groundwork import decide
from desktop.usecases.demo.semester import Semester, play_semester, write_demo_roster
from desktop.usecases.demo.setting import PASSPHRASE, Stage, set_stage
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.take_in import take_in
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in as province_take_in

STUDENTS_EACH = 40
"""Of each of twenty branches: 800 students."""


class DemoFolderError(QingqiaoError):
    """The folder for the demo is in use."""


@dataclass(frozen=True)
class Played:
    """Where everything lies; `files` are worth a look."""

    root: Path
    township: Path
    province: Path
    passphrase: str
    files: tuple[tuple[str, Path], ...]


def play(root: Path, progress: Progress = SILENT, clock: Clock = system_clock) -> Played:
    """Play the loop into `root`, which is empty or not there yet."""
    if root.exists() and any(root.iterdir()):
        raise DemoFolderError(f"“{root}”里已经有文件，没有改动它。", "请另选一个空文件夹。")
    roster = root / "workbooks" / "名册.xlsx"
    write_demo_roster(roster, STUDENTS_EACH)
    stage = set_stage(root, clock, STUDENTS_EACH, progress)
    try:
        semester = play_semester(stage.township, roster, progress)
        progress.step(0, 0, "正在生成签到表和证书")
        paper = [*_sheets(stage, semester, root), *_certificates(stage, semester, root)]
        progress.step(0, 0, "正在上报和接收")
        carried = _exchange(stage, root)
    finally:
        stage.township.close()
        stage.province.close()
    return Played(
        root,
        root / "township",
        root / "province",
        PASSPHRASE,
        (("名册", roster), *paper, *carried),
    )


def _sheets(stage: Stage, semester: Semester, root: Path) -> list[tuple[str, Path]]:
    """Print the sheet of the activity that is on now."""
    made = make_sheet(stage.township, semester.ongoing)
    target = root / "paper" / f"签到表_{_number(stage, semester.ongoing)}.pdf"
    write_bytes(target, made.pdf)
    return [("签到表", target)]


def _certificates(stage: Stage, semester: Semester, root: Path) -> list[tuple[str, Path]]:
    """Issue the certificates of all closed activities but the last two: there is work left."""
    written = []
    for activity_id in semester.closed[:-2]:
        issued = issue_certificates(stage.township, activity_id)
        rendered = render_certificates(stage.township, issued.certificate_ids)
        target = root / "paper" / f"证书_{_number(stage, activity_id)}.pdf"
        write_bytes(target, rendered.pdf)
        written.append(("证书", target))
    return written


def _number(stage: Stage, activity_id: bytes) -> str:
    with stage.township.store.read() as reader:
        return reader.get(Activity, activity_id).number


def _exchange(stage: Stage, root: Path) -> list[tuple[str, Path]]:
    handed = hand_up(stage.township, root / "bundles")
    taken = province_take_in(stage.province, [bundle.path for bundle in handed.bundles])
    _check(result.error for result in taken)
    answers = decide(stage.province, root / "workbooks")
    sent = send_down(stage.province, root / "bundles")
    _check(result.error for result in take_in(stage.township, [one.path for one in sent]))
    return [
        ("高校答复", answers),
        *(("上报包", bundle.path) for bundle in handed.bundles),
        *(("下发包（含回执）", one.path) for one in sent),
    ]


def _check(errors: Iterable[QingqiaoError | None]) -> None:
    """Raise the first error there is."""
    for error in filter(None, errors):
        raise error

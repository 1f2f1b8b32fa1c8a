"""A sign-in sheet of 50 people, beside typst on the same people in the same run.

Cold and warm are those of compare_paper.py; the second sheet has other people. Typst is given the
codes and the corner marks as pictures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from itertools import islice
from pathlib import Path

import msgspec
from PIL import Image

from desktop.documents.marks import MARK_BITS, mark_rows
from desktop.documents.sheet_layout import Column, SheetRow, SignInSheet, page_slots
from desktop.documents.sign_in_sheet import HEADING, qr_text
from desktop.foundation.paths import resources
from desktop.usecases.attendance.make_sheet import COLUMNS
from desktop.usecases.demo.people import people
from desktop.usecases.demo.setting import BRANCHES
from tests.benchmarks.apart import environment
from tests.benchmarks.compare_paper import TURNS, Side, run_side

PEOPLE = 50
_HERE = Path(__file__).parent


def compare_sheets() -> None:
    """Measure both sides, and tell; say so where typst cannot be had."""
    try:
        python: Path | None = environment(_HERE / "typst.txt")
    except (OSError, subprocess.CalledProcessError):
        python = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = 0
        for batch, seed in (("first", 1), ("second", 2)):
            sheet = _sheet(seed)
            pages = len(page_slots(sheet))
            (folder / f"{batch}-sheet.json").write_bytes(msgspec.json.encode(sheet))
            words = json.dumps(_pages(sheet), ensure_ascii=False)
            (folder / f"{batch}.json").write_text(words, "utf-8")
        for number, bits in enumerate(MARK_BITS):
            Image.frombytes("L", (6, 6), b"".join(mark_rows(bits))).save(
                folder / f"mark-{number}.png"
            )
        shutil.copy(_HERE / "sheet.typ", folder / "certificates.typ")
        ours, theirs = [], []
        for _ in range(TURNS):
            ours.append(run_side([sys.executable, "-m", "tests.benchmarks.sheet_side"], folder))
            if python is not None:
                fonts = str(resources() / "fonts")
                command = [str(python), str(_HERE / "typst_side.py")]
                theirs.append(run_side(command, folder, fonts))
    print(f"a sign-in sheet of {PEOPLE} people, {pages} pages:")  # noqa: T201 - the report
    for side, runs in (("ours", ours), ("typst", theirs)):
        if runs:
            _tell(side, runs, pages)


def _sheet(seed: int) -> SignInSheet:
    rows = tuple(
        SheetRow(row.name, row.branch, row.student_number)
        for row in islice(people(seed, list(BRANCHES[:6]), 10), PEOPLE)
    )
    return SignInSheet(
        title="泉城路社区“智慧助老”志愿服务",
        committee="泉城路街道青年工作委员会",
        township="泉城路街道",
        theme="社区志愿服务",
        mode="日常课余常态化",
        when="2026年3月14日 09:00—11:30",
        place="泉城路社区党群服务中心",
        leader="随队教师",
        safety_note="遵守交通规则，服从带队老师安排。",
        rows=rows,
        columns=tuple(Column(column) for column in COLUMNS),
        activity_code=f"HD2026-A3F0-{seed:04}",
        version=1,
        printed_on=date(2026, 3, 12),
        reference=f"HD2026-A3F0-{seed:04}",
    )


def _pages(sheet: SignInSheet) -> list[dict[str, object]]:
    slots = page_slots(sheet)
    blank = SheetRow("", "")
    return [
        {
            "heading": HEADING,
            "committee": sheet.committee,
            "title": sheet.title,
            "theme": sheet.theme,
            "mode": sheet.mode,
            "when": sheet.when,
            "place": sheet.place,
            "leader": sheet.leader,
            "township": sheet.township,
            "safety": sheet.safety_note,
            "reference": sheet.reference,
            "people": len(sheet.rows),
            "first": at == 0,
            "last": at == len(slots) - 1,
            "number": at + 1,
            "of": len(slots),
            "qr_text": qr_text(sheet, at),
            "rows": [
                {"number": slot + 1, **msgspec.to_builtins(row)}
                for slot, row in (
                    (slot, sheet.rows[slot] if slot < len(sheet.rows) else blank) for slot in part
                )
            ],
        }
        for at, part in enumerate(slots)
    ]


def _tell(name: str, sides: list[Side], pages: int) -> None:
    best = {key: min(getattr(one, key) for one in sides) for key in Side.__annotations__}
    print(  # noqa: T201 - the report
        f"  {name:6} cold {best['cold']:.2f} s (CPU {best['cold_used']:.2f}), "
        f"warm {best['warm'] * 1000:.0f} ms (CPU {best['warm_used'] * 1000:.0f}): "
        f"{pages / best['warm']:,.0f} pages/s, {best['size'] / pages / 1000:.1f} kB a page, "
        f"{best['peak'] / 2**20:.0f} MB of memory",
        flush=True,
    )


if __name__ == "__main__":
    compare_sheets()

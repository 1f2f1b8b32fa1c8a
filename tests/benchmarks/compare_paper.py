"""500 certificates with codes, beside typst on the same people in the same run.

Cold is a new process, from its start to the written file; warm is another 500 in the same process.
Typst draws the same frame, words and codes from the same fonts, and is given the codes as pictures
that zxing makes within its time, as ours are. Each side runs `TURNS` times, by turns, and its best
counts: other work on the machine only ever slows.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from desktop.bundle.credential import CredentialFacts, sign_credential
from desktop.bundle.identity import Identity
from desktop.documents.certificate import hours
from desktop.documents.page import chinese_date
from desktop.documents.placeholders import fill
from desktop.domain.certificate_design import STANDARD_DESIGN
from desktop.foundation.paths import resources
from desktop.usecases.demo.people import people
from desktop.usecases.demo.setting import BRANCHES
from tests.benchmarks.apart import environment

COUNT, TURNS = 500, 3
_HERE = Path(__file__).parent
_FIRST, _LAST, _ISSUED = date(2026, 3, 14), date(2026, 6, 20), date(2026, 6, 28)
_PERIOD = "2026年3月14日至6月20日"


@dataclass(frozen=True)
class Side:
    """Seconds of the clock and of the CPU for `COUNT` pages; bytes of the file and of memory."""

    cold: float
    cold_used: float
    warm: float
    warm_used: float
    size: int
    peak: int


def compare_typst() -> None:
    """Measure both sides, and tell; say so where typst cannot be had."""
    try:
        python: Path | None = environment(_HERE / "typst.txt")
    except (OSError, subprocess.CalledProcessError):
        _say("typst: its environment could not be made or does not run here; left out")
        python = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for batch, seed in (("first", 1), ("second", 2)):
            text = json.dumps(_people(seed), ensure_ascii=False)
            (folder / f"{batch}.json").write_text(text, "utf-8")
        shutil.copy(_HERE / "certificates.typ", folder)
        ours, theirs = [], []
        for _ in range(TURNS):
            ours.append(run_side([sys.executable, "-m", "tests.benchmarks.paper_side"], folder))
            if python is not None:
                fonts = str(resources() / "fonts")
                theirs.append(run_side([str(python), str(_HERE / "typst_side.py")], folder, fonts))
    _say(f"{COUNT} certificates with codes, seconds and pages a second:")
    for name, sides in (("ours", ours), ("typst", theirs)):
        if sides:
            _tell(name, sides)


def _people(seed: int) -> list[dict[str, object]]:
    issuer = Identity(b"\x07" * 32, "")
    made: list[dict[str, object]] = []
    for number, row in enumerate(islice(people(seed, list(BRANCHES[:6]), 90), COUNT)):
        minutes, serial = 120 + 30 * (number % 8), f"370102001-MFR00-{number:05d}"
        activity = "泉城路社区“智慧助老”志愿服务"
        facts = CredentialFacts(
            name=row.name,
            serial=serial,
            activity=activity,
            minutes=minutes,
            first_day=_FIRST,
            last_day=_LAST,
            township=370_102_001,
            issued_on=_ISSUED,
        )
        values = {
            "学校": row.university,
            "院系": row.department,
            "日期": _PERIOD,
            "镇街": "泉城路街道",
            "活动": activity,
            "时长": hours(minutes),
        }
        made.append(
            {
                "serial": serial,
                "name": row.name,
                "caption": STANDARD_DESIGN.caption,
                "heading": STANDARD_DESIGN.heading,
                "salutation": STANDARD_DESIGN.salutation,
                "body": fill(STANDARD_DESIGN.body, values, "正文"),
                "period": _PERIOD,
                "minutes": minutes,
                "hours": hours(minutes),
                "issuer": "泉城路街道青年工作委员会",
                "issued": chinese_date(_ISSUED),
                "issued_on": _ISSUED.isoformat(),
                "qr_text": sign_credential(facts, issuer),
            }
        )
    return made


def run_side(command: Sequence[str], folder: Path, *arguments: str) -> Side:
    """Run a side in a process of its own and return what it measured."""
    done = subprocess.run(
        [*command, str(time.time()), *arguments, str(folder)], stdout=subprocess.PIPE, check=True
    )
    return Side(**json.loads(done.stdout))


def _tell(name: str, sides: Sequence[Side]) -> None:
    cold, warm = min(side.cold for side in sides), min(side.warm for side in sides)
    cold_used = min(side.cold_used for side in sides)
    warm_used = min(side.warm_used for side in sides)
    _say(
        f"  {name:6} cold {cold:.2f} s (CPU {cold_used:.2f}), "
        f"warm {warm:.2f} s (CPU {warm_used:.2f}): {COUNT / warm:,.0f} pages/s, "
        f"{sides[0].size / COUNT / 1000:.1f} kB a page, "
        f"{min(side.peak for side in sides) / 2**20:.0f} MB of memory"
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the report


if __name__ == "__main__":
    compare_typst()

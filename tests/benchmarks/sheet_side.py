"""This program's side of the sign-in sheet, in a process of its own, see compare_sheet.py."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

started, folder = float(sys.argv[1]), Path(sys.argv[2])

import msgspec  # noqa: E402 - the clock runs already

from desktop.documents.sign_in_sheet import SignInSheet, render_sheet  # noqa: E402


def used() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def render(batch: str) -> bytes:
    return render_sheet(
        msgspec.json.decode((folder / f"{batch}-sheet.json").read_bytes(), type=SignInSheet)
    )


first = render("first")
(folder / "ours.pdf").write_bytes(first)
cold, cold_used = time.time() - started, used()
begun = time.time()
render("second")
warm = time.time() - begun
print(  # noqa: T201 - the answer
    json.dumps(
        {
            "cold": cold,
            "cold_used": cold_used,
            "warm": warm,
            "warm_used": used() - cold_used,
            "size": len(first),
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    )
)

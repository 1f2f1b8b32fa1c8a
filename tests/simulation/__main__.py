"""`make simulate`: a province takes in, counts and answers all its townships, and how fast.

`make simulate TOWNSHIPS=100` for a smaller one; without it all real townships of the province.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from desktop.foundation.paths import resources
from desktop.store import tables
from desktop.sync.messages import Heard
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.status import province_status
from desktop.usecases.workspace import Workspace, workspace
from tests.benchmarks.command import run
from tests.simulation.townships import Township

PASSPHRASE = "青桥模拟口令二〇二六"
_MB = 1 << 20


def say(what: str, figure: str) -> None:
    print(f"{what:<34}{figure}", flush=True)  # noqa: T201 - the report


def main(arguments: Sequence[str]) -> int:
    wanted = int(arguments[0]) if arguments else None
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        province = init_province(root / "province", PASSPHRASE)
        load_reference(province, resources() / "reference")
        townships = enrolled(province, wanted)
        recipient = province.identity.recipient
        province.close()
        say("townships", f"{len(townships):>10,}")
        first, weekly = root / "first", root / "weekly"
        hand_up_all(townships, first, recipient, weekly=False)
        receive(root, first, "first files")
        receive(root, first, "the same files again")
        hand_up_all(townships, weekly, recipient, weekly=True)
        receive(root, weekly, "weekly files")
        look(root)
        answer(root, len(townships))
        size = sum(file.stat().st_size for file in (root / "province").glob("qingqiao.db*"))
        say("database", f"{size / _MB:>10,.0f} MB")
    return 0


def enrolled(province: Workspace, wanted: int | None) -> list[Township]:
    """Put PCs on record, one for each township, as if each had been given an enrolment file."""
    with province.store.write() as writer:
        found = sorted(writer.find(tables.Township), key=lambda township: township.code)[:wanted]
        heard = Heard(epoch=writer.replica.epoch, upto=writer.replica.lsn, number=0)
        townships = [Township(row.code, row.name, heard) for row in found]
        for one in townships:
            writer.session.add(
                tables.Device(
                    id=one.device,
                    township=one.code,
                    token=one.token,
                    enrolled_at=province.now(),
                    expires_on=province.today() + timedelta(days=30),
                    down_heard=heard.upto,
                )
            )
    return townships


def hand_up_all(
    townships: Sequence[Township], folder: Path, recipient: str, *, weekly: bool
) -> None:
    folder.mkdir()
    rows = 0
    start = time.perf_counter()
    for one in townships:
        since = one.lsn
        one.hand_up(one.week() if weekly else one.first(), since, recipient, folder)
        rows += one.lsn - since
    seconds = time.perf_counter() - start
    size = sum(file.stat().st_size for file in folder.iterdir())
    say(
        "files made",
        f"{seconds:>10.1f} s   {rows:,} rows, {size / len(townships) / 1000:.1f} kB each",
    )


def receive(root: Path, folder: Path, what: str) -> None:
    """Take the folder in by the command, and tell how fast and in how much memory."""
    ran = run("take-in", root / "province", folder, "--json", passphrase=PASSPHRASE)
    results = json.loads(ran.out)
    rows = sum(result["tally"]["new"] for result in results if result["tally"])
    if any(result["tally"]["refused"] for result in results if result["tally"]):
        raise RuntimeError("rows were refused")
    say(
        f"take in {what}",
        f"{ran.wall:>10.1f} s   {len(results) / ran.wall:,.1f} files/s, "
        f"{rows / ran.wall:,.0f} rows/s, {ran.cpu:.0f} s of CPU, {ran.peak / _MB:.0f} MB at most",
    )


def look(root: Path) -> None:
    ran = run("status", root / "province", "--json", passphrase=PASSPHRASE)
    with workspace(root / "province", PASSPHRASE) as opened:
        start = time.perf_counter()
        status = province_status(opened)
        seconds = time.perf_counter() - start
    came = sum(one.attendances for one in status.enrolled)
    say("status", f"{seconds:>10.2f} s   {ran.wall:.2f} s as a command; {came:,} attendances")


def answer(root: Path, townships: int) -> None:
    out = root / "down"
    ran = run(
        "send-down", root / "province", "--all", "--out", out, "--json", passphrase=PASSPHRASE
    )
    size = sum(file.stat().st_size for file in out.iterdir())
    say(
        "send down to all",
        f"{ran.wall:>10.1f} s   {townships / ran.wall:,.1f} files/s, "
        f"{size / townships / 1000:.1f} kB each, {ran.peak / _MB:.0f} MB at most",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make simulate`: a province takes in, counts and answers all its townships, and how fast.

Some weeks follow with losses, delays and doubles on both ways; in the end every township must have
at the province just what it wrote.

`make simulate TOWNSHIPS=100` for a smaller one; without it all real townships of the province.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from desktop.bundle.bundle import header_of
from desktop.foundation.paths import resources
from desktop.store import rows, tables
from desktop.sync.messages import Heard
from desktop.usecases.open_workspace import workspace
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.status import province_status
from desktop.usecases.workspace import Workspace
from tests.benchmarks.command import run
from tests.simulation.townships import Township

WEEKS = 4
"""The last one without losses."""

LOST, LATE, DOUBLED = 0.25, 0.10, 0.15
"""Shares of the files of a week; of the answers so many are lost as well."""

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
        identity = province.identity
        province.close()
        say("townships", f"{len(townships):>10,}")
        hand_up_all(townships, root / "first", identity.recipient)
        receive(root, root / "first", "first files")
        receive(root, root / "first", "the same files again")
        for week in range(1, WEEKS + 1):
            say("", f"      week {week}")
            carried = root / f"week{week}"
            hand_up_all(townships, carried, identity.recipient)
            if week < WEEKS:  # the last one heals all
                trouble(carried, root / f"week{week + 1}")
            receive(root, carried, "weekly files")
            answer(root, townships, identity.verify_key, 0 if week == WEEKS else LOST)
        look(root)
        lost = unequal(root, townships)
        say("townships not as at the province", f"{lost:>10,}")
        size = sum(file.stat().st_size for file in (root / "province").glob("qingqiao.db*"))
        say("database", f"{size / _MB:>10,.0f} MB")
    return 1 if lost else 0


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


def hand_up_all(townships: Sequence[Township], folder: Path, recipient: str) -> None:
    """Let each township write its file, the first one or one more week's."""
    folder.mkdir(exist_ok=True)
    rows = size = 0
    start = time.perf_counter()
    for one in townships:
        frames = one.week() if one.lsn else one.first()
        size += one.hand_up(frames, recipient, folder).stat().st_size
        rows += sum(len(some) for _, some in frames)
    seconds = time.perf_counter() - start
    say(
        "files made",
        f"{seconds:>10.1f} s   {rows:,} rows, {size / len(townships) / 1000:.1f} kB each",
    )


def trouble(folder: Path, later: Path) -> None:
    """Lose some of the files, let some come later, some twice, and some in both ways."""
    later.mkdir()
    files = list(folder.iterdir())
    for file in random.sample(files, round(len(files) * LATE)):
        file.rename(later / file.name)
    for file in random.sample(files, round(len(files) * DOUBLED)):
        if file.exists():
            shutil.copy(file, file.with_stem(f"{file.stem}(1)"))
            shutil.copy(file, later / file.name)
    for file in random.sample(files, round(len(files) * LOST)):
        file.unlink(missing_ok=True)


def receive(root: Path, folder: Path, what: str) -> None:
    """Take the folder in by the command, and tell how fast and in how much memory."""
    ran = run("take-in", root / "province", folder, "--json", passphrase=PASSPHRASE)
    results = json.loads(ran.out)
    came = sum(result["tally"]["new"] for result in results if result["tally"])
    if any(result["error"] or (result["tally"] or {}).get("refused") for result in results):
        raise RuntimeError("something was refused")
    say(
        f"take in {what}",
        f"{ran.wall:>10.1f} s   {len(results) / ran.wall:,.1f} files/s, "
        f"{came / ran.wall:,.0f} rows/s, {ran.cpu:.0f} s of CPU, {ran.peak / _MB:.0f} MB at most",
    )


def look(root: Path) -> None:
    ran = run("status", root / "province", "--json", passphrase=PASSPHRASE)
    with workspace(root / "province", PASSPHRASE) as opened:
        start = time.perf_counter()
        status = province_status(opened)
        seconds = time.perf_counter() - start
    came = sum(one.attendances for one in status.enrolled)
    say("status", f"{seconds:>10.2f} s   {ran.wall:.2f} s as a command; {came:,} attendances")


def answer(root: Path, townships: Sequence[Township], key: bytes, lost: float) -> None:
    """Send down to all; each township but the share that is `lost` hears its file."""
    out = root / "down"
    ran = run(
        "send-down", root / "province", "--all", "--out", out, "--json", passphrase=PASSPHRASE
    )
    files = list(out.iterdir())
    size = sum(file.stat().st_size for file in files)
    say(
        "send down to all",
        f"{ran.wall:>10.1f} s   {len(townships) / ran.wall:,.1f} files/s, {ran.cpu:.0f} s of CPU, "
        f"{size / len(townships) / 1000:.1f} kB each, {ran.peak / _MB:.0f} MB at most",
    )
    by_device = {one.device.hex(): one for one in townships}
    for file in files:
        if random.random() >= lost:
            by_device[header_of(file).recipient].hear(file, key)
    shutil.rmtree(out)


def unequal(root: Path, townships: Sequence[Township]) -> int:
    """Return how many townships the province has other rows of than they wrote, or not all."""
    with workspace(root / "province", PASSPHRASE) as opened, opened.store.read() as reader:
        return sum(
            one.acknowledged != one.lsn or rows.digest(reader.connection, one.code) != one.digest
            for one in townships
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

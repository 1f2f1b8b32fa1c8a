"""How long a start takes: `python -m tests.benchmarks.start [ROUNDS]`, after `make package`.

From the call to the first pixels on the screen: the frozen program's unlock window, a bare PySide6
window frozen by the same tool and with the same libraries, the same one with PySide6's own Python
compiled beforehand as in the program, and those Qt programs of Debian that are installed. All take
turns in every round, once with everything in the system's memory and, as root, once with nothing.
Medians; other work on the machine makes all of them longer.
"""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.screen_memory import ScreenMemory

ROOT = Path(__file__).parents[2]
COLLECTION = ROOT / "dist/qingqiao"
BARE = ROOT / "build/bare-window/dist/bare_window"
COMPILED = BARE.with_name("bare_window_compiled")
_SUPPORT = "lib/shiboken6/files.dir"
OTHERS = (("Picard", "picard"), ("Vorta", "vorta"), ("Electrum", "electrum"))
_PATIENCE = 90.0
_AFTER = 3.0
"""Seconds in which the memory reaches its height."""
_DROP = Path("/proc/sys/vm/drop_caches")


@dataclass(frozen=True)
class Start:
    """Seconds until the first pixels; CPU seconds until then; peak memory in MB."""

    seconds: float
    cpu: float
    memory: float


def freeze_bare_window() -> None:
    """Freeze the bare window with the tool of the package, and take away what the package lacks."""
    python = ROOT / "build/package-env/bin/python"
    words = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--strip"]
    words += ["--contents-directory", "lib", "--distpath", str(BARE.parent)]
    words += ["--workpath", str(BARE.parents[1] / "work"), "--specpath", str(BARE.parents[1])]
    words += ["--exclude-module", "PySide6.QtNetwork", "--exclude-module", "_ssl"]
    subprocess.run([*words, str(Path(__file__).with_name("bare_window.py"))], check=True)
    for file in sorted((BARE / "lib").rglob("*")):
        ours = COLLECTION / "lib" / file.relative_to(BARE / "lib")
        if not file.is_dir() and file.name != "base_library.zip" and not os.path.lexists(ours):
            file.unlink()
    shutil.rmtree(COMPILED, ignore_errors=True)
    shutil.copytree(BARE, COMPILED, symlinks=True)
    shutil.copytree(COLLECTION / _SUPPORT, COMPILED / _SUPPORT)


def programs(home: Path) -> dict[str, list[str]]:
    """Return the commands by name."""
    data = home / "data"
    data.mkdir()
    (data / "qingqiao.db").touch()  # asks for the passphrase; it is never opened
    found = {
        "bare window": [str(BARE / "bare_window")],
        "bare, compiled": [str(COMPILED / "bare_window")],
        "qingqiao": [str(COLLECTION / "qingqiao"), "--data", str(data)],
    }
    return found | {name: [program] for name, program in OTHERS if shutil.which(program)}


@contextmanager
def desktop(home: Path, screen: ScreenMemory) -> Iterator[dict[str, str]]:
    """Yield the environment of a desktop, with a session bus of its own.

    Where there is none, who asks for it waits until another program has tried to start one.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "DISPLAY": screen.display,
        "LANG": "C.UTF-8",
    }
    words = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as bus:
        assert bus.stdout is not None
        try:
            yield environment | {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}
        finally:
            bus.terminate()


def start(command: list[str], environment: dict[str, str], screen: ScreenMemory) -> Start:
    """Start a program, wait for its window, and end it."""
    before = screen.seen()
    begun = time.perf_counter()
    running = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        shown = screen.wait_for_change(before, _PATIENCE)
        cpu = _cpu_seconds(running.pid)
        time.sleep(_AFTER)
        memory = _peak_memory(running.pid)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    time.sleep(1)  # the screen is empty again
    return Start(shown - begun, cpu, memory)


def _cpu_seconds(process: int) -> float:
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


def _peak_memory(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def forget() -> bool:
    """Let the system forget every file it has in memory; False where that is not allowed."""
    if os.geteuid():
        return False
    os.sync()
    _DROP.write_text("3")
    return True


def main(rounds: int) -> None:
    """Measure in turns and print the medians."""
    if not (COLLECTION / "qingqiao").exists():
        raise SystemExit("先运行 make package")
    freeze_bare_window()
    warm: dict[str, list[Start]] = defaultdict(list)
    cold: dict[str, list[Start]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        ScreenMemory() as screen,
        desktop(Path(folder), screen) as environment,
    ):
        commands = programs(Path(folder))
        for command in commands.values():
            start(command, environment, screen)  # the first one writes settings and byte code
        for _ in range(rounds):
            for name, command in commands.items():
                warm[name].append(start(command, environment, screen))
            for name, command in commands.items():
                if forget():
                    cold[name].append(start(command, environment, screen))
    sys.stdout.write(f"{'':15}{'warm':>8}{'CPU':>8}{'cold':>8}{'MB':>8}\n")
    for name, starts in warm.items():
        chilly = [one.seconds for one in cold[name]]
        sys.stdout.write(
            f"{name:15}"
            f"{statistics.median(one.seconds for one in starts):8.2f}"
            f"{statistics.median(one.cpu for one in starts):8.3f}"
            + (f"{statistics.median(chilly):8.2f}" if chilly else f"{'-':>8}")
            + f"{statistics.median(one.memory for one in starts):8.0f}\n"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

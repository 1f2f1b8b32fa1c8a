"""`qingqiao self-test`: does this installation work on this PC?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from desktop.cli.terminal import emit, json_option, shown_progress
from desktop.foundation.build import BUILD
from desktop.foundation.input_methods import running, typing_words
from desktop.foundation.paths import default_data
from desktop.foundation.program import PROBE, itself
from desktop.usecases.selftest.diagnostics import report
from desktop.usecases.selftest.fault import FaultError
from desktop.usecases.selftest.run import Trial, self_test

_PATIENCE = 60
"""Seconds; a window that takes longer will not come."""


@click.command("self-test")
@click.option("--data", type=click.Path(path_type=Path), help="数据文件夹（默认为本机的）。")
@json_option
@click.pass_context
def command(ctx: click.Context, data: Path | None, as_json: bool) -> None:
    """自检：加密数据库、上报接收、字体、PDF、二维码、工作簿、磁盘、时间、窗口和打印机。"""
    trial = WindowTrial()
    with shown_progress() as progress:
        findings = self_test(data or default_data(), trial.trials, progress=progress)
    sound = all(finding.sound for finding in findings)
    result = {
        "version": BUILD.version,
        "revision": BUILD.revision,
        "sound": sound,
        "findings": findings,
    }

    def words() -> None:
        click.echo(report(findings), nl=False)
        click.echo("全部正常。" if sound else "有异常的项目，请按上面的办法处理。")

    emit(result, as_json, words)
    if not sound:
        ctx.exit(1)


class WindowTrial:
    """Another process of this program opens a window for a moment; what it saw there."""

    def __init__(self) -> None:
        self._unseen = _without_screen()
        self._found: dict[str, Any] | None = None

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The window first, then what it says of typing."""
        return (
            ("window", "窗口与打印机", self._window),
            ("typing", "中文输入", self._typing),
        )

    def _window(self) -> str:
        try:
            done = subprocess.run(
                [*itself(), PROBE],
                env={**os.environ, **({"QT_QPA_PLATFORM": "offscreen"} if self._unseen else {})},
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            )
            self._found = json.loads(done.stdout.decode().strip().splitlines()[-1])
        except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
            raise FaultError(
                f"窗口打不开（{type(error).__name__}）。",
                "请确认系统的图形界面正常，或重新安装青桥。",
            ) from error
        return _words(self._found, self._unseen)

    def _typing(self) -> str:
        if self._found is None or self._unseen:
            return "没有打开窗口，没有检查"
        return typing_words(
            self._found["input_method"],
            frozenset(self._found["input_plugins"]),
            running(),
            wayland=self._found["platform"] == "wayland",
        )


def _without_screen() -> bool:
    return sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
        or os.environ.get("QT_QPA_PLATFORM")
    )


def _words(found: dict[str, Any], unseen: bool) -> str:
    if not found["drawn"] or found["fonts_missing"]:
        raise FaultError("窗口画不出内容或缺少字体。", "请重新安装青桥。")
    screen = "没有显示器，只在内存里画过" if unseen else f"{found['screens']} 个屏幕"
    printers = f"{found['printers']} 台打印机" if found["printers"] else "没有安装打印机"
    return f"Qt {found['qt']}（{found['platform']}），{screen}，{printers}"

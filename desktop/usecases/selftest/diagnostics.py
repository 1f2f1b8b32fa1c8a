"""诊断信息: what support needs to see of an installation, without anything personal."""

from __future__ import annotations

import platform
import zipfile
from collections.abc import Iterable
from pathlib import Path

from desktop.foundation.build import BUILD
from desktop.foundation.files import replacing
from desktop.usecases.selftest.run import Finding


def report(findings: Iterable[Finding]) -> str:
    """Return the findings as lines of words; a finding names no person and no folder."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    lines = [
        f"青桥 {BUILD.version}（{BUILD.revision}）",
        f"{system}，Python {platform.python_version()}",
    ]
    lines += [
        f"{'正常' if one.sound else '异常'}  {one.title}：{one.words}（{one.seconds:.1f} 秒）"
        for one in findings
    ]
    return "\n".join(lines) + "\n"


def write_diagnostics(target: Path, findings: Iterable[Finding], logs: Path) -> int:
    """Write the findings and the program's log to a zip file; return how many parts it has.

    Logs hold no personal data by the rule of `foundation.log`. Raises `WriteError`.
    """
    files = sorted(logs.glob("qingqiao.log*"))
    with replacing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("自检.txt", report(findings))
        for log in files:
            parts.write(log, log.name)
    return 1 + len(files)

"""Makes sure that Python can make environments: Debian packs the module for it apart."""

from __future__ import annotations

import subprocess
import sys

from system_packages import ensure


def missing() -> list[str]:
    """Modules that this Python asks for in vain."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return ["venv"] if subprocess.run(probe, capture_output=True, check=False).returncode else []


def main() -> int:
    """Exit 0 when it is there, else 1 with the one command that would help."""
    lacking, command = ensure([f"python3.{sys.version_info.minor}-venv"], missing)
    if lacking:
        sys.stderr.write(f"缺少 Python 的 venv 模块。请用管理员身份执行：{command}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

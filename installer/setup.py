"""Makes the virtual environment: `setup.py VENV REQUIREMENTS`, standard library only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
VENV_MODULE = Path(__file__).parent / "linux/venv_module.py"


def main(venv: Path, requirements: Path) -> int:
    """Create `venv`, install the pinned requirements by hash and this package in place."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.stderr.write(
            f"青桥需要 Python 3.11 至 3.13，当前是 {sys.version.split()[0]}。\n"
            "请安装合适的版本，或用 make PYTHON=python3.12 指定。\n"
        )
        return 1
    if subprocess.run([sys.executable, str(VENV_MODULE)], check=False).returncode:
        return 1
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    # The list is complete, so pip need not resolve: resolving, older pips take the newest
    # release for a requirement with extras and then refuse it for having no pin.
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(requirements)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], check=True)
    subprocess.run([str(python), "-m", "pip", "check"], check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

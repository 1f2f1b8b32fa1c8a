"""The portable program: `portable.py COLLECTION TARGET` writes a zip; standard library only."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAG = "青桥便携版：有这个文件在，数据就放在这个文件夹的 data 里，可以整个带走。\r\n"


def version() -> str:
    """Return the version of the program."""
    text = (ROOT / "desktop/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "(.+)"', text)
    if found is None:
        raise SystemExit("desktop/__init__.py names no version")
    return found[1]


def portable(collection: Path, target: Path) -> Path:
    """Write the zip, to be unpacked onto a stick and started from there, into a folder."""
    file = target / f"qingqiao-{version()}-portable.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sorted(collection.rglob("*")):
            if one.is_file():
                packed.write(one, Path("qingqiao") / one.relative_to(collection))
        packed.writestr("qingqiao/portable.flag", FLAG)
    return file


if __name__ == "__main__":
    portable(Path(sys.argv[1]), Path(sys.argv[2]))

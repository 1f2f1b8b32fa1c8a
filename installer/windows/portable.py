"""The portable program: `portable.py COLLECTION TARGET` writes a zip; standard library only."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from desktop import __version__  # noqa: E402 - the checkout, installed or not

VERSION = __version__
SETUP, PACKED = f"qingqiao-{VERSION}-setup.exe", f"qingqiao-{VERSION}-portable.zip"
"""The names of the two packages of this version."""

FLAG = "青桥便携版：有这个文件在，数据就放在这个文件夹的 data 里，可以整个带走。\r\n"


def portable(collection: Path, target: Path) -> Path:
    """Write the zip, to be unpacked onto a stick and started from there, into a folder."""
    file = target / PACKED
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sorted(collection.rglob("*")):
            if one.is_file():
                packed.write(one, Path("qingqiao") / one.relative_to(collection))
        packed.writestr("qingqiao/portable.flag", FLAG)
    return file


if __name__ == "__main__":
    portable(Path(sys.argv[1]), Path(sys.argv[2]))

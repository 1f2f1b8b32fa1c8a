"""What a package says of itself: `build_notes.py FOLDER [NOTE]` writes build.json and the licences.

The licences (NOTE third-party.txt) are told by the environment that is frozen, whose installed
packages are the ones that are named; build.json needs git. Without NOTE both are written.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path

from bundled_libraries import library_notes, unnamed

BUILDING = {"qingqiao", "pip", "setuptools", "packaging", "altgraph", "pefile", "macholib"}
"""Used to build, or ourselves; PyInstaller's starter is in the package, so it is named."""

RESOURCES = Path(__file__).parents[1] / "resources"
OURS = {
    "思源黑体（Noto Sans SC）": "fonts/LICENSE-NotoSansSC.txt",
    "思源宋体（Noto Serif SC）": "fonts/LICENSE-NotoSerifSC.txt",
    "霞鹜文楷（LXGW WenKai）": "fonts/LICENSE-LXGWWenKai.txt",
    "青桥生僻字（Qingqiao Rare）": "fonts/LICENSE-QingqiaoRare.txt",
    "图标 Tabler Icons": "icons/LICENSE",
}
"""Fonts and icons of others, and the texts of their licences in the resources."""

_LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")
_TEXTS = {"", ".txt", ".md", ".rst"}
_RULE = "=" * 78


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], capture_output=True, text=True, check=True
    ).stdout.strip()


def build_note() -> dict[str, str]:
    """Return the revision of the sources and when it was made."""
    made = datetime.fromtimestamp(int(_git("log", "-1", "--format=%ct")), UTC)
    changed = "+" if _git("status", "--porcelain", "--untracked-files=no") else ""
    return {"revision": _git("rev-parse", "--short", "HEAD") + changed, "made": made.isoformat()}


def _licence(package: Distribution) -> str:
    """Return the licence in a few words, from whichever field the package says it in."""
    for field in ("License-Expression", "License"):
        said = str((package.metadata.get_all(field) or [""])[0])
        if said and "\n" not in said:
            return said
    named = [one for one in package.metadata.get_all("Classifier") or [] if "License ::" in one]
    return "; ".join(one.rsplit("::", 1)[-1].strip() for one in named) or "see below"


def _texts(package: Distribution) -> list[str]:
    """Return the texts of a package's licences, also those of what is built into it."""
    files = [
        file
        for file in package.files or []
        if (file.name.upper().startswith(_LICENCE_FILES) and file.suffix in _TEXTS)
        or "licenses" in file.parts
    ]
    found = [Path(str(file.locate())) for file in files]
    return [file.read_text(encoding="utf-8", errors="replace") for file in found if file.is_file()]


def third_party() -> str:
    """Return names, versions, licences and licence texts of everything that is in the package."""
    parts = [
        "本程序包含下列第三方软件、字体和图标，版权归各自作者所有。",
        f"Python {sys.version.split()[0]}: PSF License Version 2",
        *(file.read_text(encoding="utf-8") for file in Path(sys.base_prefix).glob("LICENSE*")),
    ]
    for package in sorted(distributions(), key=lambda one: one.metadata["Name"].lower()):
        name = package.metadata["Name"]
        if name.lower() in BUILDING:
            continue
        parts += [_RULE, f"{name} {package.version}: {_licence(package)}", *_texts(package)]
    for note in library_notes():
        parts += [_RULE, note]
    for name, file in OURS.items():
        parts += [_RULE, name, (RESOURCES / file).read_text(encoding="utf-8")]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


NOTES: dict[str, Callable[[], str]] = {
    "build.json": lambda: json.dumps(build_note(), indent=1) + "\n",
    "third-party.txt": third_party,
}


def check(collection: Path) -> None:
    """End with an error where a library in the collection is named nowhere."""
    brought = {file.name for package in distributions() for file in package.files or []}
    if found := unnamed(collection, brought):
        raise SystemExit("named in no notice:\n" + "\n".join(found))


def main(folder: Path, wanted: Sequence[str]) -> None:
    """Write the notes that are wanted into `folder`, both where none is named."""
    folder.mkdir(parents=True, exist_ok=True)
    for note in wanted or NOTES:
        (folder / note).write_text(NOTES[note](), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), sys.argv[2:])

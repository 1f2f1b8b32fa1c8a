"""Fills resources/fonts: `fonts.py [FOLDER]`, run only when a font is to be renewed.

Fetches the packages by name with npm, apt-get and dpkg-deb (a Debian machine), takes the fonts
out of them unchanged, cuts the rare-character fallback and copies every licence. The fonts lie in
the repository, so neither a clone nor a build needs this script; it is here so that anyone can
repeat the step.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NPM = {
    "@expo-google-fonts/noto-sans-sc@0.4.3": "NotoSansSC",
    "@expo-google-fonts/noto-serif-sc@0.4.3": "NotoSerifSC",
}
WEIGHTS = {"400Regular": "Regular", "700Bold": "Bold"}
WENKAI, HANAZONO = "fonts-lxgw-wenkai", "fonts-hanazono"
RARE = "QingqiaoRare"


def _npm(package: str, family: str, work: Path, out: Path) -> None:
    done = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=work, check=True, capture_output=True, text=True
    )
    with tarfile.open(work / done.stdout.strip()) as pack:
        wanted = {"package/LICENSE_FONT": out / f"LICENSE-{family}.txt"} | {
            f"package/{folder}/{family}_{folder}.ttf": out / f"{family}-{weight}.ttf"
            for folder, weight in WEIGHTS.items()
        }
        for inside, target in wanted.items():
            source = pack.extractfile(inside)
            if source is None:
                raise FileNotFoundError(inside)
            target.write_bytes(source.read())


def _debian(package: str, work: Path) -> Path:
    """Fetch and unpack a Debian package; returns the folder that stands for its root."""
    subprocess.run(["apt-get", "download", package], cwd=work, check=True)
    (archive,) = work.glob(f"{package}_*.deb")
    root = work / package
    subprocess.run(["dpkg-deb", "-x", str(archive), str(root)], check=True)
    return root


def cut_rare(source: Path, have: Path, target: Path) -> int:
    """Write to `target` what `source` draws and `have` does not; returns how many characters.

    Glyphs stay TrueType outlines. Names of glyphs, hints and vertical metrics go: no document
    and no view uses them. The cut gets a name of its own so that nobody takes it for the whole.
    """
    font = TTFont(source, recalcTimestamp=False)
    missing = set(font.getBestCmap()) - set(TTFont(have, lazy=True).getBestCmap())
    options = Options(hinting=False, glyph_names=False, notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "BASE", "FFTM", "GDEF", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=missing)
    subsetter.subset(font)
    names = font["name"]
    copyright_notice = names.getDebugName(0)
    names.names.clear()
    for number, text in enumerate(
        (copyright_notice, RARE, "Regular", f"{RARE} 1.0", RARE, "Version 1.0", RARE)
    ):
        names.setName(text, number, 3, 1, 0x409)
    font.save(target)
    return len(missing)


def main(out: Path) -> int:
    """Fetch, cut and copy into `out`, replacing what is there."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for package, family in NPM.items():
            _npm(package, family, work, out)
        wenkai, hanazono = _debian(WENKAI, work), _debian(HANAZONO, work)
        fonts = "usr/share/fonts/truetype"
        shutil.copyfile(
            wenkai / fonts / "lxgw-wenkai/LXGWWenKai-Regular.ttf", out / "LXGWWenKai-Regular.ttf"
        )
        shutil.copyfile(
            wenkai / "usr/share/doc" / WENKAI / "copyright", out / "LICENSE-LXGWWenKai.txt"
        )
        shutil.copyfile(
            hanazono / "usr/share/doc" / HANAZONO / "copyright", out / f"LICENSE-{RARE}.txt"
        )
        count = cut_rare(
            hanazono / fonts / "hanazono/HanaMinB.ttf",
            out / "NotoSerifSC-Regular.ttf",
            out / f"{RARE}.ttf",
        )
    sys.stdout.write(f"{RARE}: {count} characters\n")
    return 0


if __name__ == "__main__":
    default = Path(__file__).parents[1] / "resources" / "fonts"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))

"""Libraries that come along inside others' packages or from the building system.

What a package's own licence files do not name is named here; `unnamed` finds what nobody names.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator
from fnmatch import fnmatch
from pathlib import Path

_HERE = Path(__file__).parent

INSIDE_OTHERS = (
    ("Qt 6 (qtbase, qtsvg, qtwayland)", "LGPL-3.0-only", "PySide6"),
    ("ICU 73", "Unicode-3.0", "Qt"),
    ("HarfBuzz", "MIT-Modern-Variant", "Qt"),
    ("FreeType 2", "FTL", "Qt"),
    ("libpng", "libpng-2.0", "Qt"),
    ("libjpeg-turbo", "IJG AND BSD-3-Clause", "Qt"),
    ("PCRE2", "BSD-3-Clause", "Qt"),
    ("zlib", "Zlib", "Qt"),
    ("double-conversion", "BSD-3-Clause", "Qt"),
    ("MD4C", "MIT", "Qt"),
    ("BLAKE2, SHA-1, SHA-3, TinyCBOR, xkbcommon keysyms and other small parts", "see Qt", "Qt"),
    ("SQLCipher", "BSD-3-Clause", "sqlcipher3"),
    ("SQLite", "Public Domain", "sqlcipher3"),
    ("OpenSSL 3", "Apache-2.0", "sqlcipher3, cryptography"),
    ("age (rage), and the Rust crates that it is built from", "MIT OR Apache-2.0", "pyrage"),
    ("PyO3 and the Rust crates of these packages", "MIT OR Apache-2.0", "cryptography, pydantic"),
    ("ZXing-C++", "Apache-2.0", "zxing-cpp"),
    ("Zstandard", "BSD-3-Clause", "zstandard"),
    ("PDFium and what it is built from", "Apache-2.0 AND BSD-3-Clause", "pypdfium2, text below"),
)
"""Name, licence, and in which package."""

OF_THE_SYSTEM = {
    "libpython3*": ("Python", "PSF-2.0"),
    "python3*.dll": ("Python", "PSF-2.0"),
    "_*.pyd": ("Python", "PSF-2.0"),
    "pyexpat.pyd": ("Python", "PSF-2.0"),
    "select.pyd": ("Python", "PSF-2.0"),
    "unicodedata.pyd": ("Python", "PSF-2.0"),
    "libbz2*": ("bzip2", "bzip2-1.0.6"),
    "libcrypto*": ("OpenSSL", "Apache-2.0"),
    "libexpat*": ("Expat", "MIT"),
    "libffi*": ("libffi", "MIT"),
    "liblzma*": ("XZ Utils (liblzma)", "0BSD AND Public Domain"),
    "libuuid*": ("util-linux (libuuid)", "BSD-3-Clause"),
    "libz.*": ("zlib", "Zlib"),
    "libxcb-[cikrux]*": ("XCB utilities", "MIT"),
    "libxkbcommon*": ("libxkbcommon", "MIT"),
    "msvcp140*": ("Microsoft Visual C++ runtime", "redistributable, Microsoft's terms"),
    "vcruntime140*": ("Microsoft Visual C++ runtime", "redistributable, Microsoft's terms"),
    "ucrtbase*": ("Microsoft C runtime", "redistributable, Microsoft's terms"),
    "api-ms-win-*": ("Microsoft C runtime", "redistributable, Microsoft's terms"),
}
"""By file name: what it is, and its licence."""

_QT = """\
Qt 和 PySide6 依据 LGPL 第 3 版使用，没有改动：它们是 lib/PySide6 里各自独立的动态库，
可以换成自己编译的同一版本（接口相同即可）。源代码由 Qt 公司随同一版本公开提供，
也可向本程序的提供者索取。Qt 自身所含第三方部分的完整清单和许可，
见 Qt 6 文档的“Licenses Used in Qt”一章。下面是 LGPL 和它所引用的 GPL 的全文。"""


def library_notes() -> Iterator[str]:
    """Yield what is to be said of all these libraries."""
    yield "其他软件包里含有的库：\n" + "\n".join(
        f"- {name}: {licence}（在 {where} 里）" for name, licence, where in INSIDE_OTHERS
    )
    yield "随附的系统库：\n" + "\n".join(
        f"- {name}: {licence}" for name, licence in dict.fromkeys(OF_THE_SYSTEM.values())
    )
    yield _QT
    for name in ("LGPL-3.0.txt", "GPL-3.0.txt"):
        yield (_HERE / "licences" / name).read_text(encoding="utf-8")
    for package in _debian_packages():
        text = Path("/usr/share/doc") / package / "copyright"
        if text.is_file():
            yield f"{package}:\n\n{text.read_text(encoding='utf-8', errors='replace')}"


def _debian_packages() -> list[str]:
    """Return the Debian packages that the system's libraries come from; none elsewhere."""
    names = [f"*/{pattern}" for pattern in OF_THE_SYSTEM if pattern.startswith("lib")]
    try:
        listed = subprocess.run(
            ["dpkg-query", "-S", *names], capture_output=True, text=True, check=False
        ).stdout
    except FileNotFoundError:
        return []
    libraries = [line for line in listed.splitlines() if ".so" in line and "/debug/" not in line]
    packages = {line.partition(":")[0] for line in libraries}
    return sorted(package for package in packages if not package.endswith("-dev"))


def unnamed(collection: Path, of_wheels: Collection[str]) -> list[str]:
    """Return the libraries in a frozen collection that neither a wheel nor this list names.

    `of_wheels` are the names of the files that the wheels brought.
    """
    libraries = [
        file
        for file in sorted((collection / "lib").rglob("*"))
        if file.is_file() and (".so" in file.name or file.suffix.lower() in {".dll", ".pyd"})
    ]
    return [
        str(file.relative_to(collection))
        for file in libraries
        if file.name not in of_wheels
        and "lib-dynload" not in file.parts  # Python's own
        and not any(fnmatch(file.name.lower(), pattern) for pattern in OF_THE_SYSTEM)
    ]

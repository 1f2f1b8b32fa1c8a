"""Files that are small outside and enormous inside, tried in a process that may not grow much."""

from __future__ import annotations

import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import zstandard

from desktop.foundation.errors import QingqiaoError
from desktop.usecases.certificate.verify import verify_file
from desktop.usecases.exchange.issuers import Trust
from desktop.usecases.exchange.join import join
from desktop.usecases.importing.run_import import run_import
from desktop.usecases.province.one_by_one import UnforeseenError
from desktop.usecases.roster.import_roster import ROSTER_IMPORT
from tests.hostile.forge import frame, seal_enrolment_plain, seal_payload, seal_plain, sign_lines
from tests.hostile.snapshot import dump_digest, files
from tests.hostile.stage import Stage, private_stage
from tests.unit.exchange_world import ONE, PASSPHRASE

MORE = 300_000_000
"""Bytes of address space that a try may take beside what the program has."""

SECONDS = 20
_PIECE = 1 << 20

Attack = Callable[[Path], object]


def defuse(group: str) -> dict[str, str]:
    """Try all bombs of a group; returns by name what broke the law, nothing when all is well.

    To be called in a process of its own, which is limited for good.
    """
    with private_stage() as stage, TemporaryDirectory() as folder:
        made = list(GROUPS[group](stage, Path(folder)))
        ends = [stage.province, stage.peer]
        before = [(dump_digest(end.workspace.store), files(end.root)) for end in ends]
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MORE, size + MORE))
        faults = {path.stem: fault for path, attack in made if (fault := _fault(path, attack))}
        if [(dump_digest(end.workspace.store), files(end.root)) for end in ends] != before:
            faults["all"] = "the data changed"
        return faults


def _fault(path: Path, attack: Attack) -> str:
    """Return what is wrong with how a bomb was refused."""
    began = time.monotonic()
    try:
        attack(path)
    except QingqiaoError as error:
        fault = _in_words(error)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it has no name
        fault = repr(error)
    else:
        fault = "it was accepted"
    took = time.monotonic() - began
    print(f"{path.name:<40}{took:6.2f} s", file=sys.stderr)  # noqa: T201 - shown when a test fails
    return fault or (f"{took:.1f} s" if took > SECONDS else "")


def _in_words(error: QingqiaoError) -> str:
    """Tell what an error lacks; one that only stands for a full memory came too late."""
    if isinstance(error, UnforeseenError):
        return error.message
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return f"the memory was full: {error}"
        cause = cause.__cause__ or cause.__context__
    return "" if error.message and error.hint else f"without words: {error!r}"


def _zeros(count: int) -> Iterator[bytes]:
    for start in range(0, count, _PIECE):
        yield bytes(min(_PIECE, count - start))


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _filled(head: bytes, fill: bytes, count: int) -> Iterator[bytes]:
    """Yield a frame of `head` and `count` times `fill`."""
    yield (len(head) + len(fill) * count).to_bytes(4, "big") + head
    many = _PIECE // len(fill)
    for start in range(0, count, many):
        yield fill * min(many, count - start)


def _frames() -> dict[str, Callable[[], Iterator[bytes]]]:
    """Return frames to follow a manifest, or to stand for one."""
    most = 1 << 26
    row = b"\xdd" + (6000).to_bytes(4, "big") + b"\xc0" * 6000
    rows = b"\xdd" + (10_000).to_bytes(4, "big")
    return {
        "zeros": lambda: (p for _ in range(8) for p in _filled(b"", b"\0", most)),
        "deep": lambda: _filled(b"\x92\xa7student", b"\x91", most - 100),
        "deep, unknown": lambda: _filled(b"\x92\xa6mascot", b"\x91", most - 100),
        "wide rows": lambda: _filled(b"\x92\xa7student" + rows, row, 10_000),
        "wide rows, unknown": lambda: _filled(b"\x92\xa6mascot" + rows, row, 10_000),
        "one wide row": lambda: _filled(
            b"\x92\xa7student\x91\xdd" + (most - 100).to_bytes(4, "big"), b"\xc0", most - 100
        ),
        "empty rows": lambda: _filled(
            b"\x92\xa7student\xdd" + (most - 100).to_bytes(4, "big"), b"\x90", most - 100
        ),
        "five million empty ones": lambda: (
            frame(b"\x92\xa7student\x90") * 10_000 for _ in range(500)
        ),
        "lengths": lambda: iter([frame(b"\x92\xa7student\xdd" + b"\xff" * 4)]),
        "bytes": lambda: iter([frame(b"\x92\xa7student\x91\x91\xc6" + b"\xff" * 4)]),
        "map": lambda: iter([frame(b"\xdf" + b"\xff" * 4)]),
    }


def _manifests(manifest: dict[str, object]) -> dict[str, Callable[[], Iterator[bytes]]]:
    def listing(name: str, item: bytes, count: int) -> Callable[[], Iterator[bytes]]:
        rest = msgspec.msgpack.encode({key: v for key, v in manifest.items() if key != name})
        assert rest[0] & 0xF0 == 0x80 or rest[0] == 0xDE
        count_at = 1 if rest[0] != 0xDE else 3
        entries = len(manifest) - (name in manifest) + 1
        head = b"\xde" + entries.to_bytes(2, "big") + rest[count_at:]
        head += msgspec.msgpack.encode(name) + b"\xdd" + count.to_bytes(4, "big")
        return lambda: _filled(head, item, count)

    return {
        "chain": listing("chain", b"\x92\x01\xc4\x20" + bytes(32), 1_800_000),
        "lineage": listing("lineage", b"\x93\x01\x01\x01", 16_000_000),
        "unknown": listing("mascot", b"\x90", 66_000_000),
        "tables": listing("tables", b"\x90", 66_000_000),
    }


def _inside(stage: Stage, folder: Path, direction: str) -> Iterator[tuple[Path, Attack]]:
    """Yield bundles that are rightly sealed around what is enormous."""
    opened = stage.opened(direction)
    ends = (stage.peer, stage.province) if direction == "up" else (stage.province, stage.peer)
    sender, reader = (end.workspace.identity for end in ends)
    first = frame(msgspec.msgpack.encode(opened.manifest))
    bodies = {name: _after(first, made()) for name, made in _frames().items()}
    bodies |= {f"manifest {name}": _frames()[name]() for name in ("deep", "one wide row", "map")}
    bodies |= {f"manifest of {name}": m() for name, m in _manifests(opened.manifest).items()}
    for name, body in bodies.items():
        path = folder / f"{name}.qqb"
        path.write_bytes(seal_plain(_packed(body), opened.header, sender, reader.recipient))
        yield path, _offer(stage, direction)


def _offer(stage: Stage, direction: str) -> Attack:
    def offer(path: Path) -> None:
        up = direction == "up"
        (result,) = stage.world.receive(path) if up else stage.peer.take_in(path)
        if result.error is not None:
            raise result.error

    return offer


def _bundles_down(stage: Stage, folder: Path) -> Iterator[tuple[Path, Attack]]:
    yield from _inside(stage, folder, "down")


def _bundles(stage: Stage, folder: Path) -> Iterator[tuple[Path, Attack]]:
    yield from _inside(stage, folder, "up")
    opened, sender, offer = stage.opened("up"), stage.peer.workspace.identity, _offer(stage, "up")
    payload = stage.up.read_bytes().split(b"\n", 3)[3]
    start, rest = payload.split(b"\n", 1)
    for name, content in {
        "stanzas": seal_payload(
            start + b"\n" + b"-> X a\nAAAA\n" * 1_000_000, opened.header, sender
        ),
        "stanza": seal_payload(start + b"\n-> X" + b"a" * 50_000_000 + rest, opened.header, sender),
        "clear line": b"qingqiao-bundle/1\n" + b" " * 100_000_000 + b"\n" + rest,
        "signed clear line": sign_lines(b"qingqiao-bundle/1\n" + b"[" * 10_000_000, sender) + rest,
        "first line": b"qingqiao-bundle/" + b"1" * 100_000_000,
        "signature": b"\n".join([*stage.up.read_bytes().split(b"\n", 2)[:2], b"A" * 10**8]),
    }.items():
        path = folder / f"{name}.qqb"
        path.write_bytes(content)
        yield path, offer


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
    yield frame(b"\xc1")  # in case that what comes before are only rows, each refused alone


def _enrolments(stage: Stage, folder: Path) -> Iterator[tuple[Path, Attack]]:
    given = stage.world.enrol(ONE)
    notice = given.path.read_bytes().split(b"\n", 2)[1]
    contents = {
        name: seal_enrolment_plain(notice, b"".join(_packed(made())), given.code)
        for name, made in _frames().items()
    }
    contents["cover"] = b"qingqiao-enrolment/1\n" + b"[" * 30_000_000
    contents["first line"] = b"qingqiao-enrolment/" + b"1" * 30_000_000
    contents["too large"] = bytes(60_000_000)
    for name, content in contents.items():
        path = folder / f"{name}.qqe"
        path.write_bytes(content)
        yield path, lambda path: join(path, given.code, folder / "new", PASSPHRASE)


def _pictures(_: Stage, folder: Path) -> Iterator[tuple[Path, Attack]]:
    made = {f"{side} {kind}.png": _png(side, kind) for side in (8_000, 60_000) for kind in (0, 6)}
    made |= {f"page {side}.pdf": _pdf(side) for side in (3_000, 14_400, 1_000_000)}
    for name, content in made.items():
        path = folder / name
        path.write_bytes(content)
        yield path, lambda path: verify_file(path, Trust({}, frozenset()))


def _png(side: int, kind: int) -> bytes:
    """Return a black square; `kind` 0 is grey, 6 four bytes a pixel."""
    packer = zlib.compressobj(9)
    line = bytes(1 + side * (4 if kind == 6 else 1))
    lines = side if side < 10_000 else 100  # no reader gets so far
    packed = b"".join([*(packer.compress(line) for _ in range(lines)), packer.flush()])
    head = struct.pack(">IIBBBBB", side, side, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _pdf(side: int) -> bytes:
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%%%EOF\n" % (side, side)
    )


def _workbooks(stage: Stage, folder: Path) -> Iterator[tuple[Path, Attack]]:
    sheet, strings, styles = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
    bombs: dict[str, dict[str, tuple[bytes, bytes, int]]] = {
        "an enormous sheet": {sheet: (b"<worksheet>", b" ", 400_000_000)},
        "a huge row": {sheet: (_ONE_ROW, b"<c/>", 290_000_000)},
        "a huge row with comments": {sheet: (_ONE_ROW, b"<c/><!--<row >-->", 290_000_000)},
        "a huge text": {sheet: (_ONE_ROW + b'<c t="str"><v>', b"a", 290_000_000)},
        "strings": {strings: (_SPACE % b"sst", b"<si><t>ab</t></si>", 70_000_000)},
        "styles": {styles: (_SPACE % b"styleSheet", b"<xf/>", 40_000_000)},
        "book": {"xl/workbook.xml": (_SPACE % b"workbook", b"<a/>", 40_000_000)},
    }
    for name, parts in bombs.items():
        yield _workbook(folder / f"{name}.xlsx", parts), lambda p: _import(stage, p)
    many = folder / "parts.xlsx"
    with zipfile.ZipFile(many, "w") as book:
        for number in range(12_000):
            book.writestr(zipfile.ZipInfo(f"{number}"), b"")
    yield many, lambda path: _import(stage, path)


def _import(stage: Stage, path: Path) -> None:
    run_import(stage.peer.workspace, ROSTER_IMPORT, path)


_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPACE = b'<%s xmlns="' + _MAIN + b'">'


_ONE_ROW = _SPACE % b"worksheet" + b"<sheetData><row>"


def _workbook(path: Path, parts: dict[str, tuple[bytes, bytes, int]]) -> Path:
    """Write a workbook some of whose parts are a start and then one thing up to a size."""
    import openpyxl  # noqa: PLC0415 - only here

    plain = path.with_suffix(".plain")
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name not in parts]
        for name in names:
            new.writestr(name, old.read(name))
        for name, (start, fill, size) in parts.items():
            with new.open(name, "w", force_zip64=True) as part:
                part.write(start)
                piece = fill * (_PIECE // len(fill))
                for _ in range(size // len(piece)):
                    part.write(piece)
    plain.unlink()
    return path


GROUPS: dict[str, Callable[[Stage, Path], Iterator[tuple[Path, Attack]]]] = {
    "bundles": _bundles,
    "bundles down": _bundles_down,
    "enrolments": _enrolments,
    "pictures": _pictures,
    "workbooks": _workbooks,
}

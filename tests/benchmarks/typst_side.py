"""Typst's side of the certificates: run in an environment of its own, see compare_paper.py."""

from __future__ import annotations

import json
import resource
import sys
import time
from math import isqrt
from pathlib import Path

started, fonts, folder = float(sys.argv[1]), sys.argv[2], Path(sys.argv[3])

import typst  # noqa: E402 - the clock runs already
import zxingcpp  # noqa: E402
from PIL import Image  # noqa: E402

COMPILER = typst.Compiler(
    str(folder / "certificates.typ"),
    root=str(folder),
    font_paths=[fonts],
    ignore_system_fonts=True,
)


def used() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def render(batch: str) -> bytes:
    """Draw the codes as pictures of a bit a module, the quickest that typst takes, then compile."""
    people = json.loads((folder / f"{batch}.json").read_text("utf-8"))
    for number, person in enumerate(people):
        code = zxingcpp.create_barcode(
            person["qr_text"], zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=3
        )
        image = code.to_image(scale=1, add_quiet_zones=False)
        cells = memoryview(image).tobytes()  # type: ignore[arg-type]  # the stub leaves the buffer out
        side = isqrt(len(cells))
        picture = Image.frombytes("L", (side, side), cells).convert("1")
        person["code"] = f"{batch}-{number}.png"
        picture.save(folder / person["code"])
    (folder / f"{batch}-coded.json").write_text(json.dumps(people), "utf-8")
    inputs = {"data": f"{batch}-coded.json"}
    pdf: bytes = COMPILER.compile(format="pdf", sys_inputs=inputs, pdf_tags=False)
    return pdf


first = render("first")
(folder / "typst.pdf").write_bytes(first)
cold, cold_used = time.time() - started, used()
begun = time.time()
second = render("second")
warm = time.time() - begun
print(  # noqa: T201 - the answer
    json.dumps(
        {
            "cold": cold,
            "cold_used": cold_used,
            "warm": warm,
            "warm_used": used() - cold_used,
            "size": len(first),
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    )
)

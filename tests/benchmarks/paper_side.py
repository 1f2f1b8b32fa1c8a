"""This program's side of the certificates, in a process of its own, see compare_paper.py."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

started, folder = float(sys.argv[1]), Path(sys.argv[2])

from desktop.documents.certificate import Certificate, render_certificates  # noqa: E402 - timed
from desktop.domain.terms import CertificateLook  # noqa: E402


def used() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def render(batch: str) -> bytes:
    people = json.loads((folder / f"{batch}.json").read_text("utf-8"))
    return render_certificates(
        [
            Certificate(
                serial=person["serial"],
                name=person["name"],
                look=CertificateLook.RED,
                caption=person["caption"],
                heading=person["heading"],
                salutation=person["salutation"],
                body=person["body"],
                period=person["period"],
                minutes=person["minutes"],
                issuer=person["issuer"],
                issued_on=date.fromisoformat(person["issued_on"]),
                qr_text=person["qr_text"],
            )
            for person in people
        ]
    )


first = render("first")
(folder / "ours.pdf").write_bytes(first)
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

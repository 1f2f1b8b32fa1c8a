"""Test vectors of the exchange files, for this program and for others that read the format.

`python -m tests.golden.bundle_vectors` makes them anew from an invented township. Every key is in
`vectors.json`, so nothing here protects anything.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from desktop.bundle.bundle import open_bundle
from desktop.bundle.enrolment import open_enrolment
from desktop.bundle.identity import Identity
from desktop.foundation.files import read_bytes, write_bytes
from desktop.store.tables import Student
from tests.unit.exchange_world import World

FOLDER = Path(__file__).parents[1] / "data" / "bundles"
NAMES = ("张䶮", "李𬭎", "王㛃", "赵𠅤")
_LIMIT = 64 << 20


def readable(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a decoded frame as JSON can hold it: bytes as {"hex": …}."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {str(key): readable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [readable(inner) for inner in value]
    return value


def make(folder: Path) -> None:
    """Write an enrolment file, a hand-up, its answer, and what is in them, to `folder`."""
    with tempfile.TemporaryDirectory() as workdir:
        world = World(Path(workdir))
        enrolled = world.enrol()
        peer = world.join(enrolled=enrolled)
        first, *_ = peer.add(*NAMES)
        peer.rename(first, "张䶮之")
        up = world.bundle(peer)
        (received,) = world.receive(up)
        if received.error:
            raise received.error
        colleague = world.join()
        world.round(colleague)
        with colleague.workspace.store.write() as writer:
            writer.get(Student, first).phone = "13900000001"
        peer.rename(first, "张䶮知")
        for pc in (colleague, peer):
            world.up(pc)
        down = world.answer(peer)
        device, province = peer.workspace.identity, world.province.workspace.identity
        files = {"enrolment.qqe": enrolled.path, "hand-up.qqb": up, "send-down.qqb": down}
        for name, path in files.items():
            write_bytes(folder / name, read_bytes(path, _LIMIT))
        vectors = {
            "enrolment.qqe": {
                "code": enrolled.code,
                "frames": _enrolment(enrolled.path, enrolled.code),
            },
            "hand-up.qqb": _bundle(up, device, province, Path(workdir)),
            "send-down.qqb": _bundle(down, province, device, Path(workdir)),
        }
        world.close()
    write_bytes(folder / "vectors.json", (json.dumps(vectors, ensure_ascii=False) + "\n").encode())


def _enrolment(path: Path, code: str) -> list[Any]:
    frames = open_enrolment(read_bytes(path, _LIMIT), code)
    return [readable(msgspec.msgpack.decode(frame)) for frame in frames]


def _bundle(path: Path, sender: Identity, recipient: Identity, workdir: Path) -> dict[str, Any]:
    with open_bundle(
        path, verify_key=sender.verify_key, identity=recipient, workdir=workdir
    ) as bundle:
        frames = [readable(msgspec.msgpack.decode(frame)) for frame in bundle.frames]
    return {
        "sender_verify_key": sender.verify_key.hex(),
        "recipient_identity": recipient.age,
        "frames": frames,
    }


if __name__ == "__main__":
    make(FOLDER)

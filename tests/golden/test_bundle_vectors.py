"""A second reader, written from the format's page alone, agrees with the files and with ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pyrage
import pytest
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.bundle.bundle import open_bundle
from desktop.bundle.code import receipt_code
from desktop.bundle.enrolment import open_enrolment
from desktop.bundle.identity import Identity
from tests.golden.bundle_vectors import FOLDER, NAMES, readable

BUNDLES = ("hand-up.qqb", "send-down.qqb")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VECTORS: dict[str, Any] = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))


def payload_of(content: bytes, verify_key: bytes) -> bytes:
    first, line, signature, payload = content.split(b"\n", 3)
    Ed25519PublicKey.from_public_bytes(verify_key).verify(
        base64.b64decode(signature), first + b"\n" + line + b"\n"
    )
    header = json.loads(line)
    assert (header["length"], header["sha256"]) == (
        len(payload),
        hashlib.sha256(payload).hexdigest(),
    )
    assert base64.b64decode(header["signer"]) == verify_key
    return payload


def code_of(typed: str) -> bytes:
    number = 0
    for letter in typed.replace("-", ""):
        number = number << 5 | LETTERS.index(letter)
    remainder = number >> 12 << 12
    for place in reversed(range(128)):
        if remainder >> (place + 12) & 1:
            remainder ^= 0x180F << place
    assert remainder ^ 0x5A5 == number & 0xFFF
    return (number >> 12).to_bytes(16, "big")


def frames_of(stream: bytes) -> list[Any]:
    plain = io.BytesIO(zstandard.ZstdDecompressor().decompressobj().decompress(stream))
    frames = []
    while head := plain.read(4):
        (length,) = struct.unpack(">I", head)
        frames.append(readable(msgspec.msgpack.decode(plain.read(length))))
    return frames


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_what_the_page_says(name: str) -> None:
    vector = VECTORS[name]
    payload = payload_of((FOLDER / name).read_bytes(), bytes.fromhex(vector["sender_verify_key"]))
    identity = pyrage.x25519.Identity.from_str(vector["recipient_identity"])
    assert frames_of(pyrage.decrypt(payload, [identity])) == vector["frames"]


@pytest.mark.parametrize("name", BUNDLES)
def test_the_age_tool_reads_it(name: str, tmp_path: Path) -> None:
    tool = shutil.which("age")
    if tool is None:
        pytest.skip("the age command is not installed")
    vector = VECTORS[name]
    payload = payload_of((FOLDER / name).read_bytes(), bytes.fromhex(vector["sender_verify_key"]))
    (tmp_path / "key").write_text(vector["recipient_identity"])
    plain = subprocess.run(
        [tool, "--decrypt", "--identity", tmp_path / "key"],
        input=payload,
        capture_output=True,
        check=True,
    ).stdout
    assert frames_of(plain) == vector["frames"]


def test_an_enrolment_file_is_what_the_page_says() -> None:
    vector = VECTORS["enrolment.qqe"]
    first, notice, checksum, rest = (FOLDER / "enrolment.qqe").read_bytes().split(b"\n", 3)
    lines = first + b"\n" + notice + b"\n"
    assert checksum.decode() == hashlib.sha256(lines + rest).hexdigest()
    salt, nonce, sealed = rest[:16], rest[16:28], rest[28:]
    kdf = HKDF(algorithm=SHA256(), length=32, salt=salt, info=first + b"\n")
    key = kdf.derive(code_of(vector["code"]))
    plain = ChaCha20Poly1305(key).decrypt(nonce, sealed, lines)
    assert frames_of(plain) == vector["frames"]


@pytest.mark.parametrize("name", BUNDLES)
def test_this_version_opens_them(name: str, tmp_path: Path) -> None:
    vector = VECTORS[name]
    identity = Identity(signing=bytes(32), age=vector["recipient_identity"])
    verify_key = bytes.fromhex(vector["sender_verify_key"])
    with open_bundle(
        FOLDER / name, verify_key=verify_key, identity=identity, workdir=tmp_path
    ) as bundle:
        found = [readable(msgspec.msgpack.decode(frame)) for frame in bundle.frames]
    assert found == vector["frames"]


def test_this_version_opens_the_enrolment_file() -> None:
    vector = VECTORS["enrolment.qqe"]
    frames = open_enrolment((FOLDER / "enrolment.qqe").read_bytes(), vector["code"])
    assert [readable(msgspec.msgpack.decode(frame)) for frame in frames] == vector["frames"]


def test_the_vectors_show_what_matters() -> None:
    manifest, *tables = VECTORS["hand-up.qqb"]["frames"]
    columns = manifest["tables"]["student"]
    (rows,) = (rows for table, rows in tables if table == "student")
    names = {row[columns.index("name")] for row in rows}
    assert names == {"张䶮之", *NAMES[1:]}
    answer = VECTORS["send-down.qqb"]["frames"][0]["receipt"]
    assert answer["epoch"] == manifest["epoch"]
    assert answer["have"] > manifest["upto"]


def test_a_merged_row_names_what_went_into_it() -> None:
    manifest, *tables = VECTORS["send-down.qqb"]["frames"]
    columns = manifest["tables"]["student"]
    (rows,) = (rows for table, rows in tables if table == "student")
    (said,) = (row for row in (dict(zip(columns, row, strict=True)) for row in rows) if row["past"])
    assert (said["name"], said["phone"]) == ("张䶮知", "13900000001")
    dots = json.loads(said["dots"])
    assert {dots["name"], dots["phone"]} > {f"{said['epoch']}.{said['lsn']}"}
    assert json.loads(said["past"])


def test_a_new_pc_proves_that_it_was_enrolled() -> None:
    join = VECTORS["hand-up.qqb"]["frames"][0]["join"]
    token = bytes.fromhex(VECTORS["enrolment.qqe"]["frames"][0]["token"]["hex"])
    said = b"qingqiao-join/1\n" + bytes.fromhex(join["verify_key"]["hex"])
    proof = hmac.digest(token, said + join["recipient"].encode(), "sha256")
    assert join["proof"] == {"hex": proof.hex()}


def test_a_receipt_names_the_bundle_and_sums_up_the_rows() -> None:
    manifest, *tables = VECTORS["send-down.qqb"]["frames"]
    prime, total, count = 2**31 - 1, 0, 0
    for table, rows in tables:
        columns = manifest["tables"].get(table, ())
        for row in (dict(zip(columns, one, strict=True)) for one in rows):
            if table in manifest["reference"]:
                continue
            writes = [(row["epoch"], row["lsn"]), *json.loads(row["past"] or "{}").items()]
            total += sum((int(epoch) % prime) * (lsn % prime) for epoch, lsn in writes)
            count += 1
    receipt = manifest["receipt"]
    assert (total % prime, count) == (receipt["digest"], receipt["rows"])
    header = json.loads((FOLDER / "hand-up.qqb").read_bytes().split(b"\n")[1])
    named = {one["sha256"]["hex"]: one["number"] for one in receipt["accepted"]}
    assert named[header["sha256"]] == header["number"]
    sha256 = bytes.fromhex(header["sha256"])
    heard = hashlib.sha256(b"qingqiao-receipt/1\n%d\n" % header["number"] + sha256).digest()
    bits = int.from_bytes(heard[:5], "big")
    spelt = "".join(LETTERS[bits >> 5 * place & 31] for place in reversed(range(8)))
    assert spelt == receipt_code(header["number"], sha256)


def test_another_key_does_not_verify() -> None:
    stranger = Identity.generate().verify_key
    with pytest.raises(InvalidSignature):
        payload_of((FOLDER / "hand-up.qqb").read_bytes(), stranger)

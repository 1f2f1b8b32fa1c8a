"""Rows on the wire: each bad value is refused alone, what a newer version sends is passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from desktop.bundle.errors import HostileBundleError
from desktop.store.provenance import LONGEST
from desktop.store.rows import Row, wire_columns
from desktop.store.tables import OWNER_TOWNSHIP, Activity, Need, Student, Synced, synced_tables
from desktop.sync import wire
from desktop.sync.wire import Decoded, RowReader

TOWNSHIP = 370102001
KNOWN = set(synced_tables(OWNER_TOWNSHIP))


def row(kind: type[Synced], **values: object) -> dict[str, Any]:
    blank = kind(township=TOWNSHIP, epoch=5, lsn=7)
    found = {name: getattr(blank, name) for name in wire_columns(kind)}
    found = {name: getattr(value, "value", value) for name, value in found.items()}
    return {**found, "deleted": 0, **values}


def read(table: str, columns: Sequence[str], rows: Sequence[Row]) -> Decoded:
    reader = RowReader({table: columns}, KNOWN, {TOWNSHIP})
    return reader.read(msgspec.msgpack.encode(wire.frame(table, rows)))


def read_all(kind: type[Synced], *rows: dict[str, Any]) -> Decoded:
    columns = list(rows[0])
    return read(str(kind.__tablename__), columns, [tuple(one.values()) for one in rows])


BAD: list[tuple[type[Synced], dict[str, object], str]] = [
    (Student, {"id": b"short"}, "id"),
    (Student, {"township": "370102001"}, "township"),
    (Student, {"deleted": 2}, "deleted"),
    (Student, {"deleted": True}, "deleted"),
    (Student, {"epoch": 0}, "epoch"),
    (Student, {"lsn": -1}, "lsn"),
    (Student, {"lsn": 2**63}, "lsn"),
    (Student, {"lsn": 2**62 + 1}, "lsn"),
    (Student, {"past": '{"9":8}'}, "版本不合格式"),
    (Student, {"dots": '{"*":"5.7","name":"9.8"}'}, "版本不合格式"),
    (Student, {"past": '{"0":1}'}, "版本不合格式"),
    (Student, {"past": "x" * (LONGEST + 1)}, "past"),
    (Student, {"dots": '{"name":"1.1"}'}, "版本不合格式"),
    (Student, {"edited_at": 2**40}, "edited_at"),
    (Student, {"name": None}, "name"),
    (Student, {"name": 5}, "name"),
    (Student, {"name": "长" * 20_001}, "name"),
    (Student, {"name": "响铃\x07"}, "控制字符"),
    (Student, {"name": "e\u0301"}, "未规范"),
    (Student, {"gender": "外星"}, "gender"),
    (Student, {"branch_id": "不是字节"}, "branch_id"),
    (Student, {"branch_id": bytes((1 << 20) + 1)}, "branch_id"),
    (Student, {"unknown": b"\xc1"}, "不认识的列"),
    (Student, {"unknown": msgspec.msgpack.encode([1])}, "不认识的列"),
    (Student, {"unknown": msgspec.msgpack.encode({"name": 5})}, "name"),
    (Student, {"unknown": msgspec.msgpack.encode({"name": "铃\x07"})}, "控制字符"),
    (Activity, {"starts_at": 2**36}, "starts_at"),
    (Activity, {"capacity": 1.5}, "capacity"),
    (Need, {"valid_from": "2026-13-01"}, "日期"),
    (Need, {"valid_from": "2026-02-30"}, "日期"),
    (Need, {"valid_from": "2026-2-3"}, "valid_from"),
    (Need, {"valid_from": "２０２６-01-01"}, "valid_from"),
    (Need, {"valid_from": "2026-01-01\n"}, "日期"),
]


@pytest.mark.parametrize(("kind", "bad", "reason"), BAD)
def test_a_bad_value_is_refused_alone_with_its_reason(
    kind: type[Synced], bad: dict[str, object], reason: str
) -> None:
    good = row(kind)
    spoiled = {**row(kind), **bad}
    decoded = read_all(kind, good, spoiled, row(kind))
    assert decoded.rows[0][0] == good["id"]
    assert len(decoded.rows) == 2
    (said,) = decoded.refused
    assert reason in said
    named = "第 2 行" if "id" in bad else spoiled["id"].hex()
    assert said.startswith(f"{kind.__tablename__} {named}：")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    kind = synced_tables()["pairing"]
    decoded = read_all(kind, row(kind, distance_km=value), row(kind, distance_km=1.5))
    assert len(decoded.rows) == 1
    assert "distance_km" in decoded.refused[0]


def test_another_townships_row_is_refused() -> None:
    decoded = read_all(Student, row(Student, township=370102002), row(Student))
    assert len(decoded.rows) == 1
    assert "不属于这个镇街" in decoded.refused[0]


@pytest.mark.parametrize("table", ["university", "issuer_key", "与本表无关\n" * 99])
def test_a_table_of_the_province_or_of_nobody_is_refused(table: str) -> None:
    decoded = read(table, ["id", "township"], [(bytes(16), 0), (bytes(16), 0)])
    assert decoded.rows == []
    assert len(decoded.refused) == 2
    assert "没有权限" in decoded.refused[0]
    assert len(decoded.refused[0]) < 400
    assert decoded.refused[0].isprintable()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda columns: columns[1:],
        lambda columns: [name for name in columns if name != "lsn"],
        lambda columns: [name for name in columns if name != "epoch"],
        lambda columns: [*columns, "name"],
    ],
)
def test_columns_that_no_honest_sender_writes_are_refused(
    spoil: Callable[[list[str]], list[str]],
) -> None:
    with pytest.raises(HostileBundleError):
        read("student", spoil(wire_columns(Student)), [])


def test_a_frame_that_is_no_frame_is_an_error() -> None:
    reader = RowReader({"student": wire_columns(Student)}, KNOWN, {TOWNSHIP})
    for content in (b"", b"\xc1", msgspec.msgpack.encode(["student"]), b"\x92\xa7student"):
        with pytest.raises(msgspec.MsgspecError):
            reader.read(content)


def test_a_row_of_the_wrong_width_is_refused_alone() -> None:
    columns = wire_columns(Student)
    good = tuple(row(Student).values())
    decoded = read("student", columns, [good, good[:-1], (*good, 1)])
    assert decoded.rows == [good]
    assert len(decoded.refused) == 2


def test_what_an_older_version_does_not_send_gets_its_default() -> None:
    sent = row(Student, name="张䶮")
    del sent["phone"]
    decoded = read_all(Student, sent)
    (got,) = decoded.rows
    assert dict(zip(wire_columns(Student), got, strict=True)) == {**sent, "phone": ""}


def test_newer_columns_pass_through_two_hops_unchanged_and_are_known_again_at_the_third() -> None:
    newer = row(Student, name="张䶮", mascot="白鹭", wings=b"\x02")
    (first,) = read_all(Student, newer).rows
    columns = wire_columns(Student)
    (second,) = read("student", columns, [first]).rows
    assert second == first
    unknown = second[columns.index("unknown")]
    assert msgspec.msgpack.decode(unknown) == {"mascot": "白鹭", "wings": b"\x02"}

    older_columns = [name for name in columns if name != "phone"]  # it did not know the phone
    kept = msgspec.msgpack.encode({"phone": "13900001111", "mascot": "白鹭"})
    old = {**row(Student), "unknown": kept}
    (known,) = read("student", older_columns, [tuple(old[name] for name in older_columns)]).rows
    assert known[columns.index("phone")] == "13900001111"
    assert msgspec.msgpack.decode(known[columns.index("unknown")]) == {"mascot": "白鹭"}

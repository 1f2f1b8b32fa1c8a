"""The log goes with the data; cut off or written anew, it no longer leads to what backups noted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from desktop.cli.app import root
from desktop.domain.audit import Act, Head, Purpose
from desktop.domain.terms import BackupReason
from desktop.store import audit
from desktop.store.queries.audit import AuditRow, count, page
from desktop.usecases.audit.entry_words import about_words, act_words
from desktop.usecases.audit.export_log import export_log
from desktop.usecases.audit.record_use import PurposeMissingError, Use, last_use, record_use
from desktop.usecases.audit.verify_log import verify_log
from desktop.usecases.backup.back_up import back_up
from desktop.usecases.backup.restore import restore
from desktop.usecases.workspace import Workspace
from tests.unit.exchange_world import PASSPHRASE, End, Peer, World

USE = Use(Purpose.INSURANCE, "暑期实践参保")


@pytest.fixture
def peer(tmp_path: Path) -> Peer:
    made = World(tmp_path).join()
    made.add("张䶮")
    made.add("李𬭎")
    return made


def rows(end: End) -> list[AuditRow]:
    with end.workspace.store.read() as reader:
        return list(page(reader))


def head(end: End) -> Head:
    with end.workspace.store.read() as reader:
        return audit.head(reader.connection)


def cut(workspace: Workspace) -> None:
    """Take the last entry off, as somebody with the keys and a program of their own might."""
    with workspace.store.write() as writer:
        connection = writer.connection
        connection.exec_driver_sql("DROP TRIGGER audit_keep_delete")
        connection.exec_driver_sql(
            "DELETE FROM audit_entry WHERE number = (SELECT max(number) FROM audit_entry)"
        )


def test_a_log_that_was_left_alone_is_sound(peer: Peer) -> None:
    back_up(peer.workspace, BackupReason.ASKED)
    peer.add("王㛃")
    found = verify_log(peer.workspace, [head(peer)])
    assert found.sound
    assert (found.entries, found.witnesses) == (head(peer).number, 2)


def test_a_log_whose_end_was_taken_off_no_longer_leads_to_a_backup(peer: Peer) -> None:
    back_up(peer.workspace, BackupReason.ASKED)
    kept = head(peer)
    cut(peer.workspace)
    found = verify_log(peer.workspace)
    assert not found.faults
    assert found.cut == (kept,)
    peer.add("王㛃")  # as many entries as before
    assert verify_log(peer.workspace).cut == (kept,)


def test_a_printed_head_is_a_witness_too(peer: Peer) -> None:
    printed = Head.parse(str(head(peer)))
    assert printed is not None
    cut(peer.workspace)
    assert verify_log(peer.workspace, [printed]).cut == (printed,)


def test_a_restore_says_that_the_log_went_back(peer: Peer) -> None:
    early = back_up(peer.workspace, BackupReason.ASKED).backup
    peer.add("王㛃")
    late = head(peer)
    restore(peer.workspace, early, PASSPHRASE)
    found = verify_log(peer.workspace)
    assert found.sound
    assert rows(peer)[0].act == Act.RESTORE
    assert str(late) in rows(peer)[0].note


def test_taking_in_and_handing_up_are_told_in_a_line(tmp_path: Path) -> None:
    world = World(tmp_path)
    peer = world.join()
    peer.add("张䶮")
    world.round(peer)
    said = [(act_words(row.act), about_words(row)) for row in rows(peer)[:2]]
    assert [act for act, _ in said] == ["接收", "上报"]
    assert "第 1 包" in said[1][1]


def test_a_use_is_kept_with_its_purpose_and_remembered(peer: Peer) -> None:
    assert last_use(peer.workspace) is None
    record_use(peer.workspace, Act.PRINT, "参保名单", 30, USE)
    (row,) = rows(peer)[:1]
    assert (row.purpose, about_words(row)) == ("办理保险、补贴：暑期实践参保", "参保名单，30 人")
    assert last_use(peer.workspace) == USE
    with pytest.raises(PurposeMissingError):
        record_use(peer.workspace, Act.PRINT, "参保名单", 30, Use(Purpose.OTHER, " "))


def test_entries_are_found_by_who_what_which_and_when(peer: Peer) -> None:
    record_use(peer.workspace, Act.PRINT, "参保名单", 30, USE)
    newest = rows(peer)[0]
    made = next(row for row in rows(peer) if '"student"' in row.touched)
    with peer.workspace.store.read() as reader:
        assert list(page(reader, only={"act": "print"})) == [newest]
        assert list(page(reader, text="暑期")) == [newest]
        assert count(reader, only={"table": "student"}) == 2
        assert count(reader, only={"actor": "无此人"}) == 0
        assert count(reader, only={"since": newest.at + 10}) == 0
        record = made.touched.split('"ids":["')[1][:32]
        assert list(page(reader, only={"id": record})) == [made]
        assert [row.id for row in page(reader, sort="number", descending=False, limit=2)] == [1, 2]


def test_the_log_is_exported_and_that_is_logged(peer: Peer, tmp_path: Path) -> None:
    made = export_log(peer.workspace, tmp_path / "日志.xlsx", only={"table": "student"})
    assert made.rows == 2
    sheet = load_workbook(made.path).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("大学生新增 1 条" in cell for cell in cells)
    assert "审计日志 2 条" in rows(peer)[0].note


def test_the_log_by_command(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGQIAO_PASSPHRASE", PASSPHRASE)
    data, printed = str(peer.workspace.folder.root), str(head(peer))
    run = CliRunner().invoke
    listed = run(root, ["audit", "list", "--data", data, "--last", "1"])
    assert "大学生新增 1 条" in listed.output
    sound = run(root, ["audit", "verify", "--data", data, "--head", printed])
    assert (sound.exit_code, "日志完整" in sound.output) == (0, True)
    cut(peer.workspace)
    unsound = run(root, ["audit", "verify", "--data", data, "--head", printed, "--json"])
    assert unsound.exit_code == 1
    assert json.loads(unsound.output)["cut"] == [printed]
    assert run(root, ["audit", "verify", "--data", data, "--head", "12"]).exit_code == 2

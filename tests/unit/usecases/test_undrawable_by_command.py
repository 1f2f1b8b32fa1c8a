"""The township's command asks too, in its way, before it prints names that no font draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli import township
from desktop.domain.terms import ActivityState
from desktop.store.queries.audit import page
from desktop.store.tables import Activity, Certificate, SheetPage, Student
from desktop.usecases.activity.change_activity_state import change_activity_state
from desktop.usecases.workspace import Workspace
from tests.unit.township_sample import Sample
from tests.unit.usecases.test_certificate_verbs import ongoing


@pytest.mark.parametrize(("command", "kept"), [("sheet", SheetPage), ("certificates", Certificate)])
def test_nothing_is_printed_before_it_was_said(
    command: str,
    kept: type[SheetPage | Certificate],
    sample: Sample,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def unlocked(_: Path) -> Iterator[Workspace]:
        yield sample.workspace

    monkeypatch.setattr(township, "unlocked", unlocked)
    students = sample.students(3)
    activity = ongoing(sample, students)
    with sample.workspace.store.write() as writer:
        writer.get(Student, students[0]).name = "王\ue0aa"
        number = writer.get(Activity, activity).number
    if command == "certificates":
        change_activity_state(sample.workspace, activity, ActivityState.CLOSED)
    out = tmp_path / "out.pdf"
    words = [command, number, "--data", str(tmp_path), "--out", str(out)]
    refused = CliRunner().invoke(township.command, words)
    assert isinstance(refused.exception, township.UndrawableNamesError)
    assert "没有打印：王〓" in refused.exception.message
    with sample.workspace.store.read() as reader:
        assert reader.find(kept) == []
    assert not out.exists()
    done = CliRunner().invoke(township.command, [*words, "--anyway", "--purpose", "归档"])
    assert done.exit_code == 0, done.output
    with sample.workspace.store.read() as reader:
        assert {one.undrawn for one in reader.find(kept)} >= {"\ue0aa"}
    assert out.read_bytes().startswith(b"%PDF")
    with sample.workspace.store.read() as reader:
        (entry,) = page(reader, limit=1)
    people = {"sheet": 3, "certificates": 2}[command]
    assert (entry.act, entry.people, entry.purpose) == ("export", people, "其他：归档")

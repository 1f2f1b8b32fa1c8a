from __future__ import annotations

import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli.app import root as command
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.files import WriteError
from desktop.foundation.progress import SILENT, Cancelled, Progress
from desktop.usecases.province import take_in as receiving
from desktop.usecases.province.one_by_one import StoppedError, UnforeseenError
from desktop.usecases.province.setting_aside import UNKNOWN
from desktop.usecases.province.status import province_status
from desktop.usecases.province.take_in import TakenIn, take_in
from desktop.usecases.workspace import Workspace
from tests.unit.exchange_world import PROVINCE_PASSPHRASE, TWO, Peer, World

take_in_one = receiving.take_in_one

pytestmark = pytest.mark.both_stores


class StopAt:
    """Asks to stop as soon as work on this file is reported."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def step(self, done: int, total: int, message: str) -> None:  # noqa: ARG002 - the protocol's
        if self.path.name in message:
            raise Cancelled


@pytest.fixture
def files(world: World, peer: Peer) -> list[Path]:
    """Two townships' bundles in one folder, one of them below and in capitals."""
    other = world.join(TWO)
    peer.add("甲")
    other.add("乙")
    folder = world.root / "folder"
    first, second = folder / "1.qqb", folder / "deep" / "2.QQB"
    second.parent.mkdir(parents=True)
    world.bundle(peer).replace(first)
    world.bundle(other).replace(second)
    return [first, second]


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """Let taking in the file of this name fail."""

    def work(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
        if path.name == name:
            raise error
        return take_in_one(workspace, path, progress)

    monkeypatch.setattr(receiving, "take_in_one", work)


def test_refused_files_are_copied_aside_with_the_reason(world: World, files: list[Path]) -> None:
    damaged, strange = files[0], files[0].with_name("别的.qqb")
    damaged.write_bytes(damaged.read_bytes()[:-1])
    strange.write_bytes(b"not ours")
    results = world.receive(files[0].parent)
    assert [result.error is None for result in results] == [False, True, False]
    refused = [result for result in results if result.error]
    for result in refused:
        assert result.error is not None
        assert result.set_aside is not None
        assert result.set_aside.read_bytes() == result.path.read_bytes()
        reason = result.set_aside.with_suffix(".txt").read_text(encoding="utf-8")
        assert result.error.message in reason
        assert result.path.name in reason
    folders = {result.set_aside.parent.name for result in refused if result.set_aside}
    assert folders == {str(world.peers[0].township), UNKNOWN}
    assert world.province.names() == ["乙"]


def test_a_stopped_take_in_goes_on_where_it_was(world: World, files: list[Path]) -> None:
    with pytest.raises(StoppedError, match="共 2 个文件，处理完的 1 个都已保存，其余 1 个") as info:
        take_in(world.province.workspace, files, StopAt(files[1]))
    assert [result.path for result in info.value.results] == files[:1]  # type: ignore[attr-defined]
    assert world.province.names() == ["甲"]
    moved = [file.replace(world.root / f"moved{at}.qqb") for at, file in enumerate(files)]
    assert [result.duplicate for result in world.receive(*moved)] == [True, False]
    assert world.province.names() == sorted(["甲", "乙"])


def test_a_wish_to_stop_waits_for_the_end_of_a_file_unless_it_is_the_only_one(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []

    def work(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
        given.append(progress is SILENT)
        return take_in_one(workspace, path, progress)

    monkeypatch.setattr(receiving, "take_in_one", work)
    watching = StopAt(world.root / "none of them.qqb")
    take_in(world.province.workspace, files, watching)
    take_in(world.province.workspace, files[:1], watching)
    assert given == [True, True, False]
    with pytest.raises(Cancelled):
        take_in(world.province.workspace, files[:1], StopAt(files[0]))


def test_a_bug_that_one_file_meets_does_not_stop_the_others(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, files[0].name, KeyError("张三"))
    bad, good = world.receive(*files)
    assert isinstance(bad.error, UnforeseenError)
    assert "KeyError，" in bad.error.message
    assert "张三" not in bad.error.message
    assert bad.set_aside is not None
    assert good.error is None


def test_a_full_disk_stops_everything_and_refuses_nothing(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, files[1].name, WriteError("磁盘空间不足。", "请清理磁盘。"))
    with pytest.raises(StoppedError, match="磁盘空间不足") as info:
        world.receive(*files)
    assert info.value.hint.startswith("请清理磁盘。再运行一次")
    assert len(info.value.results) == 1
    assert not world.province.workspace.folder.refused.exists()
    monkeypatch.undo()
    assert world.receive(*files)[1].error is None


def test_the_command_stops_after_the_present_file_and_tells_how_to_go_on(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(workspace: Workspace, path: Path, progress: Progress) -> TakenIn:
        signal.raise_signal(signal.SIGINT)
        return take_in_one(workspace, path, progress)

    monkeypatch.setenv("QINGQIAO_PASSPHRASE", PROVINCE_PASSPHRASE)
    monkeypatch.setattr(receiving, "take_in_one", work)
    arguments = ["province", "take-in", str(world.province.root), str(files[0].parent)]
    world.province.workspace.close()
    before = signal.getsignal(signal.SIGINT)
    stopped = CliRunner().invoke(command, arguments)
    assert signal.getsignal(signal.SIGINT) is before
    assert (stopped.exit_code, "新增 " in stopped.stdout) == (1, True)
    assert "处理完的 1 个都已保存，其余 1 个" in stopped.stderr
    assert "再运行一次同样的命令" in stopped.stderr
    monkeypatch.setattr(receiving, "take_in_one", take_in_one)
    again = CliRunner().invoke(command, arguments)
    assert "共 2 个文件：接收 1，以前收过 1，没有接收 0。" in again.stdout
    world.province.reopen()
    assert world.province.names() == sorted(["甲", "乙"])


def test_the_command_groups_the_reasons_of_many_files(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(20):
        files[0].with_name(f"坏{at}.qqb").write_bytes(b"not ours")
    files[0].write_bytes(files[0].read_bytes()[:-1])
    monkeypatch.setenv("QINGQIAO_PASSPHRASE", PROVINCE_PASSPHRASE)
    world.province.workspace.close()
    arguments = ["province", "take-in", str(world.province.root), str(files[0].parent)]
    said = CliRunner().invoke(command, arguments)
    assert said.exit_code == 1
    assert "共 22 个文件：接收 1，以前收过 0，没有接收 21。" in said.stdout
    assert "没有接收 20 个（坏0.qqb、坏1.qqb、坏10.qqb 等）：这不是青桥生成的" in said.stderr
    assert "没有接收 1 个（1.qqb）：文件已损坏" in said.stderr
    assert f"（.txt）已放在：{world.province.workspace.folder.refused}" in said.stderr
    assert len(said.stderr.splitlines()) == 3
    world.province.reopen()


def test_what_became_of_every_file_is_told_as_json(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.receive(*files)
    monkeypatch.setenv("QINGQIAO_PASSPHRASE", PROVINCE_PASSPHRASE)
    world.province.workspace.close()
    arguments = ["province", "take-in", str(world.province.root), str(files[1]), "--json"]
    said = CliRunner().invoke(command, arguments)
    assert (said.exit_code, '"duplicate": true' in said.stdout) == (0, True)
    world.province.reopen()


def test_a_copy_set_aside_goes_when_its_file_is_taken_in_after_all(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = world.province.root / "refused"
    with monkeypatch.context() as patch:
        refuse(patch, files[0].name, QingqiaoError("不收。"))
        world.receive(*files)
    assert province_status(world.province.workspace).set_aside == 1
    damaged = files[1].with_name("坏.qqb")
    damaged.write_bytes(files[1].read_bytes()[:-1])
    world.receive(damaged)
    assert province_status(world.province.workspace).set_aside == 2
    world.receive(*files)
    assert province_status(world.province.workspace).set_aside == 0
    assert [file for file in folder.rglob("*") if file.is_file()] == []

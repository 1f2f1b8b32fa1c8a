"""What lies on a stick may be anything: it is refused in words, and holds nobody up."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.bundle.errors import BundleError
from desktop.foundation.files import WriteError
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.inspect import inspect
from desktop.usecases.exchange.resend import FileGoneError, copy_again
from desktop.usecases.province import setting_aside
from tests.unit.exchange_world import Peer, World


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(4 << 30)


ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "four gigabytes of nothing": sparse,
    "empty": Path.touch,
    "a workbook": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)),
}


@pytest.fixture
def odd(tmp_path: Path) -> list[Path]:
    """Files that are no bundles; no system has names like the last one's."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "a folder.qqb").mkdir()
    (folder / "round").symlink_to(".")
    for name, make in ODD.items():
        make(folder / f"{name}.qqb")
    for raw in (b"\xc7\xe0\xc7\xc5.qqb", b"a\n\x1b[31m.qqb"):  # GBK; what a terminal obeys
        (folder / os.fsdecode(raw)).write_bytes(b"not ours")
    files = sorted(file for file in folder.iterdir() if file.suffix and not file.is_dir())
    return [*files, folder / "none.qqb", folder / f"{'x' * 300}.qqb"]


def test_a_province_refuses_them_one_by_one_and_takes_in_the_rest(
    world: World, peer: Peer, odd: list[Path]
) -> None:
    peer.add("甲")
    good = world.bundle(peer).rename(odd[0].with_name("上报.QQB"))
    results = world.receive(*odd, good)
    assert [isinstance(result.error, BundleError) for result in results] == [True] * 11 + [False]
    assert all(_is_told_in_chinese(result.error) for result in results[:-1])
    kept = {result.set_aside for result in results if result.set_aside}
    assert max(file.stat().st_size for file in kept) < setting_aside.LARGEST
    assert world.province.names() == ["甲"]
    in_folder = world.receive(odd[0].parent)
    assert len(in_folder) == len(odd) - 2 + 1
    assert sum(result.duplicate for result in in_folder) == 1


def test_a_township_refuses_them_one_by_one_and_takes_in_the_rest(
    world: World, peer: Peer, odd: list[Path]
) -> None:
    world.up(peer)
    down = world.answer(peer).rename(odd[0].with_name("下发.QQB"))
    results = peer.take_in(*odd, down)
    assert [isinstance(r.error, BundleError) for r in results].count(True) == len(odd)
    assert all(r.error is None or _is_told_in_chinese(r.error) for r in results)
    assert [r.known for r in peer.take_in(odd[0].parent) if r.path == down] == [True]


def test_what_a_file_is_can_be_asked_of_anything(odd: list[Path]) -> None:
    for path in odd:
        with pytest.raises(BundleError):
            inspect(path)


def test_a_hand_up_into_any_folder_is_made_or_refused_in_words(
    world: World, peer: Peer, tmp_path: Path
) -> None:
    peer.add("甲")
    with pytest.raises(WriteError, match="名字太长"):
        hand_up(peer.workspace, tmp_path / ("x" * 300))
    (tmp_path / "a file").touch()
    with pytest.raises(WriteError, match="同名的文件"):
        hand_up(peer.workspace, tmp_path / "a file")
    (made,) = hand_up(peer.workspace, tmp_path / os.fsdecode(b"\xc7\xe0\xc7\xc5")).bundles
    assert world.receive(made.path)[0].error is None
    with suppress(FileGoneError):  # where it lies cannot be put down; another one can be made
        copy_again(peer.workspace, made.number, tmp_path / "again")
    assert list(tmp_path.rglob(".qingqiao-*")) == []


def _is_told_in_chinese(error: Exception | None) -> bool:
    said = str(error)
    return "没有接收" in said and not any("a" <= letter <= "z" for letter in said)

"""The exchange on trial: an encrypted province and township, and a bundle each way."""

from __future__ import annotations

from pathlib import Path

from desktop.foundation.paths import resources
from desktop.store.tables import Township
from desktop.usecases.exchange.hand_up import hand_up
from desktop.usecases.exchange.join import join
from desktop.usecases.exchange.take_in import take_in
from desktop.usecases.province.enrol import enrol
from desktop.usecases.province.init import init_province
from desktop.usecases.province.load_reference import load_reference
from desktop.usecases.province.send_down import send_down
from desktop.usecases.province.take_in import take_in as province_take_in
from desktop.usecases.selftest.fault import FaultError
from desktop.usecases.workspace import Workspace

_PASSPHRASE = "自检口令二〇二六青桥"  # noqa: S105 - of a folder that is removed again
_PLAIN = b"SQLite format 3"


def open_province(folder: Path) -> tuple[str, Workspace]:
    """Make a provincial end with the shipped reference data; the caller closes it."""
    province = init_province(folder / "province", _PASSPHRASE)
    province.twins = folder / "twins"
    try:
        load_reference(province, resources() / "reference")
        with province.store.read() as reader:
            townships = len(reader.find(Township))
        _check_encrypted(province.folder.database)
    except BaseException:
        province.close()
        raise
    return f"加密数据库可用，装入 {townships} 个镇街", province


def _check_encrypted(database: Path) -> None:
    with database.open("rb") as file:
        if file.read(len(_PLAIN)) == _PLAIN:
            raise FaultError("数据库没有加密。", "请不要在这台电脑上使用，联系省级技术支持。")


def exchange(folder: Path, province: Workspace) -> str:
    """Enrol a township, hand its rows up and take the receipt in."""
    with province.store.read() as reader:
        first = min(row.code for row in reader.find(Township))
    enrolled = enrol(province, first, folder / "enrolment.qqe")
    joined = join(enrolled.path, enrolled.code, folder / "township", _PASSPHRASE)
    township = joined.workspace
    township.twins = folder / "twins"
    try:
        handed = hand_up(township, folder / "up")
        (up,) = province_take_in(province, [bundle.path for bundle in handed.bundles])
        if up.error is not None:
            raise up.error
        (down,) = take_in(township, [one.path for one in send_down(province, folder / "down")])
        if down.error is not None:
            raise down.error
    finally:
        township.close()
    return f"上报 {handed.rows} 行，省级接收，回执已收到"

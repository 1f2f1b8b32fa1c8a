"""Files that are no bundles for this PC: what they are, in the words of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.bundle.bundle import Header, header_of
from desktop.bundle.enrolment import MAGIC as ENROLMENT_MAGIC
from desktop.bundle.errors import NotABundleError, WrongRecipientError
from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ordinary_files import is_folder, open_file
from desktop.sync.messages import PROVINCE

_KINDS = (
    (
        (".xlsx", ".xls", ".xlsm", ".et", ".csv"),
        "是表格",
        "学生名册请在“名册”页导入；团省委的下发文件名以 .qqb 结尾。",
    ),
    (
        (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".heic"),
        "是图片",
        "活动照片请在“项目与活动”里选中活动后添加。",
    ),
    ((".pdf",), "是 PDF 文件", "查验证书请在“证书”页操作。"),
    ((".zip", ".rar", ".7z"), "是压缩包", "请先解压，再把里面的 .qqb 文件拖进来。"),
    ((".doc", ".docx", ".wps", ".txt"), "是文档", "团省委的下发文件名以 .qqb 结尾。"),
)
_LEFT = "没有接收，文件和数据都没有改动。"


class NothingForUsError(QingqiaoError):
    """A folder holds no bundle for this PC."""


class EnrolmentGivenError(QingqiaoError):
    """An enrolment where a bundle is taken in."""


def files_for_us(paths: Sequence[Path], device: str) -> list[Path]:
    """Return the files among `paths`, and for each folder the bundles in it for this PC.

    A folder without any is returned itself.
    """
    found: list[Path] = []
    for path in paths:
        inside = (
            [one for one in bundles_in(path) if _is_for(one, device)] if is_folder(path) else []
        )
        found += inside or [path]
    return list(dict.fromkeys(found))


def bundles_in(folder: Path) -> list[Path]:
    """Return the bundles in a folder and two levels below: of a stick not every file is asked."""
    found = {path for depth in ("", "*/", "*/*/") for path in folder.glob(f"{depth}*.[qQ][qQ][bB]")}
    return sorted(found)


def readable_header(path: Path) -> Header:
    """Return the clear line of a bundle; raises an error that says what the file is instead."""
    if is_folder(path):
        raise NothingForUsError(
            f"文件夹“{path.name}”里没有发给本机的下发文件，数据没有改动。",
            "请确认选的是团省委发给本镇街、本台电脑的文件。",
        )
    try:
        return header_of(path)
    except NotABundleError as error:
        raise _said_of(path, error) from error


def refuse_stranger(path: Path, header: Header, device: str) -> None:
    """Raise `WrongRecipientError` unless the province sent this bundle down to this PC."""
    if header.kind == "hand-up":
        whose = "本机" if header.sender == device else "镇街"
        raise WrongRecipientError(
            f"“{path.name}”不是发给本机的：是{whose}生成的上报文件"
            f"（第 {header.number} 包），{_LEFT}",
            "上报文件请送到团省委；这里接收团省委发下来的文件。",
        )
    if (header.sender, header.recipient) != (PROVINCE, device):
        raise WrongRecipientError(
            f"“{path.name}”不是发给本机的：是下发给另一台电脑"
            f"（编号 {header.recipient[:8]}）的文件，{_LEFT}",
            f"请在那台电脑上接收；本机的编号是 {device[:8]}。",
        )


def _is_for(path: Path, device: str) -> bool:
    try:
        header = header_of(path)
    except QingqiaoError:
        return False
    return (header.kind, header.recipient) == ("send-down", device)


def _said_of(path: Path, error: NotABundleError) -> QingqiaoError:
    with open_file(path) as file:
        if file.read(len(ENROLMENT_MAGIC)) == ENROLMENT_MAGIC:
            return EnrolmentGivenError(
                f"“{path.name}”是入网文件，{_LEFT}",
                "它给还没有入网的电脑用；要让本机重新入网，请在“设置”里选“重新入网本机”。",
            )
    for suffixes, what, hint in _KINDS:
        if path.suffix.lower() in suffixes:
            return NotABundleError(f"“{path.name}”{what}，不是下发文件，{_LEFT}", hint)
    return error

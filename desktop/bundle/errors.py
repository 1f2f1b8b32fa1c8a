"""What can be wrong with a bundle: each failure has a name, and none of them changes any data."""

from __future__ import annotations

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.system_words import system_words


class BundleError(QingqiaoError):
    """A bundle cannot be made or taken in."""


class NotABundleError(BundleError):
    """The file is something else, or its first lines are beyond recognition."""


class NewerVersionError(BundleError):
    """The file is ours, written by a version that this one cannot read."""

    def __init__(self) -> None:
        super().__init__(
            "这个文件由更新版本的青桥生成，本机版本还读不了；文件没有改动，请保留。",
            "请先升级青桥，再接收这个文件。",
        )


class DamagedBundleError(BundleError):
    """Not the bytes that the sender wrote: cut short, added to, altered, or badly stored."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"文件已损坏（{what}），没有接收，本机数据没有改动。",
            "请重新拷贝一次；仍然不行，请对方重新生成后再送来。",
        )


class WrongSignerError(BundleError):
    """Whole, but signed with another key than the one known for this sender."""

    def __init__(self) -> None:
        super().__init__(
            "文件的签名与登记的发送方不符，没有接收，本机数据没有改动。",
            "请向发送方核实文件来源；对方重新登记过的，请先更新登记。",
        )


class WrongRecipientError(BundleError):
    """Encrypted for someone else (or to be encrypted for a key that is none)."""


class HostileBundleError(BundleError):
    """Rightly signed, but beyond what any honest sender writes."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"文件内容异常（{what}），为安全起见没有接收，本机数据没有改动。",
            "请不要再打开这个文件，并把情况告诉上级管理员。",
        )


class OversizeFrameError(BundleError):
    """One piece to be sent is larger than any reader accepts."""

    def __init__(self) -> None:
        super().__init__(
            "有一项内容（多半是附件）超过 64 MB，无法装进上报文件，数据没有改动。",
            "请把这个附件压缩或拆分后重试。",
        )


class InterruptedBundleError(BundleError):
    """The disk failed under us: full, pulled out, or unreadable; the bundle may be fine."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"读写文件时中断（{system_words(error)}），没有接收，本机数据没有改动。",
            "请确认选对了文件、U 盘插好、磁盘空间够用，然后重试。",
        )

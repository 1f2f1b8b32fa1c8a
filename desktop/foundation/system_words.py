"""What the system says when a file fails us, in words: its own are English on most PCs."""

from __future__ import annotations

import errno
import sys

_WORDS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "找不到这个文件或文件夹",
    errno.ENOTDIR: "找不到这个文件或文件夹",
    errno.EEXIST: "有同名的文件挡着",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENAMETOOLONG: "名字太长",
    errno.EINVAL: "名字或内容不合规定",
    errno.ELOOP: "是互相指来指去的链接",
    errno.ENOTSUP: "不是普通文件",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘空间不足",
    errno.EFBIG: "文件太大，这种磁盘放不下",
    errno.EIO: "磁盘读写出错",
    errno.ENODEV: "磁盘已断开",
    errno.ENXIO: "磁盘已断开",
    errno.ESTALE: "磁盘已断开",
    errno.EBUSY: "正被别的程序使用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
}


def system_words(error: OSError) -> str:
    """Return what went wrong; where there is no word for it, what the system says or its number.

    Windows speaks the user's language, and puts many reasons under few numbers.
    """
    if sys.platform != "win32" and error.errno in _WORDS:
        return _WORDS[error.errno]
    return error.strerror or f"系统错误 {error.errno or type(error).__name__}"

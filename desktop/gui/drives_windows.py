"""What Windows knows of drives, asked without rights of an administrator."""

from __future__ import annotations

import ctypes
import string
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager

assert sys.platform == "win32"  # noqa: S101 - imported there alone

_REMOVABLE, _FIXED = 2, 3
_READ_WRITE, _SHARED, _EXISTING = 0xC0000000, 3, 3
_QUERY_PROPERTY = 0x002D1400
_LOCK, _DISMOUNT = 0x00090018, 0x00090020
_ALLOW_REMOVAL, _EJECT = 0x002D4804, 0x002D4808
_BUS_AT, _USB_AND_CARDS = 28, {7, 12, 13}
_INVALID = ctypes.c_void_p(-1).value

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateFileW.restype = ctypes.c_void_p
_kernel.CloseHandle.argtypes = [ctypes.c_void_p]
_kernel.DeviceIoControl.argtypes = [
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32,
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p,
]  # fmt: skip


def roots() -> list[str]:
    """Return the roots of removable drives, and of fixed ones that hang on USB."""
    present: int = _kernel.GetLogicalDrives()
    found = [f"{letter}:\\" for n, letter in enumerate(string.ascii_uppercase) if present >> n & 1]
    kinds = {root: _kernel.GetDriveTypeW(root) for root in found}
    return [
        root
        for root, kind in kinds.items()
        if kind == _REMOVABLE or (kind == _FIXED and _bus(root[:2]) in _USB_AND_CARDS)
    ]


def eject(letter: str) -> bool:
    """Let go of a drive as E:; False when a program still uses it or Windows does not allow it."""
    with _volume(letter, _READ_WRITE) as handle:
        return handle is not None and all(
            _control(handle, code, data)
            for code, data in (
                (_LOCK, b""),
                (_DISMOUNT, b""),
                (_ALLOW_REMOVAL, b"\0"),
                (_EJECT, b""),
            )
        )


def _bus(letter: str) -> int:
    """Return the kind of bus that a drive hangs on; 0 when that cannot be learned."""
    answer = ctypes.create_string_buffer(1024)
    with _volume(letter, 0) as handle:
        if handle is None or not _control(handle, _QUERY_PROPERTY, bytes(12), answer):
            return 0
    (bus,) = struct.unpack_from("<I", answer.raw, _BUS_AT)
    return int(bus)


@contextmanager
def _volume(letter: str, access: int) -> Iterator[int | None]:
    handle = _kernel.CreateFileW(f"\\\\.\\{letter}", access, _SHARED, None, _EXISTING, 0, None)
    if handle in {None, _INVALID}:
        yield None
        return
    try:
        yield handle
    finally:
        _kernel.CloseHandle(handle)


def _control(
    handle: int, code: int, data: bytes, answer: ctypes.Array[ctypes.c_char] | None = None
) -> bool:
    size, room = ctypes.c_uint32(), len(answer) if answer is not None else 0
    given = ctypes.create_string_buffer(data, len(data)) if data else None
    return bool(
        _kernel.DeviceIoControl(
            handle, code, given, len(data), answer, room, ctypes.byref(size), None
        )
    )

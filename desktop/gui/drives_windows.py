"""What Windows knows of drives, asked without rights of an administrator."""

from __future__ import annotations

import ctypes
import string
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes

assert sys.platform == "win32"  # noqa: S101 - imported there alone

_REMOVABLE, _FIXED = 2, 3
_READ_WRITE, _SHARED, _EXISTING = 0xC0000000, 3, 3
_QUERY_PROPERTY = 0x002D1400
_LOCK, _DISMOUNT = 0x00090018, 0x00090020
_ALLOW_REMOVAL, _EJECT = 0x002D4804, 0x002D4808
_BUS_AT, _USB_AND_CARDS = 28, {7, 12, 13}
_IN_USE = 5
_INVALID = ctypes.c_void_p(-1).value
_TRIES, _A_MOMENT = 10, 0.5
"""Tries, and seconds between them, until who looked at a fresh file has closed it."""

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.GetLogicalDrives.argtypes = []
_kernel.GetLogicalDrives.restype = wintypes.DWORD
_kernel.GetDriveTypeW.argtypes = [wintypes.LPCWSTR]
_kernel.GetDriveTypeW.restype = wintypes.UINT
_kernel.CreateFileW.argtypes = [
    wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID,
    wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE,
]  # fmt: skip
_kernel.CreateFileW.restype = wintypes.HANDLE
_kernel.CloseHandle.argtypes = [wintypes.HANDLE]
_kernel.CloseHandle.restype = wintypes.BOOL
_kernel.DeviceIoControl.argtypes = [
    wintypes.HANDLE, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD,
    wintypes.LPVOID, wintypes.DWORD, wintypes.LPDWORD, wintypes.LPVOID,
]  # fmt: skip
_kernel.DeviceIoControl.restype = wintypes.BOOL


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
    """Let go of a drive as E:; False when a program still uses it or Windows does not allow it.

    What is locked and dismounted has everything written; a stick that has no door to open may
    refuse the rest and be pulled out all the same.
    """
    with _volume(letter, _READ_WRITE) as handle:
        if handle is None or not _lock(handle) or not _control(handle, _DISMOUNT, b""):
            return False
        _control(handle, _ALLOW_REMOVAL, b"\0")
        _control(handle, _EJECT, b"")
        return True


def _lock(handle: int) -> bool:
    """Keep all others from a drive; False when somebody uses it for seconds."""
    for _ in range(_TRIES):
        if _control(handle, _LOCK, b""):
            return True
        if ctypes.get_last_error() != _IN_USE:
            break
        time.sleep(_A_MOMENT)
    return False


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
    size, room = wintypes.DWORD(), len(answer) if answer is not None else 0
    given = ctypes.create_string_buffer(data, len(data)) if data else None
    return bool(
        _kernel.DeviceIoControl(
            handle, code, given, len(data), answer, room, ctypes.byref(size), None
        )
    )

"""Folders on other computers: a database with a write-ahead log may be torn there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

if sys.platform == "win32":
    import ctypes

_MOUNTS = Path("/proc/self/mounts")
_FILE_SYSTEMS = {
    "9p",
    "afs",
    "ceph",
    "cifs",
    "davfs",
    "fuse.davfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.sshfs",
    "glusterfs",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
}
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}
_DRIVE_REMOTE = 4


def on_network(folder: Path) -> bool:
    """Tell whether a folder, there already or not, lies on another computer."""
    place = folder.absolute()
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        root = place.anchor
        return root.startswith("\\\\") or kernel.GetDriveTypeW(root) == _DRIVE_REMOTE
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    return file_system(place.resolve(), lines) in _FILE_SYSTEMS


def file_system(place: Path, lines: Iterable[str]) -> str:
    """Return the kind of file system that holds a place, by lines of /proc/self/mounts."""
    best, kind = Path("/"), ""
    for line in lines:
        _, at, said, *_ = [*line.split(" "), "", ""]
        mount = Path(plain(at))
        if place.is_relative_to(mount) and mount.is_relative_to(best):  # the last of equals is seen
            best, kind = mount, said
    return kind


def plain(escaped: str) -> str:
    """Return a path of /proc/self/mounts as it is."""
    for escape, character in _ESCAPES.items():
        escaped = escaped.replace(escape, character)
    return escaped

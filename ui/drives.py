"""Sticks that are plugged in, as the system tells of them."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QStorageInfo

REMOVABLE = 2  # what Windows calls a drive that can be pulled out
PLACES = ("/media/", "/run/media/", "/mnt/")  # where the others show them
NO_STICKS = {"tmpfs", "overlay", "squashfs", "nfs", "nfs4", "cifs"}


def drives() -> list[tuple[Path, str]]:
    """Every stick's folder, and its name and file system in words."""
    found = [one for one in QStorageInfo.mountedVolumes() if one.isValid() and one.isReady() and _removable(one)]
    return [(Path(one.rootPath()), _words(one)) for one in found]


def _removable(one: QStorageInfo) -> bool:
    root = one.rootPath()
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root)) == REMOVABLE
    return root.startswith(PLACES) and _system(one) not in NO_STICKS


def _words(one: QStorageInfo) -> str:
    system = _system(one)
    known = {"vfat": "FAT32", "msdos": "FAT", "exfat": "exFAT", "ntfs3": "NTFS", "fuseblk": "NTFS"}
    guarded = "，写保护" if one.isReadOnly() else ""
    return f"{one.displayName()}（{known.get(system, system)}{guarded}）"


def _system(one: QStorageInfo) -> str:
    return bytes(one.fileSystemType().data()).decode("ascii", "replace").lower()

"""A new version of the program, signed by the county: checked, laid beside the old one, and the way back."""

from __future__ import annotations

import datetime as dt
import platform
import sys
from pathlib import Path

import msgspec

from app import __version__
from app.desk.needs import needs
from app.desk.steps import Steps
from app.domain.errors import RuleBroken
from app.domain.program import order_of
from app.domain.rights import Right
from app.exchange import update_package
from app.exchange.update_package import Progress, SignedUpdate
from app.security import backups
from app.storage.program_folder import ProgramFolder, around

__all__ = ["ProgramFolder", "UpdateSeen", "Updates", "go_back", "own_platform", "programs_here"]


class UpdateSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What an update is: every file of it was checked. `newer`: than the version that says so."""

    version: str
    platform: str
    schema: int
    files: int
    bytes: int
    signer: str
    signed_by: str
    made_on: dt.date
    newer: bool
    words: str


class Updates(Steps):
    """Updates from the stick; only those of the county whose card this desk has taken in."""

    @needs(Right.ADMINISTER)
    def check_update(self, file: Path, progress: Progress | None = None) -> UpdateSeen:
        """Check signer, system, every file. Raises ExchangeError, StorageError, RuleBroken("update-other-system")."""
        signed = self._signed_update(file)
        update_package.unpack(file, signed.update, None, progress)
        return _seen(signed, __version__)

    @needs(Right.ADMINISTER)
    def install_update(
        self, file: Path, programs: ProgramFolder, progress: Progress | None = None, executable: Path | None = None
    ) -> UpdateSeen:
        """Lay the new version beside the old ones and start it from the next time on; nothing old is removed.

        Raises what `check_update` raises, RuleBroken: update-not-newer, update-running; the old version stays the one
        then. `executable`: the program that is running.
        """
        signed = self._signed_update(file)
        current = programs.current
        if current and order_of(signed.update.version) <= order_of(current):
            raise RuleBroken(
                "update-not-newer",
                f"升级包是 {signed.update.version} 版，现用 {current} 版，不比现用的新，没有安装。",
                offered=signed.update.version,
                current=current,
            )
        _refuse_running(signed.update.version, programs, executable or Path(sys.executable))
        self._looked("export", what=f"升级程序 {signed.update.version}")
        begun = programs.begin(signed.update.version)
        try:
            update_package.unpack(file, signed.update, begun, progress)
        except BaseException:
            programs.give_up(signed.update.version)
            raise
        programs.finish(signed.update.version)
        return _seen(signed, current or "0.0.0")

    def _signed_update(self, file: Path) -> SignedUpdate:
        signed = update_package.read(file, self._signer())
        if signed.update.platform != own_platform():
            raise RuleBroken(
                "update-other-system",
                f"升级包用于 {signed.update.platform}，本机是 {own_platform()}，没有采用。请取得适用于本机的升级包。",
                offered=signed.update.platform,
                own=own_platform(),
            )
        return signed


def _refuse_running(version: str, programs: ProgramFolder, executable: Path) -> None:
    """After going back the version that was left may still be running: what it has not loaded yet would be gone."""
    here = around(executable)
    if here is not None and here[0].root == programs.root.resolve() and here[1] == version:
        raise RuleBroken(
            "update-running",
            f"正在运行的就是 {version} 版，不能在运行时重新安装。请关闭本程序，"
            "从程序文件夹的启动文件打开现用的版本后再安装。",
            version=version,
        )


def own_platform() -> str:
    """The system that this program runs on, as updates name it: linux-x86_64, win32-amd64."""
    return f"{sys.platform}-{platform.machine().lower()}"


def programs_here(executable: Path) -> ProgramFolder | None:
    """The folder of versions that a running program was started from; None for a program that lies elsewhere."""
    found = around(executable)
    return found[0] if found else None


def go_back(programs: ProgramFolder, desk: Path) -> str:
    """Start the version before the current one again; returns it. The desk's data stay as they are.

    Raises RuleBroken: program-no-previous, and program-desk-migrated when the current version has changed the desk's
    tables: then the older program refuses the desk, and what it can open is the backup that was made before.
    """
    current, previous = programs.current, programs.previous
    if previous and programs.opened(current) and programs.facts(previous).schema < programs.facts(current).schema:
        backup = _before_migrating(desk, programs.facts(previous).schema)
        named = f"升级前的备份是“{backup.name}”。" if backup else "在本台的备份文件夹中没有找到升级前的备份。"
        raise RuleBroken(
            "program-desk-migrated",
            f"{current} 版已经升级了本台的数据文件，{previous} 版不能打开，没有退回。{named}"
            "确需退回的，先用该备份恢复到新文件夹（其后登记的须补登），再更改程序。",
            current=current,
            previous=previous,
            backup=str(backup) if backup else "",
        )
    return programs.back()


def _before_migrating(desk: Path, schema: int) -> Path | None:
    """The newest backup that a program with these tables can open."""
    for one in backups.listed(desk / backups.FOLDER):
        if one.header and one.header.reason == "migration" and one.header.schema <= schema:
            return one.path
    return None


def _seen(signed: SignedUpdate, than: str) -> UpdateSeen:
    update = signed.update
    newer = order_of(update.version) > order_of(than)
    told = f"{signed.signer}于{signed.made_on}签发的 {update.version} 版，{len(update.files)} 个文件逐个核对无误。"
    return UpdateSeen(
        version=update.version,
        platform=update.platform,
        schema=update.schema,
        files=len(update.files),
        bytes=update.bytes,
        signer=signed.signer,
        signed_by=signed.signed_by,
        made_on=signed.made_on,
        newer=newer,
        words=told if newer else f"{told}不比现用的版本新。",
    )

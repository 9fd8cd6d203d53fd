"""What may lie in a folder, told by its key file: a desk or another store. A new kind is a line of KINDS.

Nothing of app is imported before somebody opens one: the unlock window is painted first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from app.county.competent import Competent
    from app.county.store import County
    from app.desk import Desk
    from ui.ask import Ask
    from ui.frame import Frame
    from ui.look import Look

Told = Callable[[str, int, int], None]  # what is being done, how many of how many


@dataclass(frozen=True)
class Kind:
    """One kind of store. `open` takes its folder, the passphrase, whose that is (None: it says so itself) and what
    hears how far it is; `window` makes its main window; `who` says whose window it is, where several use the same
    store.
    """

    keyfile: str
    word: str
    open: Callable[[Path, str, str | None, Told], Any]
    window: Callable[[Any, Ask, Look, QSettings], Frame]
    who: Callable[[Any], str] = lambda _store: ""
    recover: Callable[[Path, str, str], Any] | None = None  # folder, groups, new passphrase; None for a desk's own way


def _open_desk(folder: Path, passphrase: str, officer: str | None, told: Told) -> Desk:
    from app.desk import Desk

    return Desk.open(folder, passphrase, officer=officer, told=told)


def _window_of_desk(desk: Desk, ask: Ask, look: Look, pc: QSettings) -> Frame:
    from ui.main_window import MainWindow
    from ui.runner import Runner

    return MainWindow(Runner(desk, ask, look, pc), pc)


def _open_county(folder: Path, passphrase: str, _officer: str | None, _told: Told) -> County:
    from app.county.store import County
    from app.setup import machine_clock

    return County.open(folder, passphrase, clock=machine_clock)


def _window_of_county(county: County, ask: Ask, look: Look, pc: QSettings) -> Frame:
    from ui.county.runner import CountyRunner
    from ui.county.window import CountyWindow

    return CountyWindow(CountyRunner(county, ask, look, pc), pc)


def _open_body(folder: Path, passphrase: str, _officer: str | None, _told: Told) -> Competent:
    from app.county.competent import Competent
    from app.setup import machine_clock

    return Competent.open(folder, passphrase, clock=machine_clock)


def _window_of_body(body: Competent, ask: Ask, look: Look, pc: QSettings) -> Frame:
    from ui.competent.window import BodyWindow
    from ui.store_runner import StoreRunner

    return BodyWindow(StoreRunner(body, ask, look, pc), pc)


def _recover_county(folder: Path, key: str, new: str) -> County:
    from app.county import recovering
    from app.setup import machine_clock

    return recovering.recover_county(folder, key, new_passphrase=new, clock=machine_clock)


def _recover_body(folder: Path, key: str, new: str) -> Competent:
    from app.county import recovering
    from app.setup import machine_clock

    return recovering.recover_body(folder, key, new_passphrase=new, clock=machine_clock)


DESK = Kind("desk.key", "接待台", _open_desk, _window_of_desk, lambda desk: str(desk.officer))
COUNTY = Kind("county.key", "县级接收库", _open_county, _window_of_county, recover=_recover_county)
BODY = Kind("sealed.key", "密封材料接收", _open_body, _window_of_body, recover=_recover_body)
KINDS = (DESK, COUNTY, BODY)


def kind_of(folder: Path | None) -> Kind | None:
    """What lies in a folder; None for nothing that can be opened."""
    return next((kind for kind in KINDS if folder is not None and (folder / kind.keyfile).exists()), None)

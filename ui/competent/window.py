"""The main window of a competent body's key folder."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from app.county.competent import Competent
from ui.competent.page import BodyPage
from ui.frame import Frame
from ui.parts import CHANGE_PASSPHRASE, HANDBOOK, HELP, LAST_KEYS, LINE, LOOKS, STORE_SHEET, Place, page_keys
from ui.store_runner import StoreRunner

FOOT = "本程序不保存、不显示密封材料的内容。"
PLACES: dict[str, Place[StoreRunner[Competent]]] = {"sealed": Place("密封材料", BodyPage, "F5")}


class BodyWindow(Frame):
    """One page: what desks sealed to the body is taken out."""

    places = PLACES
    entries = (CHANGE_PASSPHRASE, STORE_SHEET, LINE, HANDBOOK, LINE, *LOOKS)
    all_keys = (HELP, *LAST_KEYS, *page_keys(PLACES))
    remembered = "body/geometry"

    def __init__(self, runner: StoreRunner[Competent], settings: QSettings) -> None:
        self.runner: StoreRunner[Competent] = runner
        super().__init__(runner, settings)
        self.setWindowTitle(runner.store.name)
        self.go("sealed")

    @property
    def headline(self) -> str:
        return f"密封材料接收 · {self.runner.store.name}"

    def foot_line(self) -> str:
        return FOOT

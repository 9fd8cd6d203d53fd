"""The pages of the main window: a new one is a line here, and a line in ui/access.py where it needs a right."""

from __future__ import annotations

from ui.pages.deadlines import DeadlinesPage
from ui.pages.exchange import ExchangePage
from ui.pages.journal import JournalPage
from ui.pages.looks import LooksPage
from ui.pages.petitions import PetitionsPage
from ui.pages.reception import ReceptionPage
from ui.pages.reception_days import ReceptionDaysPage
from ui.pages.report import ReportPage
from ui.pages.settings import SettingsPage
from ui.parts import Place
from ui.runner import Runner

PLACES: dict[str, Place[Runner]] = {
    "reception": Place("接待", ReceptionPage, "F5"),
    "petitions": Place("事项", PetitionsPage, "F6"),
    "deadlines": Place("期限", DeadlinesPage, "F7"),
    "exchange": Place("交换", ExchangePage, "F9"),
    "reception_days": Place("领导接访日", ReceptionDaysPage),
    "report": Place("统计报表", ReportPage),
    "looks": Place("查阅记录", LooksPage),
    "journal": Place("台账", JournalPage),
    "settings": Place("设置", SettingsPage, "F10"),  # last: no officer's first page
}

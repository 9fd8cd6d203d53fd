"""The pages of the county's window: a new one is a line here."""

from __future__ import annotations

from ui.county.exchange import ExchangePage
from ui.county.line import LinePage
from ui.county.looks import CountyLooksPage
from ui.county.petitions import CountyPetitionsPage
from ui.county.reports import ReportsPage
from ui.county.runner import CountyRunner
from ui.county.sent_down import SendDownPage
from ui.county.signing import SigningPage
from ui.county.stations import StationsPage
from ui.parts import Place

PLACES: dict[str, Place[CountyRunner]] = {
    "stations": Place("接待台", StationsPage, "F5"),
    "petitions": Place("事项", CountyPetitionsPage, "F6"),
    "sent_down": Place("下发", SendDownPage, "F7"),
    "reports": Place("报表", ReportsPage, "F8"),
    "exchange": Place("交换", ExchangePage, "F9"),
    "signing": Place("签发", SigningPage, "F10"),
    "line": Place("联网接收", LinePage),
    "looks": Place("查阅记录", CountyLooksPage),
}

"""The pictures of the competent body's window and of the county's work (ui/pictures.py)."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.county.competent import Competent, TakenOut
from app.county.listing import Listing, Row
from app.county.report_tables import ReportTable
from app.county.store import County
from app.desk import Desk
from app.domain import looks
from app.exchange.keys import StationKeys, encode_card, make_card
from app.setup import machine_clock
from ui import offscreen, settings
from ui.ask import Ask
from ui.competent.new_folder import NewBodyDialog
from ui.competent.page import BodyPage
from ui.competent.window import BodyWindow
from ui.county.line import LinePage
from ui.county.looks import CountyLooksPage
from ui.county.petition import CountyPetitionDialog, Told
from ui.county.petitions import CountyPetitionsPage
from ui.county.receiving import WORDS, Story
from ui.county.reports import ReportsPage
from ui.county.runner import CountyRunner
from ui.county.sent_down import SendDownPage
from ui.county.signing import SigningPage
from ui.county.window import CountyWindow
from ui.look import Look
from ui.pictures_of_exchange import SENT
from ui.store_runner import StoreRunner

DESK, DESK_CODE = "某某镇人民政府信访接待台", "43062110200001"
BODY, BODY_CODE = "某某县纪律检查委员会", "430621JW"
PASSPHRASE = "某某县纪律检查委员会 样件"
UNLOCK_SECONDS = 0.01
SAMPLE = TakenOut(
    folder=f"/材料/{DESK_CODE}-e1-3",
    number=f"{DESK_CODE}-2026-000012",
    sender=DESK,
    files=2,
    words="已取出某某镇人民政府信访接待台的密封材料，内容未加密，请按本机关规定保管。",
)
Pictures = Iterator[tuple[str, QWidget]]


def of_a_body(look: Look, place: Path) -> Pictures:
    """A key folder that is made, empty, with a desk registered, and after something was taken out."""
    folder = place / "body"
    shutil.rmtree(folder, ignore_errors=True)
    with Competent.create(
        folder, code=BODY_CODE, name=BODY, passphrase=PASSPHRASE, clock=machine_clock, unlock_seconds=UNLOCK_SECONDS
    ) as body:
        runner = StoreRunner(body, Ask(), look)
        window = BodyWindow(runner, settings.open_settings(place))
        window.show()
        yield "body", window
        body.trust(_card_of_a_desk())
        window.go("sealed")
        window.page(BodyPage).tell_taken_out(SAMPLE)
        yield "body-taken-out", window
        dialog = NewBodyDialog(runner, window)
        dialog.open()
        yield "body-new", dialog
        dialog.leave()
        window.leave()
        window.deleteLater()


def of_a_county(desk: Desk, look: Look, place: Path) -> Pictures:
    """Its window page by page, over the petitions of the practice desk."""
    with (
        tempfile.TemporaryDirectory() as folder,
        County.create(
            Path(folder) / "县级接收库",
            code="430621",
            name="某某县信访局",
            passphrase=PASSPHRASE,
            clock=machine_clock,
            unlock_seconds=UNLOCK_SECONDS,
        ) as store,
    ):
        runner = CountyRunner(store, Ask(), look)
        window = CountyWindow(runner, settings.open_settings(place))
        window.resize(offscreen.WIDTH, offscreen.HEIGHT - 28)
        window.show()
        yield from _petitions(desk, window, runner)
        yield from _looks(window, desk.page(limit=1)[0].number)
        store.trust(_card_of_a_desk())
        yield from _reports_and_dispatches(desk, window)
        yield from _signing(window, store, Path(folder))
        yield from _line(window)
        window.leave()
        window.deleteLater()


def _petitions(desk: Desk, window: CountyWindow, runner: CountyRunner) -> Pictures:
    page = window.page(CountyPetitionsPage)
    window.go("petitions")
    views = [desk.view(row.number) for row in desk.page(limit=40)]
    found = [view.petition for view in views]
    rows = {one.id: Row(one.id, one.number, one.title, one.station, one.stage, str(one.received_on)) for one in found}
    names = {desk.station: desk.office.name}
    page.show_listing(Listing(rows, {}, names))
    page.days |= {one.id: str(view.timeline[-1].on) for one, view in zip(found, views, strict=True)}
    page.table.table.reload()
    page.table.setCurrentIndex(page.table.table.index(1, 0))
    yield "county-petitions", window
    chosen = max(views, key=lambda view: len(view.timeline))
    told = Told(chosen.petition, chosen.timeline)
    dialog = CountyPetitionDialog(runner, (told, told), names, window)
    dialog.open()
    yield "county-petition", dialog
    dialog.tabs.setCurrentWidget(dialog.attachments)
    yield "county-attachments", dialog
    dialog.ask_why()
    yield "county-looker", dialog.asking
    dialog.asking.leave()
    dialog.leave()


def _looks(window: CountyWindow, number: str) -> Pictures:
    page = window.page(CountyLooksPage)
    given: dict[str, Any] = {
        "line": "430621",
        "officer": "赵敏",
        "petition": number,
        "prev": "",
        "at": machine_clock().isoformat(timespec="seconds"),
    }
    told = (
        looks.Look(seq=2, act="attachment", what="1", purpose="核对合同复印件", **given),
        looks.Look(seq=1, act="reveal", what="、".join(looks.DETAILS), purpose="电话联系信访人", **given),
    )
    vars(page).update(ask=lambda *wanted: told[wanted[3] :], ask_names=lambda: ("赵敏",))
    window.go("looks")
    yield "county-looks", window


def _reports_and_dispatches(desk: Desk, window: CountyWindow) -> Pictures:
    page = window.page(ReportsPage)
    window.go("reports")
    page.tabs.setCurrentIndex(list(page.of_view).index("report_open"))
    found = desk.page(limit=8)
    rows = tuple(
        (one.number, desk.station, desk.office.name, "办理中", "申诉求决", str(one.received_on)) for one in found
    )
    page.tab.show_table(ReportTable(view="report_open", rows=rows))
    yield "county-reports-open", window
    window.go("sent_down")
    down = window.page(SendDownPage)
    down.sent.names = {SENT.station: "某某镇石桥村", **down.sent.names}
    down.sent.show_rows((SENT,))
    yield "county-sent-down", window


def _signing(window: CountyWindow, store: County, folder: Path) -> Pictures:
    page = window.page(SigningPage)
    window.go("signing")
    file = folder / "2027.json"
    off = {f"2027-02-{day:02d}": "春节" for day in range(5, 12)}
    told = {"year": 2027, "notice": "关于2027年部分节假日安排的通知（样件）", "source": "编造的样件", "off": off}
    file.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    page.look_at(file)
    yield "county-signing", window
    words = "已签发2027年放假安排，可交各接待台导入。"
    page.show_signed(words, store.fingerprint(), "/U盘/SWTDATA-430621-holiday_schedule-2027.swtdata")
    yield "county-signed", window


def _line(window: CountyWindow) -> Pictures:
    page = window.page(LinePage)
    window.go("line")
    at = machine_clock()
    told = [(at, DESK_CODE, WORDS["taken"]), (at, DESK_CODE, WORDS["begun"]), (at, "43062110300001", WORDS["refused"])]
    page.receiving.story = Story(page.where, at, port=8420, taken=1, refused=1, told=told, over="09:20 因锁定停止。")
    page.refresh()
    yield "county-line", window


def _card_of_a_desk() -> bytes:
    """Nobody may speak with the practice desk."""
    keys = StationKeys.generate()
    return encode_card(make_card(keys, role="desk", code=DESK_CODE, name=DESK, made_on=machine_clock().date()), keys)

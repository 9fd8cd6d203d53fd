"""The pictures of what a township sends down to its villages (ui/pictures.py)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from PySide6.QtWidgets import QWidget

from app.answers import BelowSeen, DispatchSeen
from ui.dialogs.revoke_below import RevokeBelowDialog
from ui.dialogs.send_down import Issuer, SendDownDialog, SendMatterDialog
from ui.dialogs.send_letter import (
    SendDataDialog,
    SendObjectionAnswerDialog,
    SendReminderDialog,
    SendReviewNoticeDialog,
    SendReviewOpinionDialog,
    SendSupervisionDialog,
)
from ui.main_window import MainWindow
from ui.runner import Runner

VILLAGE, NAME = "43990010020101", "枫树村村级代办点"
VILLAGES = {VILLAGE: NAME}
NUMBER = f"{VILLAGE}-2026-000012"
MATTER = {
    "kind": "assigned",
    "title": "请求修复灌溉渠道",
    "petitioners": [{"name": "周某", "address": "青石桥镇枫树村二组", "phone": "13900000000"}],
    "facts": "枫树村二组灌溉渠道垮塌约二十米，春耕用水困难，请村里到现场核实并提出修复意见。",
    "requests": ["修复渠道"],
    "letter_number": "青石桥信交〔2026〕3号",
    "letter_on": "2026-11-19",
    "result_due": "2026-12-18",
    "raised_on": "2026-11-18",
    "report": True,
}
SENT = DispatchSeen(
    id=f"43990010020001.1.{VILLAGE}.4",
    station=VILLAGE,
    seq=4,
    kind="matter",
    words="交办事项",
    title="请求修复灌溉渠道",
    petition="",
    at="2026-11-19T09:30:00+08:00",
    officer="李明",
    state="waiting",
    state_words="待交下级",
    written_at="",
    file="",
    arrived_on="",
    taken_on="",
    number="",
    note="",
)
LETTERS: dict[str, tuple[type[SendDownDialog], dict[str, object]]] = {
    "send-reminder": (SendReminderDialog, {"asked": "请于期限前办结并反馈结果。", "due": "2026-12-01"}),
    "send-supervision": (
        SendSupervisionDialog,
        {"trigger": "T1", "asked": "请说明未按期办结的原因，并于期限前办结。", "due": "2026-12-01"},
    ),
    "send-review-notice": (
        SendReviewNoticeDialog,
        {"number": "某政信复查〔2026〕7号", "letter_on": "2026-11-17", "due": "2026-12-01", "petitioner": "周某"},
    ),
    "send-review-opinion": (
        SendReviewOpinionDialog,
        {"number": "某政信复查〔2026〕7号", "decided_on": "2026-11-17", "orders": "请重新核实面积后作出处理。"},
    ),
    "send-objection-answer": (
        SendObjectionAnswerDialog,
        {
            "outcome": "refused",
            "number": "青石桥信函〔2026〕5号",
            "answered_on": "2026-11-19",
            "note": "仍由村里办理。",
        },
    ),
    "send-data": (SendDataDialog, {}),
}
ON_STICK, FILE = "2026-11-12T16:00:00+08:00", f"SWTDISPATCHES-43990010020001-{VILLAGE}-e1-1-3.swt"
STATION = BelowSeen(
    code=VILLAGE, name=NAME, fingerprint="", last=40, received_at="2026-11-13", above=40, petitions=12, handed=0
)
REVOKED = msgspec.structs.replace(
    STATION,
    code="43990010020201",
    name="新桥村村级代办点",
    revoked_at="2026-11-16T08:40:00+08:00",
    revoked_for="村里的电脑被盗。",
)
ON_THE_12TH = msgspec.structs.replace(SENT, at="2026-11-12T15:20:00+08:00", written_at=ON_STICK, file=FILE)
HERE = msgspec.structs.replace(
    ON_THE_12TH,
    seq=2,
    id="2",
    state="taken_up",
    state_words="已登记",
    arrived_on="2026-11-13",
    taken_on="2026-11-13",
    number=NUMBER,
)
ROWS = (
    SENT,
    msgspec.structs.replace(ON_THE_12TH, seq=3, id="3", words="催办", title="", petition=NUMBER, state="written"),
    HERE,
    msgspec.structs.replace(
        HERE,
        seq=1,
        id="1",
        words="转送事项",
        title="请求安装路灯",
        state="set_aside",
        number="",
        note="已按纸质来文登记。",
    ),
)


def sent_down(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    """What was sent as a list, and the two forms, one of them refused."""
    window.go("exchange")
    page = window.exchange
    page.tabs.setCurrentWidget(page.down)
    page.down.refresh((STATION,))
    page.down.show_rows(ROWS)
    page.down.table.selectRow(2)
    yield "sent-down", window
    desk = runner.desk
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    page.below.show_stations((REVOKED, msgspec.structs.replace(STATION, handed=2)))
    yield "stations-below", window
    revoke = RevokeBelowDialog(runner, msgspec.structs.replace(STATION, fingerprint=desk.fingerprint()), window)
    revoke.open()
    yield "revoke-below", revoke
    revoke.leave()
    page.tabs.setCurrentIndex(0)
    office = desk.office
    issuer = Issuer(
        body=office.name, reviewer=office.review_body, today=desk.today(), below=VILLAGES, send=desk.dispatch
    )
    matter = SendMatterDialog(runner, issuer, window)
    matter.open()
    yield "send-matter-empty", matter
    matter.act()
    yield "send-matter-refused", matter
    matter.fill_in(MATTER)
    matter.clear_refusals()
    yield "send-matter", matter
    matter.leave()
    for name, (form, given) in LETTERS.items():
        letter = form(runner, issuer, window, station=VILLAGE, number=NUMBER)
        letter.open()
        letter.fill_in(given)
        yield name, letter
        letter.leave()

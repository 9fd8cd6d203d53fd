"""One station in full: its lines, what is missing and lost, its card, the dispatches that have not arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from ui.county.runner import CountyRunner
from ui.dialogs.dialog import Dialog
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from app.answers import DispatchSeen
    from app.county.status import LineStatus, StationStatus
    from app.county.store import County

ARRIVED = ("arrived", "taken_up", "set_aside")


class More(NamedTuple):
    """What is asked of the store besides the station's status."""

    fingerprint: str  # of the card that is known, "" for a revoked one
    on_the_way: tuple[DispatchSeen, ...]


class StationDialog(Dialog):
    """To be read."""

    verb = "知道了"
    hint = ""
    characters = 48

    def __init__(self, runner: CountyRunner, station: StationStatus, more: More, parent: QWidget | None = None) -> None:
        self.station, self.more = station, more
        super().__init__(runner, f"接待台：{station.name}", parent)
        self.sheet.setFocus()

    def build(self) -> None:
        self.sheet = Sheet("接待台情况")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 14)
        self.sheet.show_lines(told(self.station, self.more))
        self.form.addWidget(self.sheet, 100)

    def act(self) -> None:
        self.leave()


def more_of(county: County, code: str) -> More:
    """Asked of the store, off the window's thread: hundreds of cards take their time."""
    from app.desk import fingerprint

    card = county.stations().get(code)
    sent = county.dispatches(code)
    return More(fingerprint(card) if card else "", tuple(one for one in sent if one.state not in ARRIVED))


def told(one: StationStatus, more: More) -> list[tuple[str, str]]:
    """A station in lines."""
    lines = [("title", one.name), ("quiet", f"台号 {one.code}"), *(("", words) for words in one.words)]
    lines += [("gap", ""), ("lead", "公钥卡")]
    lines.append(("", f"指纹：{more.fingerprint}" if more.fingerprint else f"已于{one.revoked_at[:10]}停用。"))
    lines += [("gap", ""), ("lead", "收到的记载")]
    lines += [("", _line(line)) for line in one.lines] or [("", "尚未收到。")]
    lines += [("refusal", f"没有采用的数据包：{fork.name}（{fork.at[:10]}）。{fork.words}") for fork in one.forks]
    lines += [("refusal", f"缺第{gap.first}至{gap.last}号记载（{gap.at[:10]}，{gap.package}）。") for gap in one.gaps]
    lines += [("gap", ""), ("lead", "没有送达的下发件")]
    lines += [("", _sent(sent)) for sent in more.on_the_way] or [("", "没有。")]
    return lines


def _line(line: LineStatus) -> str:
    through = f"，由镇级接待台 {line.through} 转报" if line.through else ""
    return (
        f"第{line.epoch}条线：已收至第{line.last}号，数据包{line.packages}个，"
        f"最近 {line.last_received_at[:16].replace('T', ' ')}{through}"
    )


def _sent(one: DispatchSeen) -> str:
    return f"{one.at[:10]}　{one.words}　{one.title}　{one.state_words}"

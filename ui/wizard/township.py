"""Which township: found by name, pinyin or code in the national table, or its code typed; so the station is known."""

from __future__ import annotations

import contextlib
import threading

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app import setup
from app.domain.divisions import TOWNSHIP, TOWNSHIP_DIGITS, DivisionLine
from app.domain.errors import DeskError, RuleBroken
from app.domain.national import DATED, NationalDivisions, Township
from app.shipped_divisions import load_national, load_villages
from ui.widgets.editors import Choice, Count, Line, aside, go_on, goes_on
from ui.widgets.field import Field
from ui.widgets.layout import abreast, label
from ui.wizard.page import Told, WizardPage, Wrong

SEARCH_HINT = "汉字、拼音首字母、全拼、代码；县和乡镇可以一起写"
STATION_HINT = "12位区划代码加2位台序号；表中没有的可以直接填写"
NOT_IN_TABLE = "区划表中没有这个代码。新设或者调整的乡镇，请按县级告知的代码填写，核对无误后继续。"
LINES = 5  # of the list that are in view
ITSELF = "乡镇、街道本级"
MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class Reading(QObject):
    """Reads the table in a thread, because it takes a moment. `read` carries it, or the error with which it failed."""

    read = Signal(object)

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            found: object = load_national()
        except DeskError as error:
            found = error
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self.read.emit(found)


class SearchLine(Line):
    """Up and Down walk through what was found while the text keeps the focus; Enter takes the marked line."""

    entered = Signal()

    def __init__(self, found: QListWidget) -> None:
        super().__init__()
        self._found = found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:  # keys belong to the input method
            super().keyPressEvent(event)
        elif event.key() in MOVES:
            self._found.keyPressEvent(event)
        elif goes_on(event):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class TownshipPage(WizardPage):
    """`plan` gets the township and the station's code as soon as they are known."""

    title = "乡镇（街道）"

    def build(self) -> None:
        self.national: NationalDivisions | None = None
        self.found = QListWidget()
        self.found.setAccessibleName("找到的乡镇、街道")
        self.found.setFixedHeight(self.fontMetrics().lineSpacing() * LINES * 19 // 10)
        self.found.installEventFilter(self)
        self.found.itemClicked.connect(lambda item: self._take(item))
        self.search = SearchLine(self.found)
        self.search.textChanged.connect(lambda text: self._find(text))
        self.search.entered.connect(lambda: self.take_marked())
        self.add("search", Field("找乡镇、街道(&T)", self.search, hint=SEARCH_HINT))
        self.chosen = label("", "ok", wrap=True)
        self.inside.addWidget(self.chosen)
        self.inside.addWidget(self.found)
        self.count = label("正在读入区划表……", "small")
        self.inside.addWidget(self.count)
        self.place = aside(Choice({"": ITSELF}))
        self.ordinal = aside(Count(1, 99, 1))
        self.station = Line()
        self.fields["place"] = Field("本台设在(&V)", self.place, hint="村级代办点选所在的村")
        self.fields["ordinal"] = Field("台序号(&O)", self.ordinal, hint="同一单位第几个台")
        self.inside.addLayout(abreast((self.fields["place"], 1), (self.fields["ordinal"], 1)))
        self.add("station", Field("台号(&C)", self.station, required=True, hint=STATION_HINT))
        self.say(DATED, "small")
        self.place.currentIndexChanged.connect(lambda _at: self._number())
        self.ordinal.valueChanged.connect(lambda _value: self._number())
        self.station.textChanged.connect(lambda text: self._recognise(text))
        self.reading = Reading(self)
        self.reading.read.connect(self._read)
        self.reading.start()

    def answers(self) -> object:
        return self.search.value, self.station.value

    def wrong(self) -> Wrong | None:
        if not self.station.value:
            return ("station", "请在上面找到本乡镇，按 Enter 选定，或者直接填写台号。")
        try:
            setup.check_station(self.station.value)
        except RuleBroken as error:
            return ("station", error.message)
        return None

    def told(self) -> tuple[Told, ...]:
        place = self.plan.township.words if self.plan.township else "不在区划表中"
        return (("区划", f"{place} {self.plan.village}".strip()), ("台号", self.station.value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the list takes its line."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and goes_on(event)
        if watched is self.found and pressed:
            self.take_marked()
            return True
        return super().eventFilter(watched, event)

    def _read(self, found: object) -> None:
        if isinstance(found, NationalDivisions):
            self.national = found
            self._find(self.search.text())
            self._recognise(self.station.text())
        elif isinstance(found, DeskError):
            self.count.setText(f"{found.message}台号可以直接填写。")

    def _find(self, text: str) -> None:
        if self.national is None:
            return
        self.found.clear()
        told = self.national.search(text)
        for one in told.places:
            item = QListWidgetItem(f"{one.name}    {' '.join(one.above)}    {one.code}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.found.addItem(item)
        if told.places:
            self.found.setCurrentRow(0)
        more = f"，先列出{len(told.places)}个，请再写几个字" if told.total > len(told.places) else ""
        words = f"找到{told.total}个{more}。上下键选择，Enter 选定。" if told.total else "没有找到。"
        self.count.setText(words if text.strip() else f"区划表中有{len(self.national)}个乡镇、街道。")

    def take_marked(self) -> None:
        """Enter: the marked line; where nothing was found, on to the code."""
        item = self.found.currentItem()
        if item is None and self.national is not None:
            self.station.setFocus()
        elif item is not None:
            self._take(item)
            go_on(self.station)

    def _take(self, item: QListWidgetItem) -> None:
        township: Township = item.data(Qt.ItemDataRole.UserRole)
        self._offer_villages(township.code)
        self._number()

    def _offer_villages(self, code: str) -> None:
        self.place.blockSignals(True)
        self.place.clear()
        self.place.addItem(ITSELF, f"{code}{TOWNSHIP}")
        for village in villages_of(code):
            self.place.addItem(village.name, village.code)
        self.place.blockSignals(False)

    def _number(self) -> None:
        """The station's code from what was chosen; one that was typed stays where nothing was."""
        if self.place.value:
            self.station.setText(f"{self.place.value}{self.ordinal.value():02}")

    def _recognise(self, code: str) -> None:
        """Where a code lies, also one that was typed."""
        plan, text = self.plan, code.strip()
        plan.station = text
        plan.township = self.national.find(text) if self.national and len(text) >= TOWNSHIP_DIGITS else None
        plan.village = self._village(text)
        known = plan.township is not None
        told = f"已选：{plan.township.words} {plan.village}".strip() if plan.township else ""
        self.chosen.setText(told if known or len(text) < TOWNSHIP_DIGITS or self.national is None else NOT_IN_TABLE)
        self.fields["station"].say("")

    def _village(self, code: str) -> str:
        own = code[: TOWNSHIP_DIGITS + 3]
        if self.plan.township is None or len(own) < TOWNSHIP_DIGITS + 3 or own.endswith(TOWNSHIP):
            return ""
        return next((one.name for one in villages_of(own[:TOWNSHIP_DIGITS]) if one.code == own), "")


def villages_of(township: str) -> tuple[DivisionLine, ...]:
    """The villages that the shipped table has for a township; none where it can't be read, which the list has said."""
    try:
        found = load_villages(township)
    except DeskError:
        return ()
    return found.divisions if found else ()
